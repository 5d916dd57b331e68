import { AssayError, type WalletErrorCode } from "../../contract/index.ts";

export class WalletError extends AssayError<WalletErrorCode> {}
