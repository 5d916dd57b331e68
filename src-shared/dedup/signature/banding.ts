import { SIGNATURE_SIZE } from "./size.ts";

/**
 * How a signature is cut for locality-sensitive hashing: rows are candidates when all `rows` values of at least
 * one of `bands` bands agree (Leskovec, Rajaraman, Ullman: Mining of Massive Datasets, 3.4).
 */
export interface Banding {
  readonly bands: number;
  readonly rows: number;
}

/** The banding that `RowSignature.bandKeys` are made with; it keeps `MISS_BOUND` for thresholds from 0.791 up. */
export const INDEX_BANDING: Banding = { bands: 25, rows: 5 };

/** A pair exactly at the threshold is missed at most this often by the banding chosen for that threshold. */
export const MISS_BOUND = 1e-4;

/**
 * Probability that two rows of this Jaccard similarity become candidates: 1 - (1 - J^rows)^bands.
 *
 * | J | 0.3 | 0.4 | 0.5 | 0.6 | 0.7 | 0.8 | 0.9 |
 * |---|---|---|---|---|---|---|---|
 * | 25 x 5 | 0.0590 | 0.2269 | 0.5478 | 0.8678 | 0.9899 | 1 - 4.9e-5 | 1 - 2.0e-10 |
 * | 32 x 4 | 0.2291 | 0.5639 | 0.8732 | 0.9882 | 1 - 1.5e-4 | 1 - 4.7e-8 | 1 - 1.5e-15 |
 * | 42 x 3 | 0.6832 | 0.9378 | 0.9963 | 1 - 3.6e-5 | 1 - 2.2e-8 | 1 - 8.2e-14 | 1 |
 * | 64 x 2 | 0.9976 | 1 - 1.4e-5 | 1 - 1.0e-8 | 1 - 3.9e-13 | 1 | 1 | 1 |
 */
export function collisionProbability(jaccard: number, { bands, rows }: Banding): number {
  return 1 - (1 - jaccard ** rows) ** bands;
}

/**
 * The banding with the longest bands (fewest false candidates) that misses a pair exactly at the threshold with a
 * probability of at most `MISS_BOUND`; pairs above the threshold are missed less often.
 *
 * | T from | 0.070 | 0.367 | 0.582 | 0.708 | 0.791 | 0.842 | 0.878 | 0.902 | 0.923 | 0.940 | … | 1 |
 * |---|---|---|---|---|---|---|---|---|---|---|---|---|
 * | bands x rows | 128 x 1 | 64 x 2 | 42 x 3 | 32 x 4 | 25 x 5 | 21 x 6 | 18 x 7 | 16 x 8 | 14 x 9 | 12 x 10 | … | 1 x 128 |
 *
 * @returns null below 0.07, where 128 values are too few for any banding: compare without signatures.
 */
export function bandingFor(threshold: number): Banding | null {
  for (let rows = SIGNATURE_SIZE; rows >= 1; rows--) {
    const banding = { bands: Math.floor(SIGNATURE_SIZE / rows), rows };
    if (1 - collisionProbability(threshold, banding) <= MISS_BOUND) return banding;
  }
  return null;
}

const KEY_HASH_RANGE = 2 ** 46;

/**
 * One integer below 2^53 a band: the band's number and a 46-bit hash of its values. Rows that agree in a band
 * share its key; keys of different bands are never equal, so one indexed column holds them all.
 * @param signature 128 values, or their 512 little-endian bytes
 * @throws RangeError when the signature has another size
 */
export function bandKeys(signature: Uint32Array | Uint8Array, banding: Banding = INDEX_BANDING): number[] {
  const values = signatureValues(signature);
  const keys: number[] = [];
  for (let band = 0; band < banding.bands; band++) {
    let a = 0x811c9dc5;
    let b = 0x7feb352d;
    const end = (band + 1) * banding.rows;
    for (let i = band * banding.rows; i < end; i++) {
      const value = values[i]!;
      a = Math.imul(a ^ value, 0x9e3779b1);
      a ^= a >>> 15;
      b = Math.imul(((b << 11) | (b >>> 21)) ^ value, 0x85ebca6b);
      b ^= b >>> 13;
    }
    keys.push(band * KEY_HASH_RANGE + (b >>> 18) * 0x100000000 + (a >>> 0));
  }
  return keys;
}

/**
 * A 32-bit hash of every band: a fifth of what the signature itself takes. Rows that agree in a band share its hash;
 * others share it once in 2^32 pairs, which verifying the candidates puts right.
 * @param signature 128 values
 */
export function bandHashes(
  signature: Uint32Array,
  { bands, rows: width }: Banding = INDEX_BANDING,
): Uint32Array {
  const hashes = new Uint32Array(bands);
  for (let band = 0; band < bands; band++) {
    let hash = 0x811c9dc5;
    for (let i = band * width; i < (band + 1) * width; i++) {
      hash = Math.imul(hash ^ signature[i]!, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    hashes[band] = hash;
  }
  return hashes;
}

/** Share of equal values in two signatures: estimates the Jaccard similarity, standard error √(J(1-J)/128). */
export function estimateJaccard(a: Uint32Array | Uint8Array, b: Uint32Array | Uint8Array): number {
  const left = signatureValues(a);
  const right = signatureValues(b);
  let equal = 0;
  for (let i = 0; i < SIGNATURE_SIZE; i++) if (left[i] === right[i]) equal++;
  return equal / SIGNATURE_SIZE;
}

function signatureValues(signature: Uint32Array | Uint8Array): Uint32Array {
  const values = signature instanceof Uint8Array ? new Uint32Array(signature.slice().buffer) : signature;
  if (values.length !== SIGNATURE_SIZE) throw new RangeError(`A signature has ${SIGNATURE_SIZE} values.`);
  return values;
}
