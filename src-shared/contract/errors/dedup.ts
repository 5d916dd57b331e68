import type { ErrorCatalogue } from "./assay-error.ts";

export type DedupErrorCode = never;

export const dedupErrors: ErrorCatalogue<DedupErrorCode> = {};
