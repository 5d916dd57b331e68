import { NONE, Postings } from "./postings.ts";
import { isNear, leastShared, type ShingleSet } from "./shingle-set.ts";
import type { UnionFind } from "./union-find.ts";

const FREQUENCY_SLOTS = 2 ** 20;
const HASH_RANGE = 2 ** 32;
/** Above so many smallest values it is faster to sort them all. */
const SELECTED_AT_MOST = 48;

/**
 * Joins every two rows at or above the threshold, missing none, by prefix filtering (Chaudhuri, Ganti, Kaushik:
 * A Primitive Operator for Similarity Joins, 2006): with all shingles in one order, rarest first, two such rows
 * share a shingle among their first |A| - ceil(T |A|) + 1; taken shortest first, they need entering by fewer yet
 * (Xiao, Wang, Lin, Yu: Efficient Similarity Joins for Near Duplicate Detection, 2008). Rows of a template therefore don't meet by what the
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
  const sizes = new Int32Array(rows.length);
  const lastMet = new Int32Array(rows.length).fill(NONE);
  const postings = new Postings();
  for (let mine = 0; mine < shortestFirst.length; mine++) {
    onRow();
    const row = shortestFirst[mine]!;
    const set = setOf(row);
    sizes[mine] = set.length;
    const leastSize = leastPartner(set.length, threshold);
    const isPartner = (other: number): boolean => {
      if (lastMet[other] === mine) return false;
      lastMet[other] = mine;
      return isNear(set, setOf(shortestFirst[other]!), threshold);
    };
    const { probed, entered } = prefixes(set, threshold, frequencies);
    for (let i = 0; i < probed.length; i++) {
      const shingle = probed[i]!;
      let home = NONE;
      for (let group = postings.firstGroup(shingle); group !== NONE; group = postings.nextGroup(group)) {
        const resident = shortestFirst[postings.residentOf(group)]!;
        if (!clusters.joined(row, resident)) {
          let at = postings.lastEntry(group);
          while (at !== NONE && sizes[postings.itemAt(at)]! >= leastSize && !isPartner(postings.itemAt(at))) {
            at = postings.entryBefore(at);
          }
          if (at === NONE || sizes[postings.itemAt(at)]! < leastSize) continue;
          clusters.join(row, resident);
        }
        home = group;
      }
      if (i < entered) postings.enter(shingle, mine, home);
    }
  }
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

interface Prefixes {
  /** The shingles by which a row meets shorter ones, rarest first. */
  readonly probed: Float64Array;
  /** So many of those are enough for longer rows to meet it by. */
  readonly entered: number;
}

/**
 * The first of a row's shingles, rarest first, without those that no other row has. A shingle is represented by
 * its frequency and half its hash in one number, so that sorting needs no comparator; two shingles that fall
 * together count as one kind that a row may have twice, and the filter holds for such multisets too.
 */
function prefixes(set: ShingleSet, threshold: number, frequencies: Uint32Array): Prefixes {
  const ordered = new Float64Array(set.length);
  for (let i = 0; i < set.length; i++) {
    const shingle = set[i]!;
    const frequency = Math.min(frequencies[shingle % FREQUENCY_SLOTS]!, FREQUENCY_SLOTS);
    ordered[i] = frequency * HASH_RANGE + (shingle % HASH_RANGE);
  }
  const probed = set.length - leastShared(set.length * (1 + threshold), threshold) + 1;
  const entered = set.length - leastShared(set.length * 2, threshold) + 1;
  sortSmallest(ordered, probed);
  let alone = 0;
  while (alone < probed && ordered[alone]! < 2 * HASH_RANGE) alone++;
  return { probed: ordered.subarray(alone, probed), entered: entered - alone };
}

/** Fewest shingles of a partner at or above the threshold: J >= T means |B| >= |A ∩ B| >= T |A|. */
function leastPartner(size: number, threshold: number): number {
  return leastShared(size * (1 + threshold), threshold);
}

/** Brings the `count` smallest values to the front, in order; the others are in no order then. */
function sortSmallest(values: Float64Array, count: number): void {
  if (count > SELECTED_AT_MOST) {
    values.sort();
    return;
  }
  for (let i = 1; i < values.length; i++) {
    const value = values[i]!;
    let at = i;
    if (i >= count) {
      if (value >= values[count - 1]!) continue;
      values[i] = values[count - 1]!;
      at = count - 1;
    }
    for (; at > 0 && values[at - 1]! > value; at--) values[at] = values[at - 1]!;
    values[at] = value;
  }
}
