import type Database from "better-sqlite3";
import {
  type LintOptions,
  RESTORE_MEMBER,
  type RuleId,
  toFinding,
} from "../../../../src-shared/dataset/index.ts";
import type { RowTable } from "../row-table.ts";
import { Statements } from "../statements.ts";

const RULE: RuleId = "not-in-eval-set";

/**
 * Keeps what a competition whose rows must stand in its eval set says about each row: whether it does, and where it was
 * changed, which member it was made of. The eval set is a file of its own, as `buildEvalSet` writes it.
 */
export class Membership {
  readonly #db: Database.Database;
  readonly #sql: Statements;
  readonly #table: RowTable;
  #file: string | null = null;

  constructor(db: Database.Database, table: RowTable) {
    this.#db = db;
    this.#sql = new Statements(db);
    this.#table = table;
  }

  get file(): string | null {
    return this.#file;
  }

  /** Takes another eval set, or none; not within a transaction. */
  use(file: string | null): void {
    if (file === this.#file) return;
    if (this.#file !== null) this.#db.exec("DETACH evalset");
    this.#file = null;
    if (file === null) return;
    this.#db.prepare("ATTACH ? AS evalset").run(file);
    this.#file = file;
  }

  /** Looks at rows again. */
  refresh(ids: Iterable<number>, options: LintOptions): void {
    if (this.#file === null) return;
    const isMember = this.#sql.plucked(
      "SELECT EXISTS (SELECT 1 FROM evalset.members WHERE identity = facts.identity) FROM facts WHERE row = ?",
    );
    const remember = this.#sql.get(
      "UPDATE rows SET member = (SELECT identity FROM facts WHERE row = rows.id) WHERE id = ?",
    );
    const clear = this.#sql.get("DELETE FROM findings WHERE row = ? AND rule = ?");
    for (const id of ids) {
      const standing = isMember.get(id) as 0 | 1 | undefined;
      if (standing === undefined) continue;
      clear.run(id, RULE);
      if (standing === 1) remember.run(id);
      else this.#complain(id, options);
    }
  }

  /** Looks at all rows again. */
  refreshAll(options: LintOptions): void {
    this.#sql.get("DELETE FROM findings WHERE rule = ?").run(RULE);
    if (this.#file === null) return;
    this.#sql
      .get(
        `UPDATE rows SET member = facts.identity FROM facts
         WHERE facts.row = rows.id AND facts.identity IN (SELECT identity FROM evalset.members)`,
      )
      .run();
    const outside = this.#sql
      .plucked("SELECT row FROM facts WHERE identity NOT IN (SELECT identity FROM evalset.members)")
      .all() as number[];
    for (const id of outside) this.#complain(id, options);
  }

  /** The member that a row was made of: the one it was, else the only one that asks the same; null where there is none. */
  originOf(id: number): string | null {
    if (this.#file === null) return null;
    const former = this.#sql
      .plucked(
        "SELECT m.json FROM rows JOIN evalset.members AS m ON m.identity = rows.member WHERE rows.id = ?",
      )
      .get(id) as string | undefined;
    if (former !== undefined) return former;
    const alike = this.#sql
      .plucked(
        "SELECT m.json FROM facts JOIN evalset.members AS m ON m.question = facts.question WHERE facts.row = ? LIMIT 2",
      )
      .all(id) as string[];
    return alike.length === 1 ? (alike[0] ?? null) : null;
  }

  #complain(id: number, options: LintOptions): void {
    const finding = toFinding({ rule: RULE, turn: null, says: { phrase: "notInEvalSet" } }, options);
    if (finding === null) return;
    const mended = this.originOf(id) === null ? finding : { ...finding, fix: RESTORE_MEMBER.id };
    this.#table.addFindings(id, [mended], true);
  }
}
