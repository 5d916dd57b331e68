import type { ErrorCatalogue } from "./assay-error.ts";

export type SandboxErrorCode = never;

export const sandboxErrors: ErrorCatalogue<SandboxErrorCode> = {};
