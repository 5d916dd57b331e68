import {
  cryptoWaitReady,
  encodeAddress,
  mnemonicGenerate,
  mnemonicToMiniSecret,
  mnemonicValidate,
  sr25519PairFromSeed,
  sr25519Sign,
} from "@polkadot/util-crypto";
import type { Signer } from "../signer.ts";

const SS58_PREFIX = 42;
const PUBLIC_KEY_BYTES = 32;
const SECRET_KEY_BYTES = 64;

/** An sr25519 key pair with where it comes from. The secret parts stay inside this room. */
export interface KeyPair {
  readonly address: string;
  readonly publicKey: Uint8Array;
  readonly secretKey: Uint8Array;
  readonly seed: Uint8Array | null;
  readonly phrase: string | null;
}

/** A fresh key pair from a new phrase of 12 words. */
export async function generateKey(): Promise<KeyPair> {
  await cryptoWaitReady();
  return fromPhrase(mnemonicGenerate(12));
}

export function fromPhrase(phrase: string): KeyPair {
  return { ...fromSeed(mnemonicToMiniSecret(phrase)), phrase };
}

export const isPhrase = (phrase: string): boolean => mnemonicValidate(phrase);

export function fromSeed(seed: Uint8Array): KeyPair {
  const { publicKey, secretKey } = sr25519PairFromSeed(seed);
  return { address: encodeAddress(publicKey, SS58_PREFIX), publicKey, secretKey, seed, phrase: null };
}

/** From an expanded secret key of 64 bytes, which holds no public part, and the public key beside it. */
export function fromSecretKey(secretKey: Uint8Array, publicKey: Uint8Array): KeyPair | null {
  if (secretKey.length !== SECRET_KEY_BYTES || publicKey.length !== PUBLIC_KEY_BYTES) return null;
  return { address: encodeAddress(publicKey, SS58_PREFIX), publicKey, secretKey, seed: null, phrase: null };
}

/** What may leave this room: something that signs. */
export function signerOf({ address, publicKey, secretKey }: KeyPair): Signer {
  return { address, publicKey, sign: (bytes) => sr25519Sign(bytes, { publicKey, secretKey }) };
}

export { cryptoWaitReady };
