import type Database from "better-sqlite3";
import type { LintLevel } from "../../../src-shared/contract/index.ts";
import type { Finding } from "../../../src-shared/dataset/index.ts";
import { bandKeys } from "../../../src-shared/dedup/index.ts";
import { Statements } from "./statements.ts";
import type { DerivedRow } from "./writing/derive.ts";
import { TextIndex } from "./writing/text-index.ts";

/** Levels as numbers, the worst first, so that SQL can sort and take the least. */
const LEVEL_RANKS: Readonly<Record<LintLevel, number>> = { error: 0, warning: 1, hint: 2 };
export const NO_LEVEL = 9;
const LEVELS: readonly LintLevel[] = ["error", "warning", "hint"];

export const rankOf = (level: LintLevel): number => LEVEL_RANKS[level];
export const levelOfRank = (rank: number): LintLevel | null => LEVELS[rank] ?? null;

export interface StoredRow {
  readonly id: number;
  readonly json: string;
  readonly position: number;
  readonly tokens: number;
  readonly turns: number;
  readonly level: number;
  readonly problems: number;
  readonly cluster: number | null;
}

/** The rows with everything that is kept beside them: one statement each, all within the caller's transaction. */
export class RowTable {
  readonly #sql: Statements;
  readonly texts: TextIndex;

  constructor(db: Database.Database) {
    this.#sql = new Statements(db);
    this.texts = new TextIndex(db);
  }

  get(id: number): StoredRow | null {
    const row = this.#sql
      .get("SELECT id, json, position, tokens, turns, level, problems, cluster FROM rows WHERE id = ?")
      .get(id);
    return (row as StoredRow | undefined) ?? null;
  }

  /** Rows by their ids, in the order of the ids. */
  getMany(ids: readonly number[]): StoredRow[] {
    const statement = this.#sql.get(
      "SELECT id, json, position, tokens, turns, level, problems, cluster FROM rows WHERE id = ?",
    );
    return ids.flatMap((id) => (statement.get(id) as StoredRow | undefined) ?? []);
  }

  idsInOrder(): number[] {
    return this.#sql.plucked("SELECT id FROM rows ORDER BY position, id").all() as number[];
  }

  /** Writes a row, new or changed. Its group findings and cluster are put right afterwards by their own keepers. */
  put(id: number | null, json: string, position: number, derived: DerivedRow): number {
    const former = id === null ? null : this.#keysOf(id);
    const values = [
      json,
      position,
      derived.turns,
      derived.chars,
      derived.tokens,
      derived.identity,
      derived.question,
      derived.answer,
      derived.start,
      derived.shortAnswer ? 1 : 0,
      derived.exactKey,
      derived.signature,
    ];
    const result = this.#sql
      .get(
        `INSERT INTO rows (id, json, position, turns, chars, tokens, identity, question, answer, start, short_answer, exact_key, signature)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET json = excluded.json, position = excluded.position, turns = excluded.turns,
           chars = excluded.chars, tokens = excluded.tokens, identity = excluded.identity, question = excluded.question,
           answer = excluded.answer, start = excluded.start, short_answer = excluded.short_answer,
           exact_key = excluded.exact_key, signature = excluded.signature`,
      )
      .run(id, ...values);
    const rowId = id ?? Number(result.lastInsertRowid);
    if (id !== null) this.#forgetBeside(id);
    if (former?.exactKey !== derived.exactKey) {
      if (former !== null) this.#forgetBands(rowId, former.signature);
      this.#addBands(rowId, derived.bandKeys);
    }
    this.texts.add(rowId, derived.searchText);
    this.addFindings(rowId, derived.findings, false);
    return rowId;
  }

  /** Writes anew what the rules say about a row by itself. */
  judge(id: number, findings: readonly Finding[]): void {
    this.#forgetOwnFindings(id);
    this.addFindings(id, findings, false);
  }

  #keysOf(id: number): { readonly exactKey: number; readonly signature: Uint8Array } | null {
    const keys = this.#sql.get("SELECT exact_key AS exactKey, signature FROM rows WHERE id = ?").get(id);
    return (keys as { exactKey: number; signature: Uint8Array } | undefined) ?? null;
  }

  #addBands(id: number, keys: readonly number[]): void {
    const insert = this.#sql.get("INSERT OR IGNORE INTO bands (key, row) VALUES (?, ?)");
    for (const key of keys) insert.run(key, id);
  }

  #forgetBands(id: number, signature: Uint8Array): void {
    const remove = this.#sql.get("DELETE FROM bands WHERE key = ? AND row = ?");
    for (const key of bandKeys(signature)) remove.run(key, id);
  }

  move(id: number, position: number): void {
    this.#sql.get("UPDATE rows SET position = ? WHERE id = ?").run(position, id);
  }

  remove(id: number): void {
    const keys = this.#keysOf(id);
    if (keys !== null) this.#forgetBands(id, keys.signature);
    this.#forgetBeside(id);
    this.#sql.get("DELETE FROM findings WHERE row = ?").run(id);
    this.#sql.get("DELETE FROM rows WHERE id = ?").run(id);
  }

  addFindings(row: number, findings: readonly Finding[], isGroup: boolean): void {
    const insert = this.#sql.get(
      "INSERT INTO findings (row, rule, level, turn, message, fix, fix_label, is_group) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    );
    for (const { rule, level, turn, message, fix } of findings) {
      insert.run(
        row,
        rule,
        rankOf(level),
        turn,
        message,
        fix?.id ?? null,
        fix?.label ?? null,
        isGroup ? 1 : 0,
      );
    }
  }

  /** Brings the level and the count of problems of rows into step with their findings. */
  refreshLevels(ids: Iterable<number>): void {
    const update = this.#sql.get(
      `UPDATE rows SET level = coalesce((SELECT min(level) FROM findings WHERE row = @id), ${NO_LEVEL}),
         problems = (SELECT count(*) FROM findings WHERE row = @id) WHERE id = @id`,
    );
    for (const id of ids) update.run({ id });
  }

  #forgetBeside(id: number): void {
    this.#forgetOwnFindings(id);
    this.texts.remove(id);
  }

  #forgetOwnFindings(id: number): void {
    this.#sql.get("DELETE FROM findings WHERE row = ? AND is_group = 0").run(id);
  }
}
