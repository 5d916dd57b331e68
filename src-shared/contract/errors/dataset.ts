import type { ErrorCatalogue } from "./assay-error.ts";

export type DatasetErrorCode = never;

export const datasetErrors: ErrorCatalogue<DatasetErrorCode> = {};
