import type { ErrorCatalogue } from "./assay-error.ts";

export type CliErrorCode = never;

export const cliErrors: ErrorCatalogue<CliErrorCode> = {};
