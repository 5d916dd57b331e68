import type { ErrorCatalogue } from "./assay-error.ts";

export type ChainErrorCode = never;

export const chainErrors: ErrorCatalogue<ChainErrorCode> = {};
