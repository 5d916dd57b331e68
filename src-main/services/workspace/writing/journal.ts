import type Database from "better-sqlite3";
import { keptText, type Said, saidIn } from "../../../../src-shared/contract/index.ts";
import { Statements } from "../statements.ts";

/** A row as it is on the other side of a step: null where it is not there. */
export interface OtherSide {
  readonly row: number;
  readonly json: string | null;
  readonly position: number | null;
  readonly tags: string | null;
  /** Not null where it is about texts that are said to be no duplicates, instead of a row: see `Apart`. */
  readonly apart?: string | null;
}

/** What a row is before it comes and after it went. */
export const absent = (row: number): OtherSide => ({ row, json: null, position: null, tags: null });

export interface Step {
  readonly id: number;
  readonly name: Said;
  readonly at: string;
  readonly rows: number;
  /** True while it is taken back. */
  readonly undone: boolean;
  /** The step it was done after; 0 for the first. */
  readonly parent: number;
}

/** A step as the history shows it. */
export interface ListedStep extends Step {
  /** True where neither undo nor redo leads to it: something else was done after its parent. */
  readonly isAside: boolean;
}

/** A step that is being noted, row by row, so that one over a million rows needs no room in memory. */
export interface OpenStep {
  note(side: OtherSide): void;
  /** Notes that all rows from one to another were not there before. */
  noteNew(first: number, last: number): void;
  /** Call it last, within the same transaction. */
  end(): void;
}

/** From here to another step: so many are taken back first, then these are done again. */
export interface Way {
  readonly undo: number;
  readonly redo: readonly number[];
}

const PAGE_CHANGES = 500;
const INSERT_CHANGE =
  "INSERT INTO changes (step, row, json, position, tags, apart) VALUES (?, ?, ?, ?, ?, ?)";
const UPDATE_CHANGE =
  "UPDATE changes SET row = ?, json = ?, position = ?, tags = ?, apart = ? WHERE rowid = ?";
const CURRENT = "(SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'step')";

/**
 * What was done, so that it can be undone, also after a restart. Of each changed row a step keeps the other side: the
 * state before while it is done, the state after while it is undone. Going over a step swaps the two. Steps form a tree
 * of which the current step's path is done: what is done after an undo begins a branch, and nothing is ever forgotten.
 */
export class Journal {
  readonly #sql: Statements;

  constructor(db: Database.Database) {
    this.#sql = new Statements(db);
  }

  /** Begins a step that is being done now. */
  begin(name: Said): OpenStep {
    const { lastInsertRowid } = this.#sql
      .get(`INSERT INTO steps (name, at, rows, parent) VALUES (?, ?, 0, ${CURRENT})`)
      .run(keptText(name), new Date().toISOString());
    const id = Number(lastInsertRowid);
    const insert = this.#sql.get(INSERT_CHANGE);
    let rows = 0;
    return {
      note: ({ row, json, position, tags, apart = null }) => {
        insert.run(id, row, json, position, tags, apart);
        rows++;
      },
      noteNew: (first, last) => {
        this.#sql.get("INSERT INTO changes (step, row, until) VALUES (?, ?, ?)").run(id, first, last);
        rows += last - first + 1;
      },
      end: () => {
        this.#sql.get("UPDATE steps SET rows = ? WHERE id = ?").run(rows, id);
        this.#arriveAt(id, id);
      },
    };
  }

  /** The step that undo would take back, or redo would do again. */
  next(direction: "undo" | "redo"): Step | null {
    return nextStep(this.#sql, direction);
  }

  get(id: number): Step | null {
    const row = this.#sql.get("SELECT * FROM steps WHERE id = ?").get(id) as StepRow | undefined;
    return row === undefined ? null : toStep(row);
  }

  /** From here to where a step is the last that is done, 0 being before the first. Null: there is no such step. */
  wayTo(id: number): Way | null {
    if (id !== 0 && this.get(id) === null) return null;
    const parents = parentsOf(this.#sql);
    const here = pathTo(currentStep(this.#sql), parents);
    const there = pathTo(id, parents);
    let shared = 0;
    while (shared < here.length && here[shared] === there[shared]) shared++;
    return { undo: here.length - shared, redo: there.slice(shared) };
  }

  /**
   * Goes over a step: `change` does a row's other side and answers what it was before, which is kept in its place.
   */
  swap(step: Step, change: (side: OtherSide, index: number) => OtherSide): void {
    const page = this.#sql.get(
      `SELECT rowid AS at, row, json, position, tags, apart, until FROM changes WHERE step = ? AND rowid BETWEEN ? AND ?
       ORDER BY rowid LIMIT ${PAGE_CHANGES}`,
    );
    const keep = this.#sql.get(UPDATE_CHANGE);
    const end = this.#sql.plucked("SELECT max(rowid) FROM changes").get() as number | null;
    let last = 0;
    let index = 0;
    for (;;) {
      const sides = page.all(step.id, last + 1, end) as StoredChange[];
      for (const side of sides) {
        last = side.at;
        if (side.until !== null) {
          this.#swapNew(step.id, side, (row) => change(absent(row), index++));
          continue;
        }
        const { row, json, position, tags, apart = null } = change(side, index++);
        keep.run(row, json, position, tags, apart, side.at);
      }
      if (sides.length < PAGE_CHANGES) break;
    }
    this.#sql.get("UPDATE steps SET undone = ? WHERE id = ?").run(step.undone ? 0 : 1, step.id);
    this.#arriveAt(step.undone ? step.id : step.parent, step.id);
  }

  /** What was noted as a stretch of new rows becomes a change of each. */
  #swapNew(step: number, { at, row, until }: StoredChange, takeAway: (row: number) => OtherSide): void {
    const insert = this.#sql.get(INSERT_CHANGE);
    for (let id = row; id <= (until ?? row); id++) {
      const { json, position, tags } = takeAway(id);
      insert.run(step, id, json, position, tags, null);
    }
    this.#sql.get("DELETE FROM changes WHERE rowid = ?").run(at);
  }

  /** The step gone over last is the one that redo takes where there are several. */
  #arriveAt(current: number, goneOver: number): void {
    this.#sql.get("UPDATE meta SET value = ? WHERE key = 'step'").run(String(current));
    this.#sql.get("UPDATE steps SET taken = (SELECT max(taken) FROM steps) + 1 WHERE id = ?").run(goneOver);
  }
}

/** The step that undo would take back, or redo would do again. */
export function nextStep(sql: Statements, direction: "undo" | "redo"): Step | null {
  const row = sql
    .get(
      direction === "undo"
        ? `SELECT * FROM steps WHERE id = ${CURRENT}`
        : `SELECT * FROM steps WHERE parent = ${CURRENT} ORDER BY taken DESC LIMIT 1`,
    )
    .get() as StepRow | undefined;
  return row === undefined ? null : toStep(row);
}

/** The latest steps, the newest first. */
export function listSteps(sql: Statements, limit: number): ListedStep[] {
  const rows = sql.get("SELECT * FROM steps ORDER BY id DESC LIMIT ?").all(limit) as StepRow[];
  const onTheWay = new Set(redoPath(sql));
  return rows.map((row) => ({ ...toStep(row), isAside: row.undone === 1 && !onTheWay.has(row.id) }));
}

const currentStep = (sql: Statements): number => sql.plucked(`SELECT ${CURRENT}`).get() as number;

function parentsOf(sql: Statements): ReadonlyMap<number, number> {
  const rows = sql.get("SELECT id, parent FROM steps").all() as { id: number; parent: number }[];
  return new Map(rows.map(({ id, parent }) => [id, parent]));
}

/** From the first step to one of them. */
function pathTo(id: number, parents: ReadonlyMap<number, number>): number[] {
  const path: number[] = [];
  for (let at = id; at !== 0; at = parents.get(at) ?? 0) path.push(at);
  return path.reverse();
}

/** The steps that redo after redo would do again. */
function redoPath(sql: Statements): number[] {
  const child = sql.plucked("SELECT id FROM steps WHERE parent = ? ORDER BY taken DESC LIMIT 1");
  const path: number[] = [];
  for (let at = currentStep(sql); ; ) {
    const next = child.get(at) as number | undefined;
    if (next === undefined) return path;
    path.push(next);
    at = next;
  }
}

interface StoredChange extends OtherSide {
  readonly at: number;
  /** Not null for a stretch of rows, from `row` to this one, that are not there on the other side. */
  readonly until: number | null;
}

interface StepRow extends Omit<Step, "name" | "undone"> {
  readonly name: string;
  readonly undone: number;
}

const toStep = ({ id, name, at, rows, undone, parent }: StepRow): Step => ({
  id,
  name: saidIn(name),
  at,
  rows,
  undone: undone === 1,
  parent,
});
