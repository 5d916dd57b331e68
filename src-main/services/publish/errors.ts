import { AssayError, type PublishErrorCode } from "../../../src-shared/contract/index.ts";

export class PublishError extends AssayError<PublishErrorCode> {}
