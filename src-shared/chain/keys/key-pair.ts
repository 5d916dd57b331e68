import { nToU8a, u8aToBigInt } from "@polkadot/util";
import {
  cryptoWaitReady,
  encodeAddress,
  mnemonicGenerate,
  mnemonicToMiniSecret,
  mnemonicValidate,
  sr25519PairFromSeed,
  sr25519Sign,
} from "@polkadot/util-crypto";
import { getPublicKey } from "@scure/sr25519";
import type { Signer } from "../signer.ts";

const SS58_PREFIX = 42;
const PRIVATE_KEY_BYTES = 64;
const SCALAR_BYTES = 32;
/** The ed25519 form of a scalar is the scalar times the curve's cofactor 8. */
const COFACTOR_BITS = 3n;
/** The order of the ristretto group is just above 2^252: no smaller number needs more than this in its last byte. */
const LARGEST_LAST_BYTE = 0x10;

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

/**
 * What a private key of 64 bytes (scalar, nonce) can stand for: Bittensor's wallets write the scalar itself
 * (schnorrkel, `SecretKey::to_bytes`), polkadot-js works with its ed25519 form. The likelier one comes first.
 */
export function fromPrivateKey(privateKey: Uint8Array): readonly KeyPair[] {
  if (privateKey.length !== PRIVATE_KEY_BYTES) return [];
  const forms: KeyPair[] = [];
  const scalar = readScalar(privateKey);
  const isScalar = (privateKey[SCALAR_BYTES - 1] ?? 0) <= LARGEST_LAST_BYTE;
  if (isScalar) forms.push(fromSecretKey(withScalar(privateKey, scalar << COFACTOR_BITS)));
  if (scalar % (1n << COFACTOR_BITS) === 0n) forms.push(fromSecretKey(privateKey.slice()));
  return forms;
}

/** A private key as Bittensor's wallets write it. */
export function privateKeyOf({ secretKey }: KeyPair): Uint8Array {
  return withScalar(secretKey, readScalar(secretKey) >> COFACTOR_BITS);
}

function fromSecretKey(secretKey: Uint8Array): KeyPair {
  const publicKey = getPublicKey(secretKey);
  return { address: encodeAddress(publicKey, SS58_PREFIX), publicKey, secretKey, seed: null, phrase: null };
}

const readScalar = (key: Uint8Array): bigint => u8aToBigInt(key.slice(0, SCALAR_BYTES), { isLe: true });

function withScalar(key: Uint8Array, scalar: bigint): Uint8Array {
  const changed = key.slice();
  changed.set(nToU8a(scalar, { bitLength: SCALAR_BYTES * 8, isLe: true }));
  return changed;
}

/** What may leave this room: something that signs. */
export function signerOf({ address, publicKey, secretKey }: KeyPair): Signer {
  return { address, publicKey, sign: (bytes) => sr25519Sign(bytes, { publicKey, secretKey }) };
}

export { cryptoWaitReady };
