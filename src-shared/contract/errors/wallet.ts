import type { ErrorCatalogue } from "./assay-error.ts";

export type WalletErrorCode =
  | "WalletLocked"
  | "WalletPasswordWrong"
  | "WalletNotFound"
  | "WalletUnreadable"
  | "WalletMalformed"
  | "WalletNoSecret"
  | "WalletAddressDiffers"
  | "WalletNameInvalid"
  | "WalletExists"
  | "WalletUnwritable"
  | "WalletMissing";

export const walletErrors: ErrorCatalogue<WalletErrorCode> = {
  WalletLocked: {
    sentence: "The key file {file} is encrypted ({kind}).",
    mend: "This version of Assay signs with unencrypted hotkeys only: make one for mining with btcli (wallet new-hotkey, no password), or wait for the version that unlocks files. An old encryption is brought up to date when btcli opens the key once.",
  },
  WalletPasswordWrong: {
    sentence: "The password does not open the key file {file}.",
    mend: "Check the password; the file was left as it is.",
  },
  WalletNotFound: {
    sentence: "There is no key file {file}.",
    mend: "Check the names of wallet and hotkey, and the folder (--wallet.path).",
  },
  WalletUnreadable: {
    sentence: "The key file {file} cannot be read: {reason}.",
    mend: "Check that you may read it.",
  },
  WalletMalformed: {
    sentence: "{file} is no key file: {reason}.",
    mend: "Choose a hotkey's file, as btcli writes it.",
  },
  WalletNoSecret: {
    sentence: "The key file {file} holds no secret, only an address.",
    mend: "Choose the hotkey's own file, not the public one.",
  },
  WalletAddressDiffers: {
    sentence: "The key file {file} says address {stated}, but its secret belongs to {derived}.",
    mend: "The file was damaged or put together by hand: restore it from your backup.",
  },
  WalletNameInvalid: {
    sentence: "{name} is no name for a wallet or a hotkey.",
    mend: "Use letters, digits, '-', '_' and '.'; for a file give its path.",
  },
  WalletExists: {
    sentence: "There is a key file {file} already.",
    mend: "Choose another name; nothing was overwritten.",
  },
  WalletUnwritable: {
    sentence: "The key file {file} cannot be written: {reason}.",
    mend: "Check that you may write to that folder and that the disk is not full.",
  },
  WalletMissing: {
    sentence: "No hotkey was given.",
    mend: "Name one with --hotkey WALLET/HOTKEY or --wallet.name and --wallet.hotkey.",
  },
};
