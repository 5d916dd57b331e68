import type { ErrorCatalogue } from "./assay-error.ts";

export type CompetitionErrorCode = never;

export const competitionErrors: ErrorCatalogue<CompetitionErrorCode> = {};
