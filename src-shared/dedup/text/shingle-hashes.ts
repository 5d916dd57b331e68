import { WorkingMemory } from "../wasm/working-memory.ts";
import { CODE_POINTS, classify } from "./code-points.ts";

/** What one pass over a text finds out, besides the hashes of its shingles. */
export interface TextScan {
  readonly shingleCount: number;
  readonly wordCount: number;
  /**
   * 53-bit hash of the whole text: of its words and of every UTF-16 unit between them, in order. Unequal texts share
   * one with probability 2^-53 a pair.
   */
  readonly exactKey: number;
}

const LONE_SURROGATE = "\ud800".charCodeAt(0);
const ASCII = 128;

/**
 * Cuts a normalised text into words and hashes every three words in a row, in one pass and without making a
 * single substring. The hashes are then in the memory's `low` and `high`.
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
 *
 * Most texts are ASCII, or nearly: those that are whole go through a loop of their own. Either way the classes of
 * code points are asked of the platform when they are first met.
 */
export class ShingleHasher {
  readonly memory = new WorkingMemory();
  readonly #encoder = new TextEncoder();

  constructor() {
    for (let unit = 0; unit < ASCII; unit++) this.memory.classes[unit] = classify(unit);
    this.memory.classes[CODE_POINTS] = classify(LONE_SURROGATE);
  }

  hash(text: string): TextScan {
    const { memory } = this;
    const { length } = text;
    memory.reserve(length);
    const { read, written } = this.#encoder.encodeInto(text, memory.ascii);
    if (read === length && written === length) memory.hashAscii(length);
    else this.#hashUnits(text);
    const { results } = memory;
    return {
      shingleCount: results[0]!,
      wordCount: results[1]!,
      exactKey: join53(results[3]!, results[2]!),
    };
  }

  #hashUnits(text: string): void {
    const { length } = text;
    const { units, classes } = this.memory;
    for (let i = 0; i < length; i++) units[i] = text.charCodeAt(i);
    for (;;) {
      const unknown = this.memory.hashUnits(length);
      if (unknown < 0) return;
      classes[unknown] = classify(unknown);
    }
  }
}

/** Two 32-bit hashes as one integer that a double holds exactly (53 bits). */
export function join53(high: number, low: number): number {
  return (high >>> 11) * 0x100000000 + (low >>> 0);
}
