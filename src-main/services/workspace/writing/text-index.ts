import type Database from "better-sqlite3";
import { Statements } from "../statements.ts";
import { searchTextOf } from "./derive.ts";

/** So many entries are brought up to date in one go. */
const REFRESHED_AT_ONCE = 200;

/**
 * The index that texts are found by. What it answers are rows that may have a text; they are looked at themselves. So the
 * entry of a row that changed, or went, may stay as it is for a while: bringing it up to date costs several times as much
 * as all else of an edit, and is done in a pause. Until then the row counts as one that may have any text.
 */
export class TextIndex {
  readonly #sql: Statements;
  /**
   * New entries wait for the end of the transaction: any statement with a trigger between them would make SQLite write
   * out what the index holds, which costs six times as much.
   */
  readonly #waiting = new Map<number, string>();

  constructor(db: Database.Database) {
    this.#sql = new Statements(db);
  }

  /** The row must have no entry. */
  add(row: number, text: string): void {
    this.#waiting.set(row, text);
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

  /** The row has another text now, or is gone. */
  outdate(row: number): void {
    this.#waiting.delete(row);
    this.#sql.get("INSERT OR IGNORE INTO stale_texts (row) VALUES (?)").run(row);
  }

  /** Brings some entries up to date, within the caller's transaction; false where all are. */
  refreshSome(): boolean {
    const rows = this.#sql
      .plucked(`SELECT row FROM stale_texts ORDER BY row LIMIT ${REFRESHED_AT_ONCE}`)
      .all() as number[];
    const json = this.#sql.plucked("SELECT json FROM rows JOIN facts ON facts.row = rows.id WHERE id = ?");
    const remove = this.#sql.get("DELETE FROM texts WHERE rowid = ?");
    for (const row of rows) remove.run(row);
    for (const row of rows) {
      const now = json.get(row) as string | undefined;
      if (now !== undefined) this.add(row, searchTextOf(now));
    }
    this.flush();
    this.#sql.get("DELETE FROM stale_texts WHERE row <= ?").run(rows.at(-1) ?? 0);
    return rows.length > 0;
  }
}
