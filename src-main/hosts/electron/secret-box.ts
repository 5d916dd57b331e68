import { safeStorage } from "electron";
import type { SecretBox } from "../../services/host/index.ts";

/** The system's keychain. On Linux without one, Electron would only scramble: that does not count as protection. */
export function systemSecretBox(): SecretBox {
  const isProtected =
    safeStorage.isEncryptionAvailable() &&
    (process.platform !== "linux" || safeStorage.getSelectedStorageBackend() !== "basic_text");
  return {
    isProtected,
    seal: (plaintext) => Promise.resolve(safeStorage.encryptString(plaintext)),
    open: (sealed) => Promise.resolve(safeStorage.decryptString(Buffer.from(sealed))),
  };
}
