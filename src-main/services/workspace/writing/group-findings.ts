import type Database from "better-sqlite3";
import {
  type Finding,
  type LintOptions,
  type RuleId,
  toFinding,
} from "../../../../src-shared/dataset/index.ts";
import type { RowTable } from "../row-table.ts";
import { Statements } from "../statements.ts";

/** Keys by which rows are held against each other, of rows as they were and as they are. */
export interface GroupKeys {
  readonly questions: Set<string>;
  readonly identities: Set<string>;
}

export const noKeys = (): GroupKeys => ({ questions: new Set(), identities: new Set() });

/**
 * Keeps what rules say about rows beside each other: equal and near-equal rows, and equal questions with different
 * answers. Only the groups that a change touched are looked at again.
 */
export class GroupFindings {
  readonly #sql: Statements;
  readonly #table: RowTable;

  constructor(db: Database.Database, table: RowTable) {
    this.#sql = new Statements(db);
    this.#table = table;
  }

  /** Notes the groups that rows belong to now. */
  collectKeys(ids: Iterable<number>, keys: GroupKeys): void {
    const read = this.#sql.get(
      "SELECT hex(question) AS question, hex(identity) AS identity FROM rows WHERE id = ?",
    );
    for (const id of ids) {
      const row = read.get(id) as { question: string | null; identity: string } | undefined;
      if (row === undefined) continue;
      if (row.question) keys.questions.add(row.question);
      keys.identities.add(row.identity);
    }
  }

  /** Writes the findings of the groups anew, and answers the rows that are in them. */
  refresh(
    { questions, identities }: GroupKeys,
    clusterRows: readonly number[],
    options: LintOptions,
  ): Set<number> {
    const seen = new Set<number>(clusterRows);
    this.#clear(clusterRows, ["exact-duplicate", "near-duplicate"]);
    this.#addClusters(clusterRows, options);
    const ofQuestion = this.#sql.get(
      "SELECT id, hex(answer) AS answer FROM rows WHERE question = unhex(?) ORDER BY position, id",
    );
    for (const key of questions) this.#refreshQuestion(ofQuestion.all(key) as QuestionRow[], options, seen);
    const ofIdentity = this.#sql.plucked(
      "SELECT id FROM rows WHERE identity = unhex(?) ORDER BY position, id",
    );
    for (const key of identities) this.#refreshIdentity(ofIdentity.all(key) as number[], options, seen);
    return seen;
  }

  /** Writes all of them anew, as after an import or when the competition changed. */
  refreshAll(options: LintOptions): void {
    this.#sql.get("DELETE FROM findings WHERE is_group = 1").run();
    const clustered = this.#sql.plucked("SELECT id FROM rows WHERE cluster IS NOT NULL").all() as number[];
    this.#addClusters(clustered, options);
    const seen = new Set<number>();
    const conflicts = this.#sql
      .plucked(
        "SELECT hex(question) FROM rows WHERE question IS NOT NULL GROUP BY question HAVING count(DISTINCT answer) > 1",
      )
      .all() as string[];
    const ofQuestion = this.#sql.get(
      "SELECT id, hex(answer) AS answer FROM rows WHERE question = unhex(?) ORDER BY position, id",
    );
    for (const key of conflicts) this.#refreshQuestion(ofQuestion.all(key) as QuestionRow[], options, seen);
    const repeats = this.#sql
      .plucked("SELECT hex(identity) FROM rows GROUP BY identity HAVING count(*) > 1")
      .all() as string[];
    const ofIdentity = this.#sql.plucked(
      "SELECT id FROM rows WHERE identity = unhex(?) ORDER BY position, id",
    );
    for (const key of repeats) this.#refreshIdentity(ofIdentity.all(key) as number[], options, seen);
  }

  #addClusters(ids: readonly number[], options: LintOptions): void {
    const read = this.#sql.plucked("SELECT cluster FROM rows WHERE id = ?");
    const clusters = new Set(
      ids.map((id) => read.get(id) as number | null).filter((cluster) => cluster !== null),
    );
    const members = this.#sql.get("SELECT id, exact_key FROM rows WHERE cluster = ? ORDER BY position, id");
    const wanted = new Set(ids);
    for (const cluster of clusters) {
      const rows = members.all(cluster) as { id: number; exact_key: number }[];
      const isExact = new Set(rows.map(({ exact_key }) => exact_key)).size === 1;
      for (const [index, { id }] of rows.entries()) {
        if (!wanted.has(id) || (isExact && index === 0)) continue;
        const others = rows.length - 1;
        const message = isExact
          ? "It says the same as another row."
          : `It says nearly the same as ${others === 1 ? "another row" : `${others} other rows`}.`;
        this.#add(id, isExact ? "exact-duplicate" : "near-duplicate", message, options);
      }
    }
  }

  #refreshQuestion(rows: readonly QuestionRow[], options: LintOptions, seen: Set<number>): void {
    this.#clear(
      rows.map(({ id }) => id),
      ["conflicting-answers"],
    );
    const first = rows[0];
    for (const { id, answer } of rows) {
      seen.add(id);
      if (first !== undefined && answer !== first.answer) {
        this.#add(id, "conflicting-answers", "Another row answers the same question differently.", options);
      }
    }
  }

  #refreshIdentity(ids: readonly number[], options: LintOptions, seen: Set<number>): void {
    this.#clear(ids, ["repeated-row"]);
    for (const [index, id] of ids.entries()) {
      seen.add(id);
      if (index > 0) this.#add(id, "repeated-row", "The same row stands further up.", options);
    }
  }

  #clear(ids: readonly number[], rules: readonly RuleId[]): void {
    const clear = this.#sql.get("DELETE FROM findings WHERE row = ? AND rule = ? AND is_group = 1");
    for (const id of ids) for (const rule of rules) clear.run(id, rule);
  }

  #add(id: number, rule: RuleId, message: string, options: LintOptions): void {
    const finding: Finding | null = toFinding({ rule, turn: null, message }, options);
    if (finding !== null) this.#table.addFindings(id, [finding], true);
  }
}

interface QuestionRow {
  readonly id: number;
  readonly answer: string;
}
