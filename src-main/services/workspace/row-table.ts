import type Database from "better-sqlite3";
import { keptText, type LintLevel } from "../../../src-shared/contract/index.ts";
import {
  countedLengths,
  type Finding,
  LENGTH_RULES,
  type RowLengths,
} from "../../../src-shared/dataset/index.ts";
import { COUNTED } from "./schema.ts";
import { Statements } from "./statements.ts";
import { type DerivedRow, keysToBytes } from "./writing/derive.ts";
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
  /** As `tagsToText` writes them. */
  readonly tags: string | null;
  /** What was worked out from it; null while that is yet to be done. */
  readonly tokens: number | null;
  /** One of COUNTED. */
  readonly counted: number | null;
  /** As `lengthsToText` writes them; null for an estimate. */
  readonly lengths: string | null;
  readonly turns: number | null;
  readonly level: number | null;
  readonly problems: number | null;
  readonly cluster: number | null;
  readonly language: string | null;
  /** Null where no preview ranked the row as it is now. */
  readonly helpfulness: number | null;
}

const STORED_ROW = `SELECT id, json, position, tags, tokens, counted, lengths, turns, level, problems, cluster, language,
    helpfulness.value AS helpfulness
  FROM rows LEFT JOIN facts ON facts.row = rows.id
    LEFT JOIN helpfulness ON helpfulness.row = rows.id AND helpfulness.identity = facts.identity
  WHERE id = ?`;

/** The rows with everything that is kept beside them: one statement each, all within the caller's transaction. */
export class RowTable {
  readonly #sql: Statements;
  readonly texts: TextIndex;

  constructor(db: Database.Database) {
    this.#sql = new Statements(db);
    this.texts = new TextIndex(db);
  }

  get(id: number): StoredRow | null {
    const row = this.#sql.get(STORED_ROW).get(id);
    return (row as StoredRow | undefined) ?? null;
  }

  /** Rows by their ids, in the order of the ids. */
  getMany(ids: readonly number[]): StoredRow[] {
    const statement = this.#sql.get(STORED_ROW);
    return ids.flatMap((id) => (statement.get(id) as StoredRow | undefined) ?? []);
  }

  jsonOf(id: number): string | null {
    return (this.#sql.plucked("SELECT json FROM rows WHERE id = ?").get(id) as string | undefined) ?? null;
  }

  idsInOrder(): number[] {
    return this.#sql.plucked("SELECT id FROM rows ORDER BY position, id").all() as number[];
  }

  /** Writes a row by itself; without an id it is a new one. What is worked out from it is written by `putFacts`. */
  put(id: number | null, json: string, position: number, tags: string | null): number {
    if (id === null) {
      const insert = this.#sql.get("INSERT INTO rows (json, position, tags) VALUES (?, ?, ?)");
      const rowId = Number(insert.run(json, position, tags).lastInsertRowid);
      this.#putTags(rowId, null, tags);
      return rowId;
    }
    const former = this.#sql.plucked("SELECT tags FROM rows WHERE id = ?").get(id) as
      | string
      | null
      | undefined;
    this.#sql
      .get(
        `INSERT INTO rows (id, json, position, tags) VALUES (?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET json = excluded.json, position = excluded.position, tags = excluded.tags`,
      )
      .run(id, json, position, tags);
    this.#putTags(id, former ?? null, tags);
    return id;
  }

  /**
   * Writes what was worked out from a row, with what the rules say of it by itself. Its group findings and cluster are
   * put right afterwards by their own keepers.
   */
  putFacts(id: number, derived: DerivedRow): void {
    const isKnown = this.#forgetBeside(id);
    const { findings } = derived;
    const level = findings.reduce((worst, finding) => Math.min(worst, rankOf(finding.level)), NO_LEVEL);
    const values = {
      row: id,
      level,
      problems: findings.length,
      turns: derived.turns,
      chars: derived.chars,
      tokens: derived.tokens,
      bytes: derived.bytes,
      system: derived.system,
      language: derived.language,
      start: derived.start,
      short: derived.shortAnswer ? 1 : 0,
      identity: derived.identity,
      question: derived.question,
      answer: derived.answer,
      exactKey: derived.exactKey,
    };
    this.#sql.get(isKnown ? UPDATE_FACTS : INSERT_FACTS).run(values);
    this.#sql
      .get("INSERT OR REPLACE INTO row_keys (row, keys) VALUES (?, ?)")
      .run(id, keysToBytes(derived.keys));
    if (isKnown || this.#isStale(id)) this.texts.outdate(id);
    else this.texts.add(id, derived.searchText);
    this.addFindings(id, findings, false);
  }

  /** The lengths that were counted, also by another tokenizer; undefined where they are an estimate. */
  lengthsOf(id: number): RowLengths | undefined {
    const text = this.#sql.plucked("SELECT lengths FROM facts WHERE row = ?").get(id) as string | null;
    return text ? lengthsFromText(text) : undefined;
  }

  /**
   * Writes how long a row is, and what rules say of that.
   * @returns whether its findings are others now: its level is to be refreshed then
   */
  putLengths(id: number, lengths: RowLengths, findings: readonly Finding[]): boolean {
    const { total, isCounted } = lengths;
    const counted = isCounted ? COUNTED.counted : COUNTED.estimated;
    this.#sql
      .get("UPDATE facts SET tokens = ?, lengths = ?, counted = ? WHERE row = ?")
      .run(total, isCounted ? lengthsToText(lengths) : null, counted, id);
    const former = this.#sql
      .get(`DELETE FROM findings WHERE row = ? AND rule IN (${LENGTH_RULE_LIST})`)
      .run(id);
    this.addFindings(id, findings, false);
    return former.changes > 0 || findings.length > 0;
  }

  isWorkedOut(id: number): boolean {
    return this.#sql.plucked("SELECT 1 FROM facts WHERE row = ?").get(id) !== undefined;
  }

  /** Writes anew what the rules say about a row by itself. */
  judge(id: number, findings: readonly Finding[]): void {
    this.#forgetOwnFindings(id);
    this.addFindings(id, findings, false);
  }

  move(id: number, position: number): void {
    this.#sql.get("UPDATE rows SET position = ? WHERE id = ?").run(position, id);
  }

  remove(id: number): void {
    const former = this.#sql.plucked("SELECT tags FROM rows WHERE id = ?").get(id) as
      | string
      | null
      | undefined;
    this.#putTags(id, former ?? null, null);
    if (this.isWorkedOut(id)) {
      this.texts.outdate(id);
      this.#sql.get("DELETE FROM findings WHERE row = ?").run(id);
      this.#sql.get("DELETE FROM facts WHERE row = ?").run(id);
      this.#sql.get("DELETE FROM row_keys WHERE row = ?").run(id);
    }
    this.#sql.get("DELETE FROM rows WHERE id = ?").run(id);
  }

  addFindings(row: number, findings: readonly Finding[], isGroup: boolean): void {
    const insert = this.#sql.get(
      "INSERT INTO findings (row, rule, level, turn, says, fix, is_group) VALUES (?, ?, ?, ?, ?, ?, ?)",
    );
    for (const { rule, level, turn, says, fix } of findings) {
      insert.run(row, rule, rankOf(level), turn, keptText(says), fix, isGroup ? 1 : 0);
    }
  }

  /** Brings the level and the count of problems of rows into step with their findings. */
  refreshLevels(ids: Iterable<number>): void {
    const update = this.#sql.get(
      `UPDATE facts SET level = coalesce((SELECT min(level) FROM findings WHERE row = @id), ${NO_LEVEL}),
         problems = (SELECT count(*) FROM findings WHERE row = @id) WHERE row = @id`,
    );
    for (const id of ids) update.run({ id });
  }

  /** The same for all rows. */
  refreshAllLevels(): void {
    this.#sql
      .get(
        `UPDATE facts SET level = now.level, problems = now.problems
         FROM (SELECT facts.row AS row, coalesce(min(findings.level), ${NO_LEVEL}) AS level, count(findings.row) AS problems
           FROM facts LEFT JOIN findings ON findings.row = facts.row GROUP BY facts.row) AS now
         WHERE now.row = facts.row AND (now.level <> facts.level OR now.problems <> facts.problems)`,
      )
      .run();
  }

  /** True for a row that went and came back before the index of texts took notice. */
  #isStale(id: number): boolean {
    return this.#sql.plucked("SELECT 1 FROM stale_texts WHERE row = ?").get(id) !== undefined;
  }

  #putTags(row: number, former: string | null, tags: string | null): void {
    if (former === tags) return;
    if (former !== null)
      for (const tag of tagsFromText(former))
        this.#sql.get("DELETE FROM row_tags WHERE tag = ? AND row = ?").run(tag, row);
    if (tags !== null)
      for (const tag of tagsFromText(tags))
        this.#sql.get("INSERT OR IGNORE INTO row_tags (tag, row) VALUES (?, ?)").run(tag, row);
  }

  /** @returns whether there was anything */
  #forgetBeside(id: number): boolean {
    if (!this.isWorkedOut(id)) return false;
    this.#forgetOwnFindings(id);
    return true;
  }

  #forgetOwnFindings(id: number): void {
    this.#sql.get("DELETE FROM findings WHERE row = ? AND is_group = 0").run(id);
  }
}

const LENGTH_RULE_LIST = LENGTH_RULES.map((rule) => `'${rule}'`).join(", ");
const INSERT_FACTS = `INSERT INTO facts (row, level, problems, turns, chars, tokens, bytes, system, language, start,
    short_answer, identity, question, answer, exact_key)
  VALUES (@row, @level, @problems, @turns, @chars, @tokens, @bytes, @system, @language, @start,
    @short, @identity, @question, @answer, @exactKey)`;
const UPDATE_FACTS = `UPDATE facts SET turns = @turns, chars = @chars, tokens = @tokens, lengths = NULL, counted = 0, bytes = @bytes, system = @system,
    language = @language, start = @start, short_answer = @short, identity = @identity, question = @question,
    answer = @answer, exact_key = @exactKey, level = @level, problems = @problems
  WHERE row = @row`;

const lengthsToText = ({ system, turns }: RowLengths): string => JSON.stringify([system, ...turns]);
export function lengthsFromText(text: string): RowLengths {
  const [system = 0, ...turns] = JSON.parse(text) as number[];
  return countedLengths(system, turns);
}

/** Tags of a row as they are stored: one a line, in order; null for none. */
export function tagsToText(tags: Iterable<string>): string | null {
  const text = [...new Set(tags)].sort().join("\n");
  return text === "" ? null : text;
}

export const tagsFromText = (text: string | null): string[] => (text === null ? [] : text.split("\n"));
