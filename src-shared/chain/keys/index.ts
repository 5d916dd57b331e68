export { WalletError } from "./errors.ts";
export { readKeyFile, writeKeyFileText } from "./key-file.ts";
export { cryptoWaitReady, generateKey, type KeyPair, signerOf } from "./key-pair.ts";
export {
  DEFAULT_WALLET_PATH,
  type HotkeyPlace,
  hotkeyFile,
  needsPassword,
  parseHotkey,
  readHotkey,
  unlockHotkey,
  writeColdkey,
  writeHotkey,
} from "./wallet-folder.ts";
