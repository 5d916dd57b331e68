import type Database from "better-sqlite3";
import type { Phrase } from "../../../../src-shared/contract/index.ts";
import {
  type Finding,
  type LintOptions,
  type RuleId,
  toFinding,
} from "../../../../src-shared/dataset/index.ts";
import type { RowTable } from "../row-table.ts";
import { Statements } from "../statements.ts";
import type { KeyIndex } from "./key-index.ts";

/** Keys by which rows are held against each other, of rows as they were and as they are, with a row that has each. */
export interface GroupKeys {
  readonly questions: Map<string, Uint32Array>;
  readonly identities: Map<string, Uint32Array>;
}

export const noKeys = (): GroupKeys => ({ questions: new Map(), identities: new Map() });

/**
 * Keeps what rules say about rows beside each other: equal and near-equal rows, and equal questions with different
 * answers. Only the groups that a change touched are looked at again.
 */
export class GroupFindings {
  readonly #sql: Statements;
  readonly #table: RowTable;
  readonly #keys: KeyIndex;

  constructor(db: Database.Database, table: RowTable, keys: KeyIndex) {
    this.#sql = new Statements(db);
    this.#table = table;
    this.#keys = keys;
  }

  /** Notes the groups that rows belong to now. */
  collectKeys(ids: Iterable<number>, groups: GroupKeys): void {
    const read = this.#sql.get(
      "SELECT hex(question) AS question, hex(identity) AS identity FROM facts WHERE row = ?",
    );
    for (const id of ids) {
      const row = read.get(id) as { question: string | null; identity: string } | undefined;
      const keys = row === undefined ? null : this.#keys.keysOf(id);
      if (row === undefined || keys === null) continue;
      if (row.question) groups.questions.set(row.question, keys);
      groups.identities.set(row.identity, keys);
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
    for (const [key, keys] of questions)
      this.#refreshQuestion(this.#askingTheSame(key, this.#keys.sharing(keys, "question")), options, seen);
    for (const [key, keys] of identities)
      this.#refreshIdentity(this.#beingTheSame(key, this.#keys.sharing(keys, "identity")), options, seen);
    return seen;
  }

  /** Writes all of them anew, as after an import or when the competition changed. */
  refreshAll(options: LintOptions): void {
    this.#sql.get("DELETE FROM findings WHERE is_group = 1").run();
    const clustered = this.#sql.plucked("SELECT row FROM facts WHERE cluster IS NOT NULL").all() as number[];
    this.#addClusters(clustered, options);
    const seen = new Set<number>();
    for (const rows of this.#keys.groups("question")) {
      for (const key of this.#differentOf("question", rows)) {
        const asking = this.#askingTheSame(key, rows);
        if (new Set(asking.map(({ answer }) => answer)).size > 1)
          this.#refreshQuestion(asking, options, seen);
      }
    }
    for (const rows of this.#keys.groups("identity")) {
      for (const key of this.#differentOf("identity", rows)) {
        const same = this.#beingTheSame(key, rows);
        if (same.length > 1) this.#refreshIdentity(same, options, seen);
      }
    }
  }

  /** The keys themselves, of rows of which only hashes of them are known to agree. */
  #differentOf(column: "question" | "identity", rows: readonly number[]): Set<string> {
    const read = this.#sql.plucked(`SELECT hex(${column}) FROM facts WHERE row = ?`);
    const keys = rows.map((row) => read.get(row) as string | null | undefined);
    return new Set(keys.filter((key) => key !== null && key !== undefined).filter((key) => key !== ""));
  }

  #askingTheSame(question: string, candidates: Iterable<number>): QuestionRow[] {
    const read = this.#sql.get(
      `SELECT id, position, hex(answer) AS answer FROM facts JOIN rows ON rows.id = facts.row
       WHERE facts.row = ? AND question = unhex(?)`,
    );
    return this.#inOrder(read, candidates, question) as QuestionRow[];
  }

  #beingTheSame(identity: string, candidates: Iterable<number>): number[] {
    const read = this.#sql.get(
      "SELECT id, position FROM facts JOIN rows ON rows.id = facts.row WHERE facts.row = ? AND identity = unhex(?)",
    );
    return this.#inOrder(read, candidates, identity).map(({ id }) => id);
  }

  #inOrder(read: Database.Statement, candidates: Iterable<number>, key: string): Placed[] {
    const rows = [...candidates].flatMap((row) => (read.get(row, key) as Placed | undefined) ?? []);
    return rows.sort((a, b) => a.position - b.position || a.id - b.id);
  }

  #addClusters(ids: readonly number[], options: LintOptions): void {
    const read = this.#sql.plucked("SELECT cluster FROM facts WHERE row = ?");
    const clusters = new Set(
      ids.map((id) => read.get(id) as number | null).filter((cluster) => cluster !== null),
    );
    const members = this.#sql.get(
      `SELECT id, exact_key FROM facts JOIN rows ON rows.id = facts.row WHERE cluster = ? ORDER BY position, id`,
    );
    const wanted = new Set(ids);
    for (const cluster of clusters) {
      const rows = members.all(cluster) as { id: number; exact_key: number }[];
      const isExact = new Set(rows.map(({ exact_key }) => exact_key)).size === 1;
      for (const [index, { id }] of rows.entries()) {
        if (!wanted.has(id) || (isExact && index === 0)) continue;
        const others = rows.length - 1;
        if (isExact) this.#add(id, "exact-duplicate", { phrase: "sameAsOther" }, options);
        else this.#add(id, "near-duplicate", { phrase: "nearlySameAsOthers", others }, options);
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
        this.#add(id, "conflicting-answers", { phrase: "otherAnswersDifferently" }, options);
      }
    }
  }

  #refreshIdentity(ids: readonly number[], options: LintOptions, seen: Set<number>): void {
    this.#clear(ids, ["repeated-row"]);
    for (const [index, id] of ids.entries()) {
      seen.add(id);
      if (index > 0) this.#add(id, "repeated-row", { phrase: "sameRowFurtherUp" }, options);
    }
  }

  #clear(ids: readonly number[], rules: readonly RuleId[]): void {
    const clear = this.#sql.get("DELETE FROM findings WHERE row = ? AND rule = ? AND is_group = 1");
    for (const id of ids) for (const rule of rules) clear.run(id, rule);
  }

  #add(id: number, rule: RuleId, says: Phrase, options: LintOptions): void {
    const finding: Finding | null = toFinding({ rule, turn: null, says }, options);
    if (finding !== null) this.#table.addFindings(id, [finding], true);
  }
}

interface Placed {
  readonly id: number;
  readonly position: number;
}

interface QuestionRow extends Placed {
  readonly answer: string;
}
