import { AssayError, type SandboxErrorCode } from "../contract/index.ts";

export class SandboxError extends AssayError<SandboxErrorCode> {}
