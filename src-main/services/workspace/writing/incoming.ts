import type Database from "better-sqlite3";
import { keptText, type Said } from "../../../../src-shared/contract/index.ts";
import { deleteMeta, readMeta, writeMeta } from "../meta.ts";
import { Statements } from "../statements.ts";
import type { ReadRow } from "./import-worker.entry.ts";

const META_KEY = "importing";
/** Rows are committed, and so can be read, when so much has come, */
const COMMIT_CHARS = 8_000_000;
/** … or so much time went by. */
const COMMIT_MS = 400;

/** Where a project's rows ended before an import. */
interface Mark {
  readonly lastRow: number;
  readonly lastBadLine: number;
}

export interface CameIn {
  readonly firstRow: number;
  readonly lastRow: number;
}

/**
 * Rows on their way into a project. They are committed in parts, so that they can be read while others follow; where
 * they ended before stands in the file until all are there, so that an import that broke off can be taken back.
 */
export class Incoming {
  readonly #db: Database.Database;
  readonly #sql: Statements;
  readonly #source: Said;
  readonly #gap: number;
  readonly #mark: Mark;
  #position: number;
  #lastRow: number;
  #committedRow: number;
  #chars = 0;
  #committedAt = 0;
  bad = 0;

  /** @param source what the file is called */
  constructor(db: Database.Database, source: Said, gap: number) {
    this.#db = db;
    this.#sql = new Statements(db);
    this.#source = source;
    this.#gap = gap;
    this.#mark = { lastRow: lastIdOf(db, "rows"), lastBadLine: lastIdOf(db, "bad_lines") };
    this.#lastRow = this.#mark.lastRow;
    this.#committedRow = this.#mark.lastRow;
    this.#position = (this.#sql.plucked("SELECT max(position) FROM rows").get() as number | null) ?? 0;
    writeMeta(db, META_KEY, JSON.stringify(this.#mark));
  }

  /** Ids of rows from before are this one at most. */
  get lastRowBefore(): number {
    return this.#mark.lastRow;
  }

  /** All rows that came in; null for none. */
  get all(): CameIn | null {
    if (this.#lastRow === this.#mark.lastRow) return null;
    return { firstRow: this.#mark.lastRow + 1, lastRow: this.#lastRow };
  }

  /** Stores what was read; answers the rows that can be read since now, or null. */
  take(items: readonly ReadRow[]): CameIn | null {
    if (!this.#db.inTransaction) this.#db.exec("BEGIN IMMEDIATE");
    const insert = this.#sql.get("INSERT INTO rows (id, position, json) VALUES (?, ?, ?)");
    for (const item of items) {
      if (item.kind === "bad") {
        this.#takeBad(item);
        continue;
      }
      this.#position += this.#gap;
      insert.run(++this.#lastRow, this.#position, item.json);
      this.#chars += item.json.length;
    }
    const isDue = this.#chars >= COMMIT_CHARS || performance.now() - this.#committedAt >= COMMIT_MS;
    return isDue ? this.commit() : null;
  }

  commit(): CameIn | null {
    if (this.#db.inTransaction) this.#db.exec("COMMIT");
    const came = { firstRow: this.#committedRow + 1, lastRow: this.#lastRow };
    this.#committedRow = this.#lastRow;
    this.#committedAt = performance.now();
    this.#chars = 0;
    return came.lastRow < came.firstRow ? null : came;
  }

  /** To be called within the transaction that makes the import a step. */
  end(): void {
    deleteMeta(this.#db, META_KEY);
  }

  takeBack(): void {
    if (this.#db.inTransaction) this.#db.exec("ROLLBACK");
    takeBackImport(this.#db);
  }

  #takeBad({ line, reason, raw }: Extract<ReadRow, { kind: "bad" }>): void {
    this.#sql
      .get("INSERT INTO bad_lines (source, line, reason, text) VALUES (?, ?, ?, ?)")
      .run(keptText(this.#source), line, keptText(reason), raw);
    this.bad++;
  }
}

/** Takes back an import that broke off, where there is one. */
export function takeBackImport(db: Database.Database): void {
  const noted = readMeta(db, META_KEY);
  if (noted === null) return;
  const { lastRow, lastBadLine } = JSON.parse(noted) as Mark;
  db.transaction(() => {
    db.prepare("DELETE FROM rows WHERE id > ?").run(lastRow);
    db.prepare("DELETE FROM bad_lines WHERE id > ?").run(lastBadLine);
    deleteMeta(db, META_KEY);
  }).immediate();
}

/** The highest id that a table ever gave, also to entries that are gone. */
const lastIdOf = (db: Database.Database, table: string): number =>
  (db.prepare("SELECT seq FROM sqlite_sequence WHERE name = ?").pluck().get(table) as number | undefined) ??
  0;
