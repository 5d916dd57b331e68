import { classify, classTable, RUN_CLASS, SEPARATOR_CLASS, Trait } from "./code-points.ts";

/** Words in a shingle. */
export const SHINGLE_WORDS = 3;

/** Where a scan writes: reused from row to row. */
export interface ShingleSink {
  /** One 32-bit hash a shingle, in text order, repeats kept. At least as long as the text. */
  low: Uint32Array;
  /** A second, independent 32-bit hash of the same shingles. */
  high: Uint32Array;
  shingleCount: number;
  wordCount: number;
  /** Two 32-bit hashes of the whole text: of its words and of every UTF-16 unit between them, in order. */
  textLow: number;
  textHigh: number;
}

const NONE = 0;
const RUN = 1;
const GRAPHEME = 2;

/**
 * Cuts a normalised text into words and hashes every three words in a row, in one pass and without making a
 * single substring.
 *
 * A word is a run of letters, marks and numbers (`[\p{L}\p{M}\p{N}]`); but an extended grapheme cluster (UAX #29)
 * whose base is a letter, mark or number of Script Han, Hiragana, Katakana, Thai, Lao or Khmer is a word of its
 * own, with everything that belongs to it (marks, joiners, variation selectors). Decided in the corners:
 * - Script is the property Script, not Script_Extensions: the long-vowel sign `ー` is Common, so it is a run.
 * - Thai, Lao and Khmer digits are graphemes of their scripts, so words of their own; `3` in `3月` is a run.
 * - A Thai mark on a Latin letter belongs to that letter's run; on nothing (start of text, after a control) it is
 *   a grapheme of its own; on a separator it begins a run, being a mark.
 * - Zero-width joiners and emoji modifiers are no letters, marks or numbers: they end a run. Variation selectors
 *   and keycaps are marks, so `❤️` has one word, its selector.
 * - Characters that UAX #29 prepends (Arabic number signs and the like) never own the grapheme they stand before.
 * - Lone surrogates are separators.
 */
export function hashShingles(text: string, sink: ShingleSink): void {
  const { low, high } = sink;
  const classes = classTable();
  const length = text.length;
  let shingles = 0;
  let words = 0;
  let word = NONE;
  let hashA = 0;
  let hashB = 0;
  let firstA = 0;
  let firstB = 0;
  let secondA = 0;
  let secondB = 0;
  let textA = 0x2545f491;
  let textB = 0x1b873593;
  let attachable = false;
  let conjunct = false;
  let linked = false;

  for (let at = 0; at <= length; at++) {
    let next = NONE;
    let joins = false;
    let unit = 0;
    let trail = -1;
    if (at < length) {
      unit = text.charCodeAt(at);
      const traits = classes[unit]!;
      if (traits === RUN_CLASS) {
        next = RUN;
        joins = word === RUN;
        attachable = true;
        conjunct = false;
      } else if (traits === SEPARATOR_CLASS) {
        attachable = true;
        conjunct = false;
      } else {
        let codePoint = unit;
        if (unit >= 0xd800 && unit <= 0xdbff && at + 1 < length) {
          const lower = text.charCodeAt(at + 1);
          if (lower >= 0xdc00 && lower <= 0xdfff) {
            trail = lower;
            codePoint = (unit - 0xd800) * 0x400 + (lower - 0xdc00) + 0x10000;
          }
        }
        const rare = classes[codePoint] || classify(codePoint);
        const isWord = (rare & Trait.word) !== 0;
        const attached =
          ((rare & Trait.attaches) !== 0 && attachable) ||
          ((rare & Trait.consonant) !== 0 && conjunct && linked);
        if (attached && word === GRAPHEME) {
          next = GRAPHEME;
          joins = true;
        } else if (isWord && !attached && (rare & Trait.ownWord) !== 0) {
          next = GRAPHEME;
        } else if (isWord) {
          next = RUN;
          joins = word === RUN;
        }
        if ((rare & Trait.consonant) !== 0) {
          conjunct = true;
          linked = false;
        } else if ((rare & Trait.conjunctExtend) === 0) conjunct = false;
        else if ((rare & Trait.linker) !== 0) linked = true;
        attachable = (rare & Trait.control) === 0;
      }
    }
    if (word !== NONE && !joins) {
      words++;
      if (words >= SHINGLE_WORDS) {
        low[shingles] = finish(Math.imul(Math.imul(firstA, 0x9e3779b1) + secondA, 0x85ebca6b) + hashA);
        high[shingles] = finish(Math.imul(Math.imul(firstB, 0xc2b2ae35) + secondB, 0x27d4eb2f) + hashB);
        shingles++;
      }
      firstA = secondA;
      firstB = secondB;
      secondA = hashA;
      secondB = hashB;
      textA = stepA(textA, hashA);
      textB = stepB(textB, hashB);
    }
    word = next;
    if (next === NONE) {
      textA = stepA(textA, unit);
      textB = stepB(textB, unit);
      if (trail >= 0) {
        at++;
        textA = stepA(textA, trail);
        textB = stepB(textB, trail);
      }
      continue;
    }
    if (!joins) {
      hashA = 0x811c9dc5;
      hashB = 0x7feb352d;
    }
    hashA = stepA(hashA, unit);
    hashB = stepB(hashB, unit);
    if (trail >= 0) {
      at++;
      hashA = stepA(hashA, trail);
      hashB = stepB(hashB, trail);
    } else if (next === RUN) {
      while (at + 1 < length) {
        unit = text.charCodeAt(at + 1);
        if (classes[unit] !== RUN_CLASS) break;
        hashA = stepA(hashA, unit);
        hashB = stepB(hashB, unit);
        attachable = true;
        conjunct = false;
        at++;
      }
    }
  }
  sink.shingleCount = shingles;
  sink.wordCount = words;
  sink.textLow = finish(textA);
  sink.textHigh = finish(textB);
}

/** A sink for texts of up to `capacity` UTF-16 units. */
export function createSink(capacity: number): ShingleSink {
  return {
    low: new Uint32Array(capacity),
    high: new Uint32Array(capacity),
    shingleCount: 0,
    wordCount: 0,
    textLow: 0,
    textHigh: 0,
  };
}

/** Two 32-bit hashes as one integer that a double holds exactly (53 bits). */
export function join53(high: number, low: number): number {
  return (high >>> 11) * 0x100000000 + (low >>> 0);
}

/** Two unlike ways to take one more number into a 32-bit hash: rotate, exclusive or, multiply. */
function stepA(hash: number, value: number): number {
  return Math.imul(((hash << 5) | (hash >>> 27)) ^ value, 0x9e3779b1);
}

function stepB(hash: number, value: number): number {
  return Math.imul(((hash << 11) | (hash >>> 21)) ^ value, 0x85ebca6b);
}

/** Spreads every input bit over all output bits (constants: C. Wellons, "lowbias32"). */
function finish(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x7feb352d);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x846ca68b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
