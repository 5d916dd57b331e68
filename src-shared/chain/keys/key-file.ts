import { z } from "zod";
import { err, ok, type Phrase, type Result, type Said } from "../../contract/index.ts";
import { WalletError } from "./errors.ts";
import { fromPhrase, fromPrivateKey, fromSeed, isPhrase, type KeyPair, privateKeyOf } from "./key-pair.ts";
import { NACL_MARK } from "./locked-key-file.ts";

const ANSIBLE_MARK = "$ANSIBLE_VAULT";
const FERNET_MARK = "gAAAAA";
/** How Bittensor's wallets tell sr25519 from ed25519, in files that tell it. */
const SR25519 = 1;
const SEED_BYTES = 32;

const keyFileSchema = z.object({
  publicKey: z.string().nullish(),
  privateKey: z.string().nullish(),
  secretPhrase: z.string().nullish(),
  secretSeed: z.string().nullish(),
  ss58Address: z.string().nullish(),
  cryptoType: z.number().nullish(),
});

/**
 * Reads the bytes of a Bittensor key file. Its secret is taken from the phrase, else the seed, else the private key,
 * as Bittensor's own tools do, and must belong to the address that the file states.
 * @param file its name, for messages
 */
export function readKeyFile(bytes: Buffer, file: string): Result<KeyPair, WalletError> {
  const start = bytes.subarray(0, 20).toString("latin1");
  if (start.startsWith(NACL_MARK)) return locked(file, "NaCl");
  if (start.startsWith(ANSIBLE_MARK)) return locked(file, { phrase: "anOldWay", name: "Ansible Vault" });
  if (start.startsWith(FERNET_MARK)) return locked(file, { phrase: "anOldWay", name: "Fernet" });
  const parsed = keyFileSchema.safeParse(parseJson(bytes));
  if (!parsed.success) return malformed(file, { phrase: "noKeyObject" });
  const fields = parsed.data;
  if ((fields.cryptoType ?? SR25519) !== SR25519) return malformed(file, { phrase: "otherKeyKind" });
  const pairs = pairsOf(fields);
  if (pairs === null) return err(new WalletError("WalletNoSecret", { file }));
  const [first] = pairs;
  if (first === undefined) return malformed(file, { phrase: "secretOddForm" });
  const pair = pairs.find((candidate) => isStated(candidate, fields));
  if (pair !== undefined) return ok(pair);
  const stated = fields.ss58Address || fields.publicKey || "";
  return err(new WalletError("WalletAddressDiffers", { file, stated, derived: first.address }));
}

/** The text of a key file, unencrypted, as Bittensor's own tools write and read it. */
export function writeKeyFileText(pair: KeyPair): string {
  const { address, publicKey, seed, phrase } = pair;
  return JSON.stringify({
    accountId: toHex(publicKey),
    publicKey: toHex(publicKey),
    privateKey: toHex(privateKeyOf(pair)),
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

/** What the secret can stand for, none where its form is wrong; null where there is no secret. */
function pairsOf({ secretPhrase, secretSeed, privateKey }: KeyFields): readonly KeyPair[] | null {
  if (secretPhrase) return isPhrase(secretPhrase) ? [fromPhrase(secretPhrase)] : [];
  if (secretSeed) {
    const seed = fromHex(secretSeed);
    return seed?.length === SEED_BYTES ? [fromSeed(seed)] : [];
  }
  if (!privateKey) return null;
  const key = fromHex(privateKey);
  return key === null ? [] : fromPrivateKey(key);
}

function isStated({ address, publicKey }: KeyPair, stated: KeyFields): boolean {
  const isAddress = !stated.ss58Address || stated.ss58Address === address;
  const isKey = !stated.publicKey || fromHex(stated.publicKey)?.toString() === publicKey.toString();
  return isAddress && isKey;
}

const locked = (file: string, kind: Said): Result<never, WalletError> =>
  err(new WalletError("WalletLocked", { file, kind }));

const malformed = (file: string, reason: Phrase): Result<never, WalletError> =>
  err(new WalletError("WalletMalformed", { file, reason }));

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
