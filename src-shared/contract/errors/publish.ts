import type { ErrorCatalogue } from "./assay-error.ts";

export type PublishErrorCode = never;

export const publishErrors: ErrorCatalogue<PublishErrorCode> = {};
