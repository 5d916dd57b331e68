import { argon2 } from "node:crypto";
import { promisify } from "node:util";
import { naclDecrypt } from "@polkadot/util-crypto";

export const NACL_MARK = "$NACL";
const NONCE_BYTES = 24;
/** What Bittensor's wallets salt every password with (bittensor_wallet, keyfile). */
const SALT = Buffer.from("137183dff15a09bc9c90b5518739e9b1", "hex");
/** libsodium's argon2i13 at its SENSITIVE limits: 8 passes over 512 MiB by one lane. */
const LIMITS = { passes: 8, memory: 524_288, parallelism: 1, tagLength: 32 };

/**
 * Opens a key file that Bittensor's wallets encrypted: `$NACL`, a nonce of 24 bytes, XSalsa20-Poly1305. Takes half a GiB
 * of memory and some seconds, in a thread of its own.
 * @returns the unencrypted file; null where the password is another one
 */
export async function decryptKeyFile(bytes: Buffer, password: string): Promise<Buffer | null> {
  const sealed = bytes.subarray(NACL_MARK.length);
  const message = Buffer.from(password, "utf8");
  const key = await promisify(argon2)("argon2i", { ...LIMITS, message, nonce: SALT });
  try {
    const nonce = new Uint8Array(sealed.subarray(0, NONCE_BYTES));
    const opened = naclDecrypt(new Uint8Array(sealed.subarray(NONCE_BYTES)), nonce, new Uint8Array(key));
    return opened === null ? null : Buffer.from(opened);
  } finally {
    key.fill(0);
    message.fill(0);
  }
}
