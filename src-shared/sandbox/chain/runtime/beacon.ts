import { mapHashToField } from "@noble/curves/abstract/modular";
import { bls12_381 } from "@noble/curves/bls12-381";
import { sha256, sha512 } from "@noble/hashes/sha2";
import { hexToU8a, u8aToHex } from "@polkadot/util";
import { openLocked, roundMessage } from "../../../chain/index.ts";
import { ScaleDecodeError, ScaleReader } from "../codec/reader.ts";
import type { Hex } from "../state/bytes.ts";
import type { OpenedWeights, TimelockOpener } from "./pallets/subtensor/timelocked.ts";

const { shortSignatures, params } = bls12_381;
const DOMAIN = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";
const ACCOUNT_BYTES = 32;

/** What a round of the beacon gives: a signature of its number, and the SHA-256 of that. */
export interface Pulse {
  readonly randomness: Hex;
  readonly signature: Hex;
}

/**
 * The sandbox's own beacon, in the scheme of drand's quicknet (bls-unchained-g1-rfc9380): signatures in G1, public key
 * in G2. Its key follows from a seed that the chain keeps, so it is no secret; quicknet's own key nobody has, so what
 * is encrypted for quicknet stays shut here.
 */
export class PracticeBeacon implements TimelockOpener {
  readonly #secret: Uint8Array;

  constructor(seed: Hex) {
    this.#secret = mapHashToField(sha512(hexToU8a(seed)), params.r);
  }

  get publicKey(): Hex {
    return u8aToHex(shortSignatures.getPublicKey(this.#secret).toBytes(true));
  }

  pulse(round: bigint): Pulse {
    const signature = this.#sign(round);
    return { randomness: u8aToHex(sha256(signature)), signature: u8aToHex(signature) };
  }

  open({ who, ciphertext, round }: Parameters<TimelockOpener["open"]>[0]): OpenedWeights | null {
    const payload = openLocked(hexToU8a(ciphertext), this.#sign(round));
    return payload === null ? null : readPayload(payload, who);
  }

  #sign(round: bigint): Uint8Array {
    const message = shortSignatures.hash(roundMessage(round), DOMAIN);
    return shortSignatures.sign(message, this.#secret).toBytes(true);
  }
}

/**
 * Weights as the runtime reads them: with the hotkey in front, which must be the committer's, or without one as in
 * older payloads. Null where they are neither.
 */
export function readPayload(payload: Uint8Array, who: Hex): OpenedWeights | null {
  const owned = attempt(() => {
    const reader = new ScaleReader(payload);
    const hotkey = reader.take(reader.length());
    return { hotkey, weights: readWeights(reader) };
  });
  if (owned === null || owned.hotkey.length < ACCOUNT_BYTES) {
    return attempt(() => readWeights(new ScaleReader(payload)));
  }
  return u8aToHex(owned.hotkey.subarray(0, ACCOUNT_BYTES)) === who ? owned.weights : null;
}

function readWeights(reader: ScaleReader): OpenedWeights {
  const [uids, values] = [readU16s(reader), readU16s(reader)];
  return { uids, values, versionKey: reader.integer(8) };
}

const readU16s = (reader: ScaleReader): readonly number[] =>
  Array.from({ length: reader.length(2) }, () => reader.small(2));

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof ScaleDecodeError) return null;
    throw error;
  }
}
