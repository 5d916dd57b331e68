import { isNear, leastShared, type ShingleSet } from "./shingle-set.ts";
import type { UnionFind } from "./union-find.ts";

const FREQUENCY_SLOTS = 2 ** 20;

/**
 * Joins every two rows at or above the threshold, missing none, by prefix filtering (Chaudhuri, Ganti, Kaushik:
 * A Primitive Operator for Similarity Joins, 2006): with all shingles in one order, rarest first, two such rows
 * share a shingle among their first |A| - ceil(T |A|) + 1. Rows of a template therefore don't meet by what the
 * template gives them all. Rows already joined are never compared.
 * @param rows the rows to compare, all with at least one shingle
 */
export function joinByPrefix(
  rows: readonly number[],
  setOf: (row: number) => ShingleSet,
  threshold: number,
  clusters: UnionFind,
): void {
  const frequency = new Uint32Array(FREQUENCY_SLOTS);
  for (const row of rows) for (const shingle of setOf(row)) frequency[slotOf(shingle)]!++;
  const rarestFirst = (a: number, b: number) => frequency[slotOf(a)]! - frequency[slotOf(b)]! || a - b;

  const postings = new Map<number, Groups>();
  for (const row of [...rows].sort((a, b) => setOf(a).length - setOf(b).length)) {
    const set = setOf(row);
    const prefix = set.length - leastSharedOfOne(set.length, threshold) + 1;
    const rejected = new Set<number>();
    for (const shingle of Array.from(set).sort(rarestFirst).slice(0, prefix)) {
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

/** J >= T needs |A ∩ B| >= T |A|: the bound of `leastShared` for the smallest partner possible. */
function leastSharedOfOne(size: number, threshold: number): number {
  return leastShared(size * (1 + threshold), threshold);
}

/** Frequencies are only an order, so they may be counted roughly: shingles that share a slot share a count. */
function slotOf(shingle: number): number {
  return shingle % FREQUENCY_SLOTS;
}
