import type { ErrorCatalogue } from "./assay-error.ts";

export type WorkspaceErrorCode = never;

export const workspaceErrors: ErrorCatalogue<WorkspaceErrorCode> = {};
