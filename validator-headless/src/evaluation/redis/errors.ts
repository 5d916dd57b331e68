import { AssayError, type QueueErrorCode } from "../../../../src-shared/contract/index.ts";

/** What can go wrong between services and workers. */
export class QueueError extends AssayError<QueueErrorCode> {}
