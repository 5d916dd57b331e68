import type Database from "better-sqlite3";
import { NO_KEY, RowIndex } from "../../../../src-shared/dedup/index.ts";
import { Statements } from "../statements.ts";
import { KEY_COLUMNS, KEYS_A_ROW, keyOf, keysFromBytes } from "./derive.ts";

const PAGE_ROWS = 5_000;

/**
 * The rows' keys in memory: which rows may be the same as one, ask the same, or be near-duplicates of it. It is read
 * from the file when it is needed first, or before that in pieces.
 */
export class KeyIndex {
  readonly #sql: Statements;
  readonly #index = new RowIndex(KEYS_A_ROW);
  #loading: Generator<void> | null;
  #settling: Generator<void> | null = null;

  constructor(db: Database.Database) {
    this.#sql = new Statements(db);
    this.#loading = this.#load();
  }

  /** Reads the next piece from the file; false once all is there. */
  warm(): boolean {
    if (this.#loading === null) return false;
    if (this.#loading.next().done) this.#loading = null;
    return this.#loading !== null;
  }

  /** A row came, or has other keys now. Rows that went are left in it: what it answers are candidates only. */
  add(row: number, keys: Uint32Array): void {
    this.#finishLoading();
    this.#index.add(row, keys);
  }

  /** Puts a part of what came in order, where that is worth it; false once there is nothing to do. */
  settle(): boolean {
    if (this.#settling === null && !this.#index.isUnsettled) return false;
    this.#settling ??= this.#index.settle();
    if (this.#settling.next().done) this.#settling = null;
    return true;
  }

  /** Other rows that may say the same or nearly the same as a row. */
  alike(row: number): Set<number> {
    this.#finishLoading();
    const keys = this.keysOf(row);
    const found = keys === null ? new Set<number>() : this.alikeTo(keys);
    found.delete(row);
    return found;
  }

  /** The rows that may say the same or nearly the same as what has these keys. */
  alikeTo(keys: Uint32Array): Set<number> {
    this.#finishLoading();
    return this.#index.candidates(keys, KEY_COLUMNS.exact, KEYS_A_ROW);
  }

  /** The rows that may have an exact key. */
  saying(exactKey: number): Set<number> {
    const keys = new Uint32Array(KEYS_A_ROW).fill(NO_KEY);
    keys[KEY_COLUMNS.exact] = keyOf(exactKey);
    return this.sharing(keys, "exact");
  }

  /** The rows that may share a key in a column with these keys. */
  sharing(keys: Uint32Array, column: keyof typeof KEY_COLUMNS): Set<number> {
    this.#finishLoading();
    return this.#index.candidates(keys, KEY_COLUMNS[column], KEY_COLUMNS[column] + 1);
  }

  /** Groups of rows that may share a key in a column, over all rows. */
  *groups(column: "identity" | "question"): Generator<number[]> {
    this.#finishLoading();
    for (const _ of this.#settling ?? []);
    this.#settling = null;
    for (const _ of this.#index.settle());
    yield* this.#index.groups(KEY_COLUMNS[column]);
  }

  keysOf(row: number): Uint32Array | null {
    const bytes = this.#sql.plucked("SELECT keys FROM row_keys WHERE row = ?").get(row);
    return bytes === undefined ? null : keysFromBytes(bytes as Uint8Array);
  }

  #finishLoading(): void {
    while (this.warm());
  }

  *#load(): Generator<void> {
    const page = this.#sql
      .get(`SELECT row, keys FROM row_keys WHERE row > ? ORDER BY row LIMIT ${PAGE_ROWS}`)
      .raw();
    for (let last = 0; ; ) {
      const entries = page.all(last) as [row: number, keys: Uint8Array][];
      for (const [row, keys] of entries) this.#index.add(row, keysFromBytes(keys));
      if (entries.length < PAGE_ROWS) break;
      last = entries.at(-1)?.[0] ?? last;
      yield;
    }
    yield* this.#index.settle();
  }
}
