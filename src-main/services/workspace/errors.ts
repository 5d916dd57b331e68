import { AssayError, type WorkspaceErrorCode } from "../../../src-shared/contract/index.ts";

export class WorkspaceError extends AssayError<WorkspaceErrorCode> {}
