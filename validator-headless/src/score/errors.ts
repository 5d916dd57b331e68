import { AssayError, type ScoringErrorCode } from "../../../src-shared/contract/index.ts";

/** What is wrong with cases or with what a simulation was given. */
export class ScoringError extends AssayError<ScoringErrorCode> {}
