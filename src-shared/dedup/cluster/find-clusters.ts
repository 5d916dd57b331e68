import { bandingFor } from "../signature/banding.ts";
import { createSigner } from "../signature/signer.ts";
import { SIGNATURE_SIZE } from "../signature/size.ts";
import { SHINGLE_WORDS } from "../text/shingle-hashes.ts";
import { forEachBucket } from "./band-buckets.ts";
import { joinByPrefix } from "./prefix-join.ts";
import { isNear, type ShingleSet, shingleSet } from "./shingle-set.ts";
import { UnionFind } from "./union-find.ts";

export const DEFAULT_THRESHOLD = 0.8;

export type ClusterKind = "exact" | "near";

/** Rows connected by being equal or near: at least two. */
export interface Cluster {
  /** Indexes into the given rows, ascending. */
  readonly members: readonly number[];
  readonly kind: ClusterKind;
}

export interface FindClustersOptions {
  /** Least Jaccard similarity of near-duplicates, above 0 and at most 1. Default: 0.8. */
  readonly threshold?: number;
}

/** Buckets above this size are compared by rare shingles instead of all with all. */
const SMALL_BUCKET = 32;
/** How many components a member of a large bucket is first compared with. */
const LEADERS = 4;

/**
 * Finds the duplicate clusters of a whole file.
 *
 * Equal texts collapse first. Of the others with three words or more, signatures find candidates (a pair exactly
 * at the threshold is missed with probability `MISS_BOUND` at most) and every candidate is verified by the
 * shingles themselves before it joins. Large buckets, as templates make them, are compared by their rare
 * shingles, so that thousands of rows of one template stay far from quadratic.
 * @param normalisedTexts one a row, see `normaliseRow`
 * @returns clusters ordered by their first member
 * @throws RangeError when the threshold is not above 0 and at most 1
 */
export function findClusters(
  normalisedTexts: readonly string[],
  options: FindClustersOptions = {},
): Cluster[] {
  const threshold = options.threshold ?? DEFAULT_THRESHOLD;
  if (!isThreshold(threshold)) throw new RangeError("The threshold must be above 0 and at most 1.");
  const { clusters, representatives } = collapseEqualTexts(normalisedTexts);
  joinNearRows(normalisedTexts, representatives, threshold, clusters);
  return clusters.components().map((members) => ({
    members,
    kind: clusterKind(members.map((row) => normalisedTexts[row]!)),
  }));
}

/** Whether near-duplicates can be looked for at this threshold. */
export function isThreshold(value: number): boolean {
  return value > 0 && value <= 1;
}

/** @param keys the members' normalised texts (or any keys that are equal exactly when the texts are) */
export function clusterKind(keys: readonly (string | number)[]): ClusterKind {
  return keys.every((key) => key === keys[0]) ? "exact" : "near";
}

function collapseEqualTexts(texts: readonly string[]): { clusters: UnionFind; representatives: number[] } {
  const clusters = new UnionFind(texts.length);
  const firstOf = new Map<string, number>();
  texts.forEach((text, row) => {
    const first = firstOf.get(text);
    if (first === undefined) firstOf.set(text, row);
    else clusters.join(first, row);
  });
  return { clusters, representatives: [...firstOf.values()] };
}

function joinNearRows(
  texts: readonly string[],
  candidates: readonly number[],
  threshold: number,
  clusters: UnionFind,
): void {
  const sets = new Map<number, ShingleSet>();
  const setOf = (row: number): ShingleSet => {
    const known = sets.get(row);
    if (known !== undefined) return known;
    const set = shingleSet(texts[row]!);
    sets.set(row, set);
    return set;
  };
  const banding = bandingFor(threshold);
  if (banding === null) {
    joinByPrefix(
      candidates.filter((row) => setOf(row).length > 0),
      setOf,
      threshold,
      clusters,
    );
    return;
  }
  const { signatures, signed } = signAll(texts, candidates);
  const textOf = (signedRow: number): number => candidates[signedRow]!;
  const crowded = new Set<number>();
  forEachBucket(signatures, signed, banding, (members) => {
    if (members.length <= SMALL_BUCKET) joinAllPairs(members.map(textOf), setOf, threshold, clusters);
    else joinWithLeaders(members.map(textOf), setOf, threshold, clusters, crowded);
  });
  joinByPrefix([...crowded], setOf, threshold, clusters);
}

/** Signatures of the given rows, and which of them have any shingle. */
function signAll(
  texts: readonly string[],
  rows: readonly number[],
): { signatures: Uint32Array; signed: Int32Array } {
  const signer = createSigner();
  const signatures = new Uint32Array(rows.length * SIGNATURE_SIZE);
  const signed: number[] = [];
  rows.forEach((row, at) => {
    if (signer.signInto(texts[row]!, signatures, at) >= SHINGLE_WORDS) signed.push(at);
  });
  return { signatures, signed: Int32Array.from(signed) };
}

function joinAllPairs(
  members: readonly number[],
  setOf: (row: number) => ShingleSet,
  threshold: number,
  clusters: UnionFind,
): void {
  for (let i = 1; i < members.length; i++) {
    for (let j = 0; j < i; j++) {
      const [a, b] = [members[i]!, members[j]!];
      if (!clusters.joined(a, b) && isNear(setOf(a), setOf(b), threshold)) clusters.join(a, b);
    }
  }
}

/** Unites what is plainly together; a bucket that stays apart is left to the comparison by rare shingles. */
function joinWithLeaders(
  members: readonly number[],
  setOf: (row: number) => ShingleSet,
  threshold: number,
  clusters: UnionFind,
  crowded: Set<number>,
): void {
  const leaders: number[] = [];
  for (const row of members) {
    if (leaders.some((leader) => clusters.joined(leader, row))) continue;
    const near = leaders.find((leader) => isNear(setOf(leader), setOf(row), threshold));
    if (near !== undefined) clusters.join(near, row);
    else if (leaders.length < LEADERS) leaders.push(row);
  }
  const root = clusters.find(members[0]!);
  if (members.some((row) => clusters.find(row) !== root)) for (const row of members) crowded.add(row);
}
