import { z } from "zod";
import { err, ok, type Result } from "../../contract/index.ts";
import { WalletError } from "./errors.ts";
import { fromPhrase, fromSecretKey, fromSeed, isPhrase, type KeyPair } from "./key-pair.ts";

const NACL_MARK = "$NACL";
const ANSIBLE_MARK = "$ANSIBLE_VAULT";
const FERNET_MARK = "gAAAAA";

const keyFileSchema = z.object({
  publicKey: z.string().nullish(),
  privateKey: z.string().nullish(),
  secretPhrase: z.string().nullish(),
  secretSeed: z.string().nullish(),
  ss58Address: z.string().nullish(),
});

/**
 * Reads the bytes of a Bittensor key file. Its secret is taken from the phrase, else the seed, else the private key,
 * as Bittensor's own tools do, and must belong to the address that the file states.
 * @param file its name, for messages
 */
export function readKeyFile(bytes: Buffer, file: string): Result<KeyPair, WalletError> {
  const start = bytes.subarray(0, 20).toString("latin1");
  if (start.startsWith(NACL_MARK)) return err(new WalletError("WalletLocked", { file }));
  if (start.startsWith(ANSIBLE_MARK)) return legacy(file, "Ansible Vault");
  if (start.startsWith(FERNET_MARK)) return legacy(file, "Fernet");
  const parsed = keyFileSchema.safeParse(parseJson(bytes));
  if (!parsed.success)
    return err(new WalletError("WalletMalformed", { file, reason: "it is no JSON object of a key" }));
  const pair = pairOf(parsed.data);
  if (pair === "none") return err(new WalletError("WalletNoSecret", { file }));
  if (pair === null)
    return err(new WalletError("WalletMalformed", { file, reason: "its secret has a wrong form" }));
  const stated = parsed.data.ss58Address;
  if (stated && stated !== pair.address) {
    return err(new WalletError("WalletAddressDiffers", { file, stated, derived: pair.address }));
  }
  return ok(pair);
}

/** The text of a key file, unencrypted, as Bittensor's own tools write and read it. */
export function writeKeyFileText({ address, publicKey, secretKey, seed, phrase }: KeyPair): string {
  return JSON.stringify({
    accountId: toHex(publicKey),
    publicKey: toHex(publicKey),
    privateKey: toHex(secretKey),
    secretPhrase: phrase,
    secretSeed: seed === null ? null : toHex(seed),
    ss58Address: address,
  });
}

/** The text of the file that shows a coldkey's address to everyone. */
export function writePublicKeyText({ address, publicKey }: KeyPair): string {
  return JSON.stringify({ accountId: toHex(publicKey), publicKey: toHex(publicKey), ss58Address: address });
}

type KeyFields = z.infer<typeof keyFileSchema>;

function pairOf({ secretPhrase, secretSeed, privateKey, publicKey }: KeyFields): KeyPair | null | "none" {
  if (secretPhrase) return isPhrase(secretPhrase) ? fromPhrase(secretPhrase) : null;
  if (secretSeed) {
    const seed = fromHex(secretSeed);
    return seed?.length === 32 ? fromSeed(seed) : null;
  }
  if (!privateKey) return "none";
  const secret = fromHex(privateKey);
  const open = fromHex(publicKey ?? "");
  return secret === null || open === null ? null : fromSecretKey(secret, open);
}

const legacy = (file: string, kind: string): Result<never, WalletError> =>
  err(new WalletError("WalletLegacyEncryption", { file, kind }));

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return null;
  }
}

const toHex = (bytes: Uint8Array): string => `0x${Buffer.from(bytes).toString("hex")}`;

function fromHex(text: string): Uint8Array | null {
  const digits = text.replace(/^0x/, "");
  return /^(?:[0-9a-fA-F]{2})+$/.test(digits) ? new Uint8Array(Buffer.from(digits, "hex")) : null;
}
