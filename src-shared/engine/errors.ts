import { AssayError, type EngineErrorCode } from "../contract/index.ts";

/** What can go wrong with models, their files, and runs of them. */
export class EngineError extends AssayError<EngineErrorCode> {}
