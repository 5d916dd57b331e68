import { KeyColumn } from "./key-column.ts";

/** In a row's keys: it has none in this column. */
export const NO_KEY = 0xffffffff;

/** From so many rows on that came since they are put in order. */
const LEAST_UNSORTED = 50_000;
/** ... or from this share of the ordered ones. */
const UNSORTED_SHARE = 0.25;

/**
 * Tells which rows share a key with a row, in memory: eight bytes a row and column. Keys are 32-bit hashes, so what it
 * answers are candidates; entries of rows that changed or went stay in it, and are candidates that fail.
 */
export class RowIndex {
  readonly #columns: KeyColumn[];
  readonly #stride: number;
  /** Rows that came since, each as its number and its keys. */
  #tail: Uint32Array;
  #tailRows = 0;

  constructor(columns: number) {
    this.#columns = Array.from({ length: columns }, () => new KeyColumn());
    this.#stride = columns + 1;
    this.#tail = new Uint32Array(this.#stride * 64);
  }

  get columns(): number {
    return this.#columns.length;
  }

  /**
   * @param row below 2^32
   * @param keys one a column, `NO_KEY` for none
   * @throws RangeError when there are not as many keys as columns
   */
  add(row: number, keys: Uint32Array): void {
    if (keys.length !== this.columns) throw new RangeError(`A row has ${this.columns} keys here.`);
    const at = this.#tailRows * this.#stride;
    if (at === this.#tail.length) {
      const wider = new Uint32Array(this.#tail.length * 2);
      wider.set(this.#tail);
      this.#tail = wider;
    }
    this.#tail[at] = row;
    this.#tail.set(keys, at + 1);
    this.#tailRows++;
  }

  /**
   * The rows that may share a key with these in any of the columns, `from` included and `to` excluded.
   * @param keys one a column, of all columns
   */
  candidates(keys: Uint32Array, from = 0, to = this.columns): Set<number> {
    const found = new Set<number>();
    for (let column = from; column < to; column++) {
      const key = keys[column] ?? NO_KEY;
      if (key !== NO_KEY) this.#columns[column]?.addRowsOf(key, found);
    }
    for (let row = 0; row < this.#tailRows; row++) {
      const at = row * this.#stride;
      for (let column = from; column < to; column++) {
        const key = keys[column];
        if (key === NO_KEY || this.#tail[at + 1 + column] !== key) continue;
        found.add(this.#tail[at] ?? 0);
        break;
      }
    }
    return found;
  }

  /** True when so many rows came that `settle` should be called when there is time. */
  get isUnsettled(): boolean {
    const settled = this.#columns[0]?.size ?? 0;
    return this.#tailRows >= Math.max(LEAST_UNSORTED, settled * UNSORTED_SHARE);
  }

  /**
   * Puts the rows that came before it began in order, one column a step. Others may be added and looked for between the
   * steps; one of these at a time is to be gone through, to its end.
   */
  *settle(): Generator<void> {
    const rows = this.#tailRows;
    for (const [column, keys] of this.#columns.entries()) {
      keys.take(this.#tail, this.#stride, column + 1, rows, NO_KEY);
      yield;
    }
    const left = this.#tail.slice(rows * this.#stride, this.#tailRows * this.#stride);
    this.#tailRows -= rows;
    this.#tail = new Uint32Array(Math.max(left.length * 2, this.#stride * 64));
    this.#tail.set(left);
  }

  /** Groups of at least two different rows that share a key in a column, as far as they are settled. */
  groups(column: number): Generator<number[]> {
    return this.#columns[column]?.groups() ?? new KeyColumn().groups();
  }
}
