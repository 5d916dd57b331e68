import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as timelock from "@ideallabs/timelock_wasm_wrapper";
import { sha256 } from "@noble/hashes/sha2";

/** The wrapper's name for the curve of quicknet: signatures in G1, public keys in G2. */
const curve = "bls12_381";
const secretBytes = 32;

let isLoaded = false;

/** The wrapper would fetch its WebAssembly by URL, which Node can't do for files: it is read and handed over. */
function loaded(): typeof timelock {
  if (!isLoaded) {
    const file = createRequire(import.meta.url).resolve(
      "@ideallabs/timelock_wasm_wrapper/timelock_wasm_wrapper_bg.wasm",
    );
    timelock.initSync({ module: readFileSync(file) });
    isLoaded = true;
  }
  return timelock;
}

/** What a beacon of the scheme `bls-unchained-g1-rfc9380` signs for a round: SHA-256 of its number, big-endian. */
export function roundMessage(round: number | bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(round));
  return sha256(bytes);
}

/**
 * Encrypts so that only the beacon's signature of the round opens it: identity-based encryption of a fresh key, which
 * encrypts the payload with AES-GCM (ideal-lab5's `tle`, as subtensor opens it). Throws where the public key is none.
 */
export function lockUntil(publicKey: Uint8Array, round: number, payload: Uint8Array): Uint8Array {
  const secret = crypto.getRandomValues(new Uint8Array(secretBytes));
  const locked: unknown = loaded().tle(roundMessage(round), payload, secret, publicKey, curve);
  return Uint8Array.from(locked as readonly number[]);
}

/** What a ciphertext holds, opened with the signature of its round; null where it doesn't open. */
export function openLocked(ciphertext: Uint8Array, signature: Uint8Array): Uint8Array | null {
  const { tld } = loaded();
  try {
    return Uint8Array.from(tld(ciphertext, signature, curve) as readonly number[]);
  } catch {
    return null;
  }
}
