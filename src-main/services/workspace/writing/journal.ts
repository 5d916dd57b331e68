import type Database from "better-sqlite3";
import { Statements } from "../statements.ts";

/** A row as it is on the other side of a step: null where it is not there. */
export interface OtherSide {
  readonly row: number;
  readonly json: string | null;
  readonly position: number | null;
}

export interface Step {
  readonly id: number;
  readonly name: string;
  readonly at: string;
  readonly rows: number;
  readonly undone: boolean;
}

/** A step that is being noted, row by row, so that one over a million rows needs no room in memory. */
export interface OpenStep {
  note(side: OtherSide): void;
  /** Call it last, within the same transaction. */
  end(): void;
}

const PAGE_CHANGES = 500;

/**
 * What was done, so that it can be undone, also after a restart. Of each changed row a step keeps the other side: the
 * state before while it is done, the state after while it is undone. Going over a step swaps the two.
 */
export class Journal {
  readonly #sql: Statements;

  constructor(db: Database.Database) {
    this.#sql = new Statements(db);
  }

  /** Begins a step that is being done; steps that were undone can no longer be redone then. */
  begin(name: string): OpenStep {
    this.#sql.get("DELETE FROM steps WHERE undone = 1").run();
    const { lastInsertRowid } = this.#sql
      .get("INSERT INTO steps (name, at, rows) VALUES (?, ?, 0)")
      .run(name, new Date().toISOString());
    const id = Number(lastInsertRowid);
    const insert = this.#sql.get("INSERT INTO changes (step, row, json, position) VALUES (?, ?, ?, ?)");
    let rows = 0;
    return {
      note: ({ row, json, position }) => {
        insert.run(id, row, json, position);
        rows++;
      },
      end: () => void this.#sql.get("UPDATE steps SET rows = ? WHERE id = ?").run(rows, id),
    };
  }

  /** The step that undo would take back, or redo would do again. */
  next(direction: "undo" | "redo"): Step | null {
    return nextStep(this.#sql, direction);
  }

  /** The direction and the number of steps from here to where a step is the last that is done. Null: it is not there. */
  wayTo(stepId: number | null): { readonly direction: "undo" | "redo"; readonly steps: number } | null {
    const step = this.#sql.get("SELECT undone FROM steps WHERE id = ?").get(stepId) as
      | { undone: number }
      | undefined;
    if (stepId !== null && step === undefined) return null;
    const count = (sql: string): number => this.#sql.plucked(sql).get(stepId ?? 0) as number;
    return step?.undone === 1
      ? { direction: "redo", steps: count("SELECT count(*) FROM steps WHERE undone = 1 AND id <= ?") }
      : { direction: "undo", steps: count("SELECT count(*) FROM steps WHERE undone = 0 AND id > ?") };
  }

  /**
   * Goes over a step: `change` does a row's other side and answers what it was before, which is kept in its place.
   */
  swap(step: Step, change: (side: OtherSide, index: number) => OtherSide): void {
    const page = this.#sql.get(
      `SELECT rowid AS at, row, json, position FROM changes WHERE step = ? AND rowid > ? ORDER BY rowid LIMIT ${PAGE_CHANGES}`,
    );
    const keep = this.#sql.get("UPDATE changes SET row = ?, json = ?, position = ? WHERE rowid = ?");
    let last = 0;
    let index = 0;
    for (;;) {
      const sides = page.all(step.id, last) as (OtherSide & { at: number })[];
      for (const side of sides) {
        const { row, json, position } = change(side, index++);
        keep.run(row, json, position, side.at);
        last = side.at;
      }
      if (sides.length < PAGE_CHANGES) break;
    }
    this.#sql.get("UPDATE steps SET undone = ? WHERE id = ?").run(step.undone ? 0 : 1, step.id);
  }
}

/** The step that undo would take back, or redo would do again. */
export function nextStep(sql: Statements, direction: "undo" | "redo"): Step | null {
  const row = sql
    .get(
      direction === "undo"
        ? "SELECT * FROM steps WHERE undone = 0 ORDER BY id DESC LIMIT 1"
        : "SELECT * FROM steps WHERE undone = 1 ORDER BY id LIMIT 1",
    )
    .get() as StepRow | undefined;
  return row === undefined ? null : toStep(row);
}

/** The latest steps, the newest first. */
export const listSteps = (sql: Statements, limit: number): Step[] =>
  (sql.get("SELECT * FROM steps ORDER BY id DESC LIMIT ?").all(limit) as StepRow[]).map(toStep);

interface StepRow extends Omit<Step, "undone"> {
  readonly undone: number;
}

const toStep = ({ undone, ...step }: StepRow): Step => ({ ...step, undone: undone === 1 });
