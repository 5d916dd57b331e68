import { join53, ShingleHasher } from "../text/shingle-hashes.ts";

/**
 * The distinct three-word shingles of a text as 53-bit hashes, sorted. Empty for fewer than three words.
 * Two different shingles share a hash with probability 2^-53, so a pair of rows with n shingles together is
 * judged wrongly with a probability below n^2 / 2^54: for 1,000 shingles, once in 10^10 pairs.
 */
export type ShingleSet = Float64Array;

/** A little more than 2^53, so that rounding leads no hash beyond the last place. */
const HASH_RANGE = 2 ** 53 + 2 ** 33;
/** So many hashes in one place are no accident. */
const CROWD = 32;
let spreadTo = new Int32Array(1024);
let spread = new Float64Array(1024);
let hasher: ShingleHasher | null = null;

/** @param normalisedText see `normaliseRow` */
export function shingleSet(normalisedText: string): ShingleSet {
  hasher ??= new ShingleHasher();
  const hashes = new Float64Array(hasher.hash(normalisedText).shingleCount);
  const { low, high } = hasher.memory;
  for (let i = 0; i < hashes.length; i++) hashes[i] = join53(high[i]!, low[i]!);
  sortUniform(hashes);
  let distinct = 0;
  for (let i = 0; i < hashes.length; i++) {
    const hash = hashes[i]!;
    if (distinct === 0 || hash !== hashes[distinct - 1]) hashes[distinct++] = hash;
  }
  return distinct === hashes.length ? hashes : hashes.slice(0, distinct);
}

/**
 * Sorts numbers spread evenly below 2^53: each goes to about where it belongs, then steps to its place. Repeats, as a
 * text that says one thing over and over makes them, would all step past each other: they are left to `sort`.
 */
function sortUniform(hashes: Float64Array): void {
  const { length } = hashes;
  if (spreadTo.length < length + 1) {
    spreadTo = new Int32Array(length * 2 + 1);
    spread = new Float64Array(length * 2);
  }
  const scale = length / HASH_RANGE;
  spreadTo.fill(0, 0, length + 1);
  for (let i = 0; i < length; i++) spreadTo[Math.floor(hashes[i]! * scale) + 1]!++;
  for (let i = 0; i < length; i++) {
    if (spreadTo[i + 1]! > CROWD) {
      hashes.sort();
      return;
    }
    spreadTo[i + 1]! += spreadTo[i]!;
  }
  for (let i = 0; i < length; i++) {
    const hash = hashes[i]!;
    spread[spreadTo[Math.floor(hash * scale)]!++] = hash;
  }
  for (let i = 0; i < length; i++) {
    const hash = spread[i]!;
    let at = i;
    for (; at > 0 && hashes[at - 1]! > hash; at--) hashes[at] = hashes[at - 1]!;
    hashes[at] = hash;
  }
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
