import { join53, ShingleHasher } from "../text/shingle-hashes.ts";

/**
 * The distinct three-word shingles of a text as 53-bit hashes, sorted. Empty for fewer than three words.
 * Two different shingles share a hash with probability 2^-53, so a pair of rows with n shingles together is
 * judged wrongly with a probability below n^2 / 2^54: for 1,000 shingles, once in 10^10 pairs.
 */
export type ShingleSet = Float64Array;

let hasher: ShingleHasher | null = null;

/** @param normalisedText see `normaliseRow` */
export function shingleSet(normalisedText: string): ShingleSet {
  hasher ??= new ShingleHasher();
  const hashes = new Float64Array(hasher.hash(normalisedText).shingleCount);
  const { low, high } = hasher.memory;
  for (let i = 0; i < hashes.length; i++) hashes[i] = join53(high[i]!, low[i]!);
  hashes.sort();
  let distinct = 0;
  for (let i = 0; i < hashes.length; i++) {
    const hash = hashes[i]!;
    if (distinct === 0 || hash !== hashes[distinct - 1]) hashes[distinct++] = hash;
  }
  return distinct === hashes.length ? hashes : hashes.slice(0, distinct);
}

/** |A ∩ B| / |A ∪ B|; 0 when both are empty, as rows of fewer than three words are near nothing. */
export function jaccard(a: ShingleSet, b: ShingleSet): number {
  const shared = sharedCount(a, b, 0);
  return shared === 0 ? 0 : shared / (a.length + b.length - shared);
}

/** `jaccard(a, b) >= threshold`, decided as soon as it is certain. */
export function isNear(a: ShingleSet, b: ShingleSet, threshold: number): boolean {
  if (a.length === 0 || b.length === 0) return false;
  const together = a.length + b.length;
  const shared = sharedCount(a, b, leastShared(together, threshold));
  return shared > 0 && shared / (together - shared) >= threshold;
}

/**
 * A bound that no pair at or above the threshold stays under: J >= T means |A ∩ B| >= T / (1 + T) (|A| + |B|).
 * Loosened by a billionth, so that rounding can't cut a pair exactly at the threshold.
 */
export function leastShared(together: number, threshold: number): number {
  return Math.max(1, Math.ceil((threshold / (1 + threshold)) * together - 1e-9 * together));
}

/** Size of the intersection; -1 as soon as it can't reach `needed`. */
function sharedCount(a: ShingleSet, b: ShingleSet, needed: number): number {
  let spareA = a.length - needed;
  let spareB = b.length - needed;
  if (spareA < 0 || spareB < 0) return -1;
  let i = 0;
  let j = 0;
  let shared = 0;
  while (i < a.length && j < b.length) {
    const left = a[i]!;
    const right = b[j]!;
    if (left === right) {
      shared++;
      i++;
      j++;
    } else if (left < right) {
      i++;
      if (--spareA < 0) return -1;
    } else {
      j++;
      if (--spareB < 0) return -1;
    }
  }
  return shared;
}
