import { AssayError, type ValidatorErrorCode } from "../../../src-shared/contract/index.ts";

export class SigningError extends AssayError<ValidatorErrorCode> {}
