export type { Keyboard } from "./ask-hidden.ts";
export { SigningError } from "./errors.ts";
export { hotkeyAddress } from "./hotkey-address.ts";
export { type LeaseRequest, takeLease } from "./lease.ts";
export { findSecondSigner, type SignerFinding, type SigningHistory } from "./second-signer.ts";
export { openHotkey, PASSWORD_SECRET, type UnlockOptions } from "./unlock.ts";
