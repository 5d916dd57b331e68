import { isNear, leastShared, type ShingleSet } from "./shingle-set.ts";
import type { UnionFind } from "./union-find.ts";

const FREQUENCY_SLOTS = 2 ** 20;
const HASH_RANGE = 2 ** 32;

/**
 * Joins every two rows at or above the threshold, missing none, by prefix filtering (Chaudhuri, Ganti, Kaushik:
 * A Primitive Operator for Similarity Joins, 2006): with all shingles in one order, rarest first, two such rows
 * share a shingle among their first |A| - ceil(T |A|) + 1. Rows of a template therefore don't meet by what the
 * template gives them all. Rows already joined are never compared.
 * @param rows the rows to compare, all with at least one shingle
 * @param setOf asked for each row a few times, in no order to rely on
 * @param onRow called twice a row
 */
export function joinByPrefix(
  rows: readonly number[] | Int32Array,
  setOf: (row: number) => ShingleSet,
  threshold: number,
  clusters: UnionFind,
  onRow: () => void = () => {},
): void {
  const { frequencies, shortestFirst } = surveyed(rows, setOf, onRow);
  const postings = new Map<number, Groups>();
  for (const row of shortestFirst) {
    onRow();
    const set = setOf(row);
    const rejected = new Set<number>();
    for (const shingle of sharedPrefix(set, threshold, frequencies)) {
      const groups = postings.get(shingle);
      if (groups === undefined) {
        postings.set(shingle, new Map([[clusters.find(row), [row]]]));
        continue;
      }
      for (const [root, members] of groups) {
        if (clusters.joined(row, root)) continue;
        const near = members.find((member) => isNewAndNear(set, member, setOf(member), threshold, rejected));
        if (near !== undefined) clusters.join(row, near);
      }
      enter(row, clusters.find(row), groups);
    }
  }
}

/** Rows of one posting list by the component they were in when entered. */
type Groups = Map<number, number[]>;

function enter(row: number, root: number, groups: Groups): void {
  const group = groups.get(root);
  if (group === undefined) groups.set(root, [row]);
  else group.push(row);
}

function isNewAndNear(
  set: ShingleSet,
  member: number,
  other: ShingleSet,
  threshold: number,
  rejected: Set<number>,
): boolean {
  if (rejected.has(member)) return false;
  if (isNear(set, other, threshold)) return true;
  rejected.add(member);
  return false;
}

interface Survey {
  /** In how many rows a shingle occurs; those that share a slot share a count, which only the order can feel. */
  readonly frequencies: Uint32Array;
  readonly shortestFirst: Int32Array;
}

function surveyed(
  rows: readonly number[] | Int32Array,
  setOf: (row: number) => ShingleSet,
  onRow: () => void,
): Survey {
  const frequencies = new Uint32Array(FREQUENCY_SLOTS);
  const bySize = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    onRow();
    const set = setOf(rows[at]!);
    for (let i = 0; i < set.length; i++) frequencies[set[i]! % FREQUENCY_SLOTS]!++;
    bySize[at] = set.length * HASH_RANGE + at;
  }
  bySize.sort();
  return { frequencies, shortestFirst: Int32Array.from(bySize, (entry) => rows[entry % HASH_RANGE]!) };
}

/**
 * The prefix of a row's shingles, rarest first, without those that no other row has. A shingle is represented by
 * its frequency and half its hash in one number, so that sorting needs no comparator; two shingles that fall
 * together count as one kind that a row may have twice, and the filter holds for such multisets too.
 */
function sharedPrefix(set: ShingleSet, threshold: number, frequencies: Uint32Array): Float64Array {
  const ordered = new Float64Array(set.length);
  for (let i = 0; i < set.length; i++) {
    const shingle = set[i]!;
    const frequency = Math.min(frequencies[shingle % FREQUENCY_SLOTS]!, FREQUENCY_SLOTS);
    ordered[i] = frequency * HASH_RANGE + (shingle % HASH_RANGE);
  }
  ordered.sort();
  const length = set.length - leastSharedOfOne(set.length, threshold) + 1;
  let alone = 0;
  while (alone < length && ordered[alone]! < 2 * HASH_RANGE) alone++;
  return ordered.subarray(alone, length);
}

/** J >= T needs |A ∩ B| >= T |A|: the bound of `leastShared` for the smallest partner possible. */
function leastSharedOfOne(size: number, threshold: number): number {
  return leastShared(size * (1 + threshold), threshold);
}
