import { shingleStrings } from "./all-pairs.ts";

/** Rows made out of pieces of real ones, some of them copies of others with a known share of edits. */
export interface GrownCorpus {
  readonly rows: number;
  textOf(row: number): string;
  /** Every two rows of one origin, with their exact Jaccard similarity. */
  plantedPairs(): Generator<{ readonly a: number; readonly b: number; readonly similarity: number }>;
}

const PIECE_WORDS = 12;
const LEAST_WORDS = 24;
const COPIED_SHARE = 0.15;
const MOST_COPIES = 3;
/** Similarities that copies are aimed at; what comes out is measured. */
const AIMS = [0.5, 0.6, 0.7, 0.75, 0.8, 0.82, 0.85, 0.9, 0.95, 0.98, 1];
/** Coprime to every size that is not a multiple of it: scatters the copies of a row over the corpus. */
const SCATTER = 7_368_787;

/**
 * Grows a corpus from normalised texts. The same sources and size always give the same rows, and the origins of a
 * smaller corpus are the first ones of a larger. Nothing is kept but two numbers a row; texts are made when asked for.
 */
export function grow(sources: readonly string[], rows: number): GrownCorpus {
  const words = sources.flatMap((text) => text.split(" "));
  const lengths = sources.map((text) => Math.max(LEAST_WORDS, text.split(" ").length));
  const origins = new Int32Array(rows);
  const copies = new Uint8Array(rows);
  let origin = 0;
  for (let at = 0; at < rows; origin++) {
    for (let copy = 0; copy < groupSize(origin) && at < rows; copy++, at++) {
      origins[at] = origin;
      copies[at] = copy;
    }
  }
  const entryOf = (row: number) => (row * SCATTER) % rows;
  const textOf = (row: number): string => {
    const entry = entryOf(row);
    const base = baseOf(origins[entry]!, words, lengths);
    return copies[entry] === 0 ? base.join(" ") : edited(base, origins[entry]!, copies[entry]!);
  };
  const rowOf = (): Int32Array => {
    const positions = new Int32Array(rows);
    for (let row = 0; row < rows; row++) positions[entryOf(row)] = row;
    return positions;
  };
  return {
    rows,
    textOf,
    *plantedPairs() {
      const positions = rowOf();
      for (let first = 0; first < rows; ) {
        let end = first + 1;
        while (end < rows && origins[end] === origins[first]) end++;
        const members = Array.from(positions.subarray(first, end), (row) => ({
          row,
          shingles: end - first > 1 ? shingleStrings(textOf(row)) : new Set<string>(),
        }));
        for (const [i, b] of members.entries()) {
          for (const a of members.slice(0, i)) {
            const similarity = similarityOf(a.shingles, b.shingles);
            yield { a: Math.min(a.row, b.row), b: Math.max(a.row, b.row), similarity };
          }
        }
        first = end;
      }
    },
  };
}

/** Jaccard similarity of sets that are not both empty. */
export function similarityOf(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = a.intersection(b).size;
  return shared / (a.size + b.size - shared);
}

function groupSize(origin: number): number {
  const random = seeded(origin, 0);
  return random() < COPIED_SHARE ? 2 + Math.floor(random() * MOST_COPIES) : 1;
}

function baseOf(origin: number, words: readonly string[], lengths: readonly number[]): string[] {
  const random = seeded(origin, 1);
  const length = lengths[Math.floor(random() * lengths.length)]!;
  const base: string[] = [];
  while (base.length < length) {
    const from = Math.floor(random() * (words.length - PIECE_WORDS));
    base.push(...words.slice(from, from + Math.min(PIECE_WORDS, length - base.length)));
  }
  return base;
}

/** Replaces, drops or doubles words far enough apart that each edit costs three shingles. */
function edited(base: readonly string[], origin: number, copy: number): string {
  const random = seeded(origin, 1 + copy);
  const aim = AIMS[Math.floor(random() * AIMS.length)]!;
  const edits = Math.round((base.length * (1 - aim)) / (3 * (1 + aim)));
  const changed = [...base];
  for (let edit = 0; edit < edits; edit++) {
    const at = Math.floor(((edit + random()) * base.length) / edits);
    const kind = Math.floor(random() * 3);
    const strange = `n${Math.floor(random() * 1e9).toString(36)}`;
    changed[at] = kind === 0 ? strange : kind === 1 ? "" : `${base[at]} ${strange}`;
  }
  return changed.join(" ");
}

/** Numbers in [0, 1), the same for the same origin and purpose (T. Ettinger's "mulberry32"). */
function seeded(origin: number, purpose: number): () => number {
  let state = Math.imul(origin + 1, 0x9e3779b1) ^ Math.imul(purpose + 1, 0x85ebca6b);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
