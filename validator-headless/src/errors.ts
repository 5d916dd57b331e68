import { AssayError, type RoundErrorCode } from "../../src-shared/contract/index.ts";

export class RoundError extends AssayError<RoundErrorCode> {}
