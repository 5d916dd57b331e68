import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";
import type { SecretBox } from "../../services/host/index.ts";

const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
/** About 64 MB and a few hundred milliseconds. */
const SCRYPT_COST = { N: 2 ** 16, r: 8, p: 1, maxmem: 128 * 1024 * 1024 } as const;

/** Seals with AES-256-GCM under a key that scrypt derives from a password and a fresh salt. */
export function passwordBox(password: string): SecretBox {
  return {
    isProtected: true,
    seal: async (plaintext) => {
      const salt = randomBytes(SALT_BYTES);
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", await deriveKey(password, salt), nonce);
      const body = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final()]);
      return Buffer.concat([salt, nonce, cipher.getAuthTag(), body]);
    },
    open: async (sealed) => {
      const salt = sealed.subarray(0, SALT_BYTES);
      const nonce = sealed.subarray(SALT_BYTES, SALT_BYTES + NONCE_BYTES);
      const tag = sealed.subarray(SALT_BYTES + NONCE_BYTES, SALT_BYTES + NONCE_BYTES + TAG_BYTES);
      const decipher = createDecipheriv("aes-256-gcm", await deriveKey(password, salt), nonce);
      decipher.setAuthTag(tag);
      const body = sealed.subarray(SALT_BYTES + NONCE_BYTES + TAG_BYTES);
      return Buffer.concat([decipher.update(body), decipher.final()]).toString("utf8");
    },
  };
}

/** Where no password was given nothing is kept at rest. */
export const noBox: SecretBox = {
  isProtected: false,
  seal: () => Promise.reject(new Error("nothing protects secrets at rest here")),
  open: () => Promise.reject(new Error("nothing protects secrets at rest here")),
};

function deriveKey(password: string, salt: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, KEY_BYTES, SCRYPT_COST, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
