import type { ErrorCatalogue } from "./assay-error.ts";

export type HubErrorCode = never;

export const hubErrors: ErrorCatalogue<HubErrorCode> = {};
