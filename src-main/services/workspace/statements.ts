import type Database from "better-sqlite3";

/** Prepares each statement once: preparing costs as much as running most of ours. */
export class Statements {
  readonly #db: Database.Database;
  readonly #prepared = new Map<string, Database.Statement>();

  constructor(db: Database.Database) {
    this.#db = db;
  }

  get(sql: string): Database.Statement {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const made = this.#db.prepare(sql);
    this.#prepared.set(sql, made);
    return made;
  }

  /** A statement whose rows are their first column. */
  plucked(sql: string): Database.Statement {
    const known = this.#prepared.get(`pluck ${sql}`);
    if (known !== undefined) return known;
    const made = this.#db.prepare(sql).pluck();
    this.#prepared.set(`pluck ${sql}`, made);
    return made;
  }
}
