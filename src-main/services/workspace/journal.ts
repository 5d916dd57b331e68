import type Database from "better-sqlite3";

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

/**
 * What was done, so that it can be undone, also after a restart. Of each changed row a step keeps the other side: the
 * state before while it is done, the state after while it is undone. Going over a step swaps the two.
 */
export class Journal {
  readonly #db: Database.Database;

  constructor(db: Database.Database) {
    this.#db = db;
  }

  /** Notes a step that is being done; steps that were undone can no longer be redone then. */
  record(name: string, sides: readonly OtherSide[]): void {
    this.#db.prepare("DELETE FROM steps WHERE undone = 1").run();
    const { lastInsertRowid } = this.#db
      .prepare("INSERT INTO steps (name, at, rows) VALUES (?, ?, ?)")
      .run(name, new Date().toISOString(), sides.length);
    this.#write(Number(lastInsertRowid), sides);
  }

  /** The step that undo would take back, or redo would do again. */
  next(direction: "undo" | "redo"): Step | null {
    const sql =
      direction === "undo"
        ? "SELECT * FROM steps WHERE undone = 0 ORDER BY id DESC LIMIT 1"
        : "SELECT * FROM steps WHERE undone = 1 ORDER BY id LIMIT 1";
    const row = this.#db.prepare(sql).get() as StepRow | undefined;
    return row === undefined ? null : toStep(row);
  }

  sides(step: Step): OtherSide[] {
    return this.#db
      .prepare("SELECT row, json, position FROM changes WHERE step = ?")
      .all(step.id) as OtherSide[];
  }

  /** Notes that a step was gone over: what it keeps now is the side that was left. */
  swap(step: Step, sides: readonly OtherSide[]): void {
    this.#db.prepare("DELETE FROM changes WHERE step = ?").run(step.id);
    this.#write(step.id, sides);
    this.#db.prepare("UPDATE steps SET undone = ? WHERE id = ?").run(step.undone ? 0 : 1, step.id);
  }

  list(limit: number): Step[] {
    return (this.#db.prepare("SELECT * FROM steps ORDER BY id DESC LIMIT ?").all(limit) as StepRow[]).map(
      toStep,
    );
  }

  #write(step: number, sides: readonly OtherSide[]): void {
    const insert = this.#db.prepare("INSERT INTO changes (step, row, json, position) VALUES (?, ?, ?, ?)");
    for (const { row, json, position } of sides) insert.run(step, row, json, position);
  }
}

interface StepRow extends Omit<Step, "undone"> {
  readonly undone: number;
}

const toStep = ({ undone, ...step }: StepRow): Step => ({ ...step, undone: undone === 1 });
