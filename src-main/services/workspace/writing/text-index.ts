import type Database from "better-sqlite3";
import { Statements } from "../statements.ts";

/** So many texts wait at most. */
const MOST_WAITING = 4_000;

/**
 * The index that texts are found by. New texts wait until there are many, or until the end of the transaction: taking
 * an entry out right after one was put in makes SQLite write out what it holds, which costs six times as much.
 */
export class TextIndex {
  readonly #sql: Statements;
  readonly #waiting = new Map<number, string>();

  constructor(db: Database.Database) {
    this.#sql = new Statements(db);
  }

  /** The row must have no entry. */
  add(row: number, text: string): void {
    this.#waiting.set(row, text);
    if (this.#waiting.size >= MOST_WAITING) this.flush();
  }

  remove(row: number): void {
    if (!this.#waiting.delete(row)) this.#sql.get("DELETE FROM texts WHERE rowid = ?").run(row);
  }

  /** Writes what waits; to be called before the transaction is committed. */
  flush(): void {
    const insert = this.#sql.get("INSERT INTO texts (rowid, text) VALUES (?, ?)");
    for (const [row, text] of this.#waiting) insert.run(row, text);
    this.#waiting.clear();
  }

  /** Forgets what waits; to be called when the transaction was rolled back. */
  forget(): void {
    this.#waiting.clear();
  }
}
