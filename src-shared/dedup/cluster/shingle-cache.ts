import { type ShingleSet, shingleSet } from "./shingle-set.ts";
import type { WorkMeter } from "./work-meter.ts";

/** Shingles kept at a time: 64 MB, the sets of some 50,000 rows of ordinary length. */
const SHINGLES_KEPT = 2 ** 23;

/**
 * Shingle sets of rows, made from their texts when asked for. What was not asked for lately is let go: two
 * generations, of which the older one is dropped whenever the younger is full.
 */
export class ShingleCache {
  readonly #textOf: (row: number) => string;
  readonly #meter: WorkMeter;
  #young = new Map<number, ShingleSet>();
  #old = new Map<number, ShingleSet>();
  #shinglesInYoung = 0;

  constructor(textOf: (row: number) => string, meter: WorkMeter) {
    this.#textOf = textOf;
    this.#meter = meter;
  }

  readonly setOf = (row: number): ShingleSet => {
    const known = this.#young.get(row);
    if (known !== undefined) return known;
    const set = this.#old.get(row) ?? this.#make(row);
    if (this.#shinglesInYoung + set.length > SHINGLES_KEPT / 2) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#shinglesInYoung = 0;
    }
    this.#young.set(row, set);
    this.#shinglesInYoung += set.length;
    return set;
  };

  #make(row: number): ShingleSet {
    this.#meter.toil();
    return shingleSet(this.#textOf(row));
  }
}
