import { UnionFind } from "../../src-shared/dedup/index.ts";

/** Pairs of rows as `larger * ROW_LIMIT + smaller`. */
export type Pairs = ReadonlySet<number>;

const ROW_LIMIT = 2 ** 26;

export const pairKey = (a: number, b: number): number => Math.max(a, b) * ROW_LIMIT + Math.min(a, b);

/**
 * The distinct three-word shingles of normalised texts in plain words (no Han, kana, Thai, Lao or Khmer), as
 * strings: made without anything of the room that is measured.
 */
export function shingleStrings(text: string): Set<string> {
  const words = text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return new Set(words.slice(2).map((word, i) => `${words[i]} ${words[i + 1]} ${word}`));
}

/** Every pair at or above the threshold, by counting shared shingle strings: exact, and slow. */
export function exactPairs(rows: readonly ReadonlySet<string>[], threshold: number): Pairs {
  const postings = new Map<string, number[]>();
  const shared = new Uint32Array(rows.length);
  const pairs = new Set<number>();
  rows.forEach((shingles, row) => {
    shared.fill(0, 0, row);
    for (const shingle of shingles) {
      const earlier = postings.get(shingle);
      if (earlier === undefined) postings.set(shingle, [row]);
      else {
        for (const other of earlier) shared[other]!++;
        earlier.push(row);
      }
    }
    for (let other = 0; other < row; other++) {
      const common = shared[other]!;
      if (common > 0 && common / (shingles.size + rows[other]!.size - common) >= threshold) {
        pairs.add(pairKey(row, other));
      }
    }
  });
  return pairs;
}

/** Clusters of at least two rows that true pairs and equal texts connect, each as its row numbers in order. */
export function exactClusters(texts: readonly string[], pairs: Pairs): string[] {
  const clusters = new UnionFind(texts.length);
  const firstOf = new Map<string, number>();
  texts.forEach((text, row) => {
    const first = firstOf.get(text);
    if (first === undefined) firstOf.set(text, row);
    else clusters.join(first, row);
  });
  for (const pair of pairs) clusters.join(Math.floor(pair / ROW_LIMIT), pair % ROW_LIMIT);
  return clusters.components().map(String);
}

/** How well found pairs agree with the true ones; 1 where there is nothing to find and nothing was found. */
export function agreement(found: Pairs, truth: Pairs): { precision: number; recall: number; f1: number } {
  const right = found.intersection(truth).size;
  const precision = found.size === 0 ? 1 : right / found.size;
  const recall = truth.size === 0 ? 1 : right / truth.size;
  return {
    precision,
    recall,
    f1: right === 0 && truth.size > 0 ? 0 : (2 * precision * recall) / (precision + recall),
  };
}

/**
 * The same pairs as `exactPairs` finds, for many more rows: two sets at or above the threshold share one of the first
 * |A| - ceil(T |A|) + 1 shingles when all are ordered rarest first (Chaudhuri, Ganti, Kaushik: A Primitive Operator
 * for Similarity Joins, 2006).
 * @param rowOf made anew each time it is asked, so that nothing is held but numbers
 */
export function exactPairsByPrefix(
  count: number,
  rowOf: (row: number) => ReadonlySet<string>,
  threshold: number,
): Pairs {
  const numbers = new Map<string, number>();
  const frequencies: number[] = [];
  const rows = Array.from({ length: count }, (_, row) =>
    Int32Array.from(rowOf(row), (shingle) => {
      const number = numbers.get(shingle) ?? numbers.size;
      if (number === numbers.size) numbers.set(shingle, number);
      frequencies[number] = (frequencies[number] ?? 0) + 1;
      return number;
    }),
  );
  numbers.clear();
  const rarestFirst = Int32Array.from(frequencies.keys()).sort((a, b) => frequencies[a]! - frequencies[b]!);
  const ranks = new Int32Array(rarestFirst.length);
  rarestFirst.forEach((number, rank) => {
    ranks[number] = rank;
  });
  for (const row of rows) {
    for (const [at, number] of row.entries()) row[at] = ranks[number]!;
    row.sort();
  }
  const postings = new Map<number, number[]>();
  const pairs = new Set<number>();
  rows.forEach((row, b) => {
    const seen = new Set<number>();
    const prefix = row.length - Math.ceil(threshold * row.length - 1e-9) + 1;
    for (const shingle of row.subarray(0, row.length === 0 ? 0 : prefix)) {
      const earlier = postings.get(shingle);
      for (const a of earlier ?? []) {
        if (!seen.has(a) && similarityOfSorted(rows[a]!, row) >= threshold) pairs.add(pairKey(a, b));
        seen.add(a);
      }
      if (earlier === undefined) postings.set(shingle, [b]);
      else earlier.push(b);
    }
  });
  return pairs;
}

function similarityOfSorted(a: Int32Array, b: Int32Array): number {
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [left, right] = [a[i]!, b[j]!];
    if (left === right) shared++;
    if (left <= right) i++;
    if (right <= left) j++;
  }
  return shared / (a.length + b.length - shared);
}

/** The two rows of a pair, the later one first. */
export const rowsOfPair = (pair: number): [number, number] => [
  Math.floor(pair / ROW_LIMIT),
  pair % ROW_LIMIT,
];
