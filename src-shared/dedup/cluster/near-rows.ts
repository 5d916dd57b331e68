import type { BandTable } from "./band-table.ts";
import { joinByPrefix } from "./prefix-join.ts";
import { isNear, type ShingleSet } from "./shingle-set.ts";
import type { UnionFind } from "./union-find.ts";
import type { WorkMeter } from "./work-meter.ts";

/** Buckets above this size are compared by rare shingles instead of all with all. */
const SMALL_BUCKET = 32;
/** How many components a member of a large bucket is first compared with. */
const LEADERS = 4;

/** What joining near rows needs to know. */
export interface NearSearch {
  readonly setOf: (row: number) => ShingleSet;
  readonly threshold: number;
  readonly clusters: UnionFind;
  readonly meter: WorkMeter;
}

/**
 * Joins the rows that share a band and are near. Large buckets, as templates make them, are compared by their rare
 * shingles, so that thousands of rows of one template stay far from quadratic.
 * @param rows distinct rows with at least one shingle, ascending
 */
export function joinByBands(bands: BandTable, rows: Int32Array, search: NearSearch): void {
  const isCrowded = new Uint8Array((rows.at(-1) ?? -1) + 1);
  bands.forEachBucket(rows, search.meter, (members, band) => {
    const isSettled = (a: number, b: number) =>
      (isCrowded[a] === 1 && isCrowded[b] === 1) || bands.haveMetBefore(band, a, b);
    if (members.length <= SMALL_BUCKET) joinAllPairs(members, search, isSettled);
    else if (!joinWithLeaders(members, search)) for (const row of members) isCrowded[row] = 1;
  });
  joinByRareShingles(
    rows.filter((row) => isCrowded[row] === 1),
    search,
  );
}

/** Joins the rows that are near without any help from signatures. */
export function joinByRareShingles(
  rows: Int32Array,
  { setOf, threshold, clusters, meter }: NearSearch,
): void {
  joinByPrefix(rows, setOf, threshold, clusters, () => meter.advance(1));
}

/** @param isSettled whether two rows were compared in an earlier bucket, or will be by their rare shingles */
function joinAllPairs(
  members: readonly number[],
  { setOf, threshold, clusters, meter }: NearSearch,
  isSettled: (a: number, b: number) => boolean,
): void {
  for (let i = 1; i < members.length; i++) {
    for (let j = 0; j < i; j++) {
      const [a, b] = [members[i]!, members[j]!];
      if (clusters.joined(a, b) || isSettled(a, b)) continue;
      meter.toil();
      if (isNear(setOf(a), setOf(b), threshold)) clusters.join(a, b);
    }
  }
}

/**
 * Unites what is plainly together.
 * @returns whether that is the whole bucket; one that stays apart is left to the comparison by rare shingles
 */
function joinWithLeaders(
  members: readonly number[],
  { setOf, threshold, clusters, meter }: NearSearch,
): boolean {
  const leaders: number[] = [];
  for (const row of members) {
    if (leaders.some((leader) => clusters.joined(leader, row))) continue;
    meter.toil();
    const near = leaders.find((leader) => isNear(setOf(leader), setOf(row), threshold));
    if (near !== undefined) clusters.join(near, row);
    else if (leaders.length < LEADERS) leaders.push(row);
  }
  const root = clusters.find(members[0]!);
  return members.every((row) => clusters.find(row) === root);
}
