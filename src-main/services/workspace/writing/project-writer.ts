import { statSync } from "node:fs";
import type Database from "better-sqlite3";
import type { RowChange } from "../../../../src-shared/contract/index.ts";
import {
  applyFix,
  DatasetError,
  editRow,
  type ImportFormat,
  type JsonNode,
  type LintOptions,
  lintRow,
  makeRow,
  mergeRows,
  parseRow,
  RESTORE_MEMBER,
  type RowAction,
  rowChanger,
  splitRow,
  writeJson,
} from "../../../../src-shared/dataset/index.ts";
import { connectToWrite } from "../connection.ts";
import { WorkspaceError } from "../errors.ts";
import { writeMeta } from "../meta.ts";
import { NO_LEVEL, RowTable, type StoredRow } from "../row-table.ts";
import { ClusterKeeper } from "./clusters.ts";
import type { WriteControl } from "./control.ts";
import { comparableText, RowDeriver, readNode } from "./derive.ts";
import { GroupFindings, noKeys } from "./group-findings.ts";
import { readPrepared } from "./import-file.ts";
import { Journal, type OpenStep, type OtherSide, type Step } from "./journal.ts";
import { Membership } from "./membership.ts";

/** Room between neighbours, so that a row can be put between two others without moving any. */
const GAP = 1024;
/** From so many rows on it is less work to look at all clusters anew than at those around each row. */
const MANY_ROWS = 2_000;

/** What a change did. */
export interface Written {
  readonly rowsChanged: number;
  /** The first row that it changed and that is there now. */
  readonly firstRowId: number | null;
  /** True when rows came, went or moved. */
  readonly isReordered: boolean;
}

/** What the rows are held to. */
export interface Standards {
  readonly lint: LintOptions;
  /** Jaccard from which rows count as near-duplicates. */
  readonly threshold: number;
  /** The eval set that rows must stand in, as `buildEvalSet` writes it; null where there is none or it is not here. */
  readonly evalSet: string | null;
}

/** A change of one row: its new JSON and place; null for both takes it away. A row without an id is new. */
interface Mutation {
  readonly id: number | null;
  readonly json: string | null;
  readonly position: number | null;
}

const NOTHING: Written = { rowsChanged: 0, firstRowId: null, isReordered: false };

/**
 * All that changes a project. Every change is one transaction, with its way back in the journal; what rules and
 * duplicates say is right again before it is committed. It runs in a thread of its own: one change after the other.
 */
export class ProjectWriter {
  readonly #db: Database.Database;
  readonly #table: RowTable;
  readonly #journal: Journal;
  readonly #clusters: ClusterKeeper;
  readonly #groups: GroupFindings;
  readonly #membership: Membership;
  readonly #deriver = new RowDeriver();
  #lint: LintOptions;

  constructor({ path, lint, threshold, evalSet }: { readonly path: string } & Standards) {
    this.#db = connectToWrite(path);
    this.#lint = lint;
    this.#table = new RowTable(this.#db);
    this.#journal = new Journal(this.#db);
    this.#clusters = new ClusterKeeper(this.#db, threshold);
    this.#groups = new GroupFindings(this.#db, this.#table);
    this.#membership = new Membership(this.#db, this.#table);
    this.#membership.use(evalSet);
  }

  close(): void {
    this.#db.close();
  }

  /** Moves the log of changes into the file; best done in a pause, since a commit that did it would take ten times as long. */
  tidyLog(): void {
    this.#db.pragma("wal_checkpoint(PASSIVE)");
  }

  setMeta({ key, value }: { key: string; value: string }): void {
    writeMeta(this.#db, key, value);
  }

  edit({ rowId, change, line }: { rowId: number; change: RowChange; line: number }): Written {
    const row = this.#require(rowId);
    const edited = editRow(readNode(row.json), change);
    if (!edited.ok) throw edited.error;
    const json = writeJson(edited.value);
    if (json === row.json) return NOTHING;
    return this.#apply(`Edit row ${line}`, [{ id: rowId, json, position: row.position }]);
  }

  /** Several changes, also of one row, as one step; where one cannot be made, none is. */
  editMany(
    { edits, name }: { edits: readonly { rowId: number; change: RowChange }[]; name: string },
    control?: WriteControl,
  ): Written {
    const after = new Map<number, { before: StoredRow; node: JsonNode }>();
    for (const { rowId, change } of edits) {
      const known = after.get(rowId);
      const before = known?.before ?? this.#require(rowId);
      const edited = editRow(known?.node ?? readNode(before.json), change);
      if (!edited.ok) throw edited.error;
      after.set(rowId, { before, node: edited.value });
    }
    const mutations = [...after.values()].flatMap(({ before, node }) => {
      const json = writeJson(node);
      return json === before.json ? [] : [{ id: before.id, json, position: before.position }];
    });
    return this.#apply(name, mutations, { total: mutations.length, control });
  }

  /** A new conversation after a row, or at the end. */
  insert({ afterRowId }: { afterRowId: number | null }): Written {
    const json = writeJson(
      makeRow(this.#lint.defaultSystem, [
        { role: "user", content: "" },
        { role: "assistant", content: "" },
      ]),
    );
    return this.#apply("Add a row", [{ id: null, json, position: this.#positionAfter(afterRowId) }]);
  }

  duplicate({ rowId }: { rowId: number }): Written {
    const { json } = this.#require(rowId);
    return this.#apply("Duplicate a row", [{ id: null, json, position: this.#positionAfter(rowId) }]);
  }

  delete({ rowIds }: { rowIds: readonly number[] }, control?: WriteControl): Written {
    const there = rowIds.filter((id) => this.#table.get(id) !== null);
    const name = there.length === 1 ? "Delete a row" : `Delete ${there.length.toLocaleString("en")} rows`;
    const mutations = there.map((id) => ({ id, json: null, position: null }));
    return this.#apply(name, mutations, { total: there.length, control });
  }

  /** Applies a fix to one row; what it says where that is not possible is a `FixDoesNotApply`. */
  fixRow({ rowId, fix, line }: { rowId: number; fix: string; line: number }): Written {
    const row = this.#require(rowId);
    return this.#apply(`Fix row ${line}`, [
      { id: rowId, json: this.#mended(row, fix), position: row.position },
    ]);
  }

  #mended(row: StoredRow, fix: string): string {
    if (fix !== RESTORE_MEMBER.id) {
      const fixed = applyFix(readNode(row.json), fix, this.#lint);
      if (!fixed.ok) throw fixed.error;
      return writeJson(fixed.value);
    }
    const origin = this.#membership.originOf(row.id);
    if (origin !== null) return origin;
    throw new DatasetError("FixDoesNotApply", { why: "no row of the eval set is known to be its origin" });
  }

  /** Applies a fix to all of the rows that it applies to, as one step. */
  fixRows(
    { rowIds, fix, label }: { rowIds: readonly number[]; fix: string; label: string },
    control?: WriteControl,
  ): Written {
    const written = this.#apply(label, this.#fixed(rowIds, fix), { total: rowIds.length, control });
    if (written.rowsChanged === 0)
      throw new DatasetError("FixDoesNotApply", { why: "no row has anything for it to mend" });
    return written;
  }

  /** Changes each of the rows by itself, as one step; those that have nothing to change are left alone. */
  changeRows(
    { rowIds, action, label }: { rowIds: readonly number[]; action: RowAction; label: string },
    control?: WriteControl,
  ): Written {
    const changer = rowChanger(action, this.#lint);
    if (!changer.ok) throw changer.error;
    const change = changer.value;
    const table = this.#table;
    function* changed(): Generator<Mutation> {
      for (const [index, id] of rowIds.entries()) {
        control?.step(index, rowIds.length);
        const row = table.get(id);
        if (row === null) continue;
        const json = writeJson(change(readNode(row.json)));
        if (json !== row.json) yield { id, json, position: row.position };
      }
    }
    return this.#apply(label, changed());
  }

  /** Puts a copy behind each of the rows. */
  duplicateRows(
    { rowIds, label }: { rowIds: readonly number[]; label: string },
    control?: WriteControl,
  ): Written {
    const mutations = rowIds.flatMap((id) => {
      const row = this.#table.get(id);
      return row === null ? [] : [{ id: null, json: row.json, position: this.#positionAfter(id) }];
    });
    return this.#apply(label, mutations, { total: rowIds.length, control });
  }

  /** Moves the rows, in the order given, before the first or behind the last row. */
  moveRows(
    { rowIds, to, label }: { rowIds: readonly number[]; to: "first" | "last"; label: string },
    control?: WriteControl,
  ): Written {
    const first = (this.#db.prepare("SELECT min(position) FROM rows").pluck().get() as number | null) ?? 0;
    const start = to === "last" ? this.#lastPosition() + GAP : first - GAP * rowIds.length;
    const mutations = rowIds.flatMap((id, index) => {
      const row = this.#table.get(id);
      return row === null ? [] : [{ id, json: row.json, position: start + index * GAP }];
    });
    return this.#apply(label, mutations, { total: rowIds.length, control });
  }

  /** Puts the turns of all rows, in the order given, into the first; the others go away. */
  mergeRows({ rowIds, label }: { rowIds: readonly number[]; label: string }): Written {
    const rows = rowIds.map((id) => this.#require(id));
    const [first, ...others] = rows;
    if (first === undefined || others.length === 0) return NOTHING;
    const merged = writeJson(mergeRows(rows.map(({ json }) => readNode(json))));
    return this.#apply(label, [
      { id: first.id, json: merged, position: first.position },
      ...others.map(({ id }) => ({ id, json: null, position: null })),
    ]);
  }

  /** Cuts a row in two before a turn. */
  splitRow({ rowId, turn, line }: { rowId: number; turn: number; line: number }): Written {
    const row = this.#require(rowId);
    const parts = splitRow(readNode(row.json), turn);
    if (parts === null) throw new DatasetError("CannotSplit", { turn: turn + 1 });
    const [first, second] = parts.map(writeJson) as [string, string];
    return this.#apply(`Split row ${line}`, [
      { id: rowId, json: first, position: row.position },
      { id: null, json: second, position: this.#positionAfter(rowId) },
    ]);
  }

  *#fixed(rowIds: readonly number[], fix: string): Generator<Mutation> {
    for (const id of rowIds) {
      const row = this.#table.get(id);
      const json = row === null ? null : this.#mendedIfPossible(row, fix);
      if (row !== null && json !== null) yield { id, json, position: row.position };
    }
  }

  #mendedIfPossible(row: StoredRow, fix: string): string | null {
    try {
      return this.#mended(row, fix);
    } catch (error) {
      if (error instanceof DatasetError && error.code === "FixDoesNotApply") return null;
      throw error;
    }
  }

  /** Takes back the latest step, or does again the one that was taken back last. */
  goOver(
    { direction }: { direction: "undo" | "redo" },
    control?: WriteControl,
  ): Written & { readonly step: string } {
    const step = this.#journal.next(direction);
    if (step === null) throw new WorkspaceError(direction === "undo" ? "NothingToUndo" : "NothingToRedo");
    return { ...this.#goOverStep(step, control), step: step.name };
  }

  #goOverStep(step: Step, control?: WriteControl): Written {
    return this.#inTransaction(() => {
      const changes = new ChangeSet(this.#groups);
      this.#journal.swap(step, ({ row, json, position }, index) => {
        control?.step(index, step.rows);
        return this.#change({ id: row, json, position }, changes);
      });
      return this.#settle(changes);
    });
  }

  /** Goes over steps until one of them is the last that is done; cancelled, it stays where it has come to. */
  goTo({ stepId }: { stepId: number | null }, control?: WriteControl): Written {
    const way = this.#journal.wayTo(stepId ?? 0);
    if (way === null) throw new WorkspaceError("StepGone");
    const total = way.undo + way.redo.length;
    let written = NOTHING;
    for (let done = 0; done < total; done++) {
      control?.step(done, total);
      const again = way.redo[done - way.undo];
      const step = again === undefined ? this.#journal.next("undo") : this.#journal.get(again);
      if (step === null) throw new WorkspaceError("StepGone");
      const { rowsChanged, firstRowId, isReordered } = this.#goOverStep(step);
      written = {
        rowsChanged: written.rowsChanged + rowsChanged,
        firstRowId: firstRowId ?? written.firstRowId,
        isReordered: written.isReordered || isReordered,
      };
    }
    return written;
  }

  mendBadLine({ id, text }: { id: number; text: string }): Written {
    const bad = this.#db.prepare("SELECT source, line FROM bad_lines WHERE id = ?").get(id) as
      | { source: string; line: number }
      | undefined;
    if (bad === undefined) throw new WorkspaceError("BadLineGone");
    const parsed = parseRow(text);
    if (!parsed.ok) throw parsed.error;
    const mutation = { id: null, json: writeJson(parsed.value), position: this.#positionAfter(null) };
    return this.#apply(`Mend line ${bad.line} of ${bad.source}`, [mutation], {
      also: () => void this.#db.prepare("DELETE FROM bad_lines WHERE id = ?").run(id),
    });
  }

  discardBadLines({ ids }: { ids: readonly number[] }): void {
    const remove = this.#db.prepare("DELETE FROM bad_lines WHERE id = ?");
    this.#inTransaction(() => {
      for (const id of ids) remove.run(id);
    });
  }

  /**
   * Adds a file's rows at the end, as one step that can be undone. Cancelled or failed, it has changed nothing.
   * With `replace` the rows that are there go away in the same step.
   */
  async importFile(
    task: { path: string; name: string; format: ImportFormat; replace: boolean },
    control?: WriteControl,
  ): Promise<Written & { readonly bad: number }> {
    const { path, name, format, replace } = task;
    const { size } = statSync(path);
    const insertBad = this.#db.prepare(
      "INSERT INTO bad_lines (source, line, reason, text) VALUES (?, ?, ?, ?)",
    );
    let rowsChanged = 0;
    let firstRowId: number | null = null;
    let bad = 0;
    let position = this.#lastPosition();
    this.#db.exec("BEGIN IMMEDIATE");
    try {
      const step = this.#journal.begin(replace ? `Restore ${name}` : `Import ${name}`);
      if (replace) for (const id of this.#table.idsInOrder()) step.note(this.#takeAway(id));
      await readPrepared({ path, format, options: this.#lint }, (items, bytesRead) => {
        for (const item of items) {
          if (item.kind === "bad") {
            insertBad.run(name, item.line, item.reason, item.raw);
            bad++;
            continue;
          }
          position += GAP;
          const row = this.#table.put(null, item.json, position, item.derived);
          step.note({ row, json: null, position: null });
          firstRowId ??= row;
          rowsChanged++;
        }
        control?.step(bytesRead, size);
      });
      control?.step(size, size);
      this.#refreshAll();
      step.end();
      this.#table.texts.flush();
      this.#db.exec("COMMIT");
    } catch (error) {
      this.#db.exec("ROLLBACK");
      this.#table.texts.forget();
      throw error;
    }
    return { rowsChanged, firstRowId, isReordered: true, bad };
  }

  /** Holds every row to other standards. Cancelled, the former ones stand. */
  recheck(standards: Standards & { profileId: string }, control?: WriteControl): void {
    const { lint, threshold, evalSet, profileId } = standards;
    const former = {
      lint: this.#lint,
      threshold: this.#clusters.threshold,
      evalSet: this.#membership.file,
    };
    this.#membership.use(evalSet);
    this.#lint = lint;
    this.#clusters.setThreshold(threshold);
    try {
      this.#inTransaction(() => {
        const ids = this.#table.idsInOrder();
        for (const [index, id] of ids.entries()) {
          const row = this.#table.get(id);
          if (row !== null) this.#table.judge(id, lintRow(readNode(row.json), lint));
          control?.step(index, ids.length);
        }
        this.#refreshAll();
        writeMeta(this.#db, "profile", profileId);
        writeMeta(this.#db, "standards", standardsKey(standards));
      });
    } catch (error) {
      this.#lint = former.lint;
      this.#clusters.setThreshold(former.threshold);
      this.#membership.use(former.evalSet);
      throw error;
    }
  }

  #apply(
    name: string,
    mutations: Iterable<Mutation>,
    {
      total = 1,
      control,
      also = () => {},
    }: { total?: number; control?: WriteControl | undefined; also?: () => void } = {},
  ): Written {
    return this.#inTransaction(() => {
      const changes = new ChangeSet(this.#groups);
      let step: OpenStep | null = null;
      let index = 0;
      for (const mutation of mutations) {
        step ??= this.#journal.begin(name);
        step.note(this.#change(mutation, changes));
        control?.step(++index, total);
      }
      step?.end();
      also();
      return this.#settle(changes);
    });
  }

  /** Changes one row with what is worked out from it alone; answers how it was before. */
  #change({ id, json, position }: Mutation, changes: ChangeSet): OtherSide {
    const before = id === null ? null : this.#table.get(id);
    changes.leaves(before);
    if (json === null || position === null) {
      if (id !== null) this.#table.remove(id);
      changes.gone(before);
      return { row: id ?? 0, json: before?.json ?? null, position: before?.position ?? null };
    }
    const isSame = before !== null && before.json === json;
    const rowId = isSame
      ? before.id
      : this.#table.put(id, json, position, this.#deriver.derive(json, this.#lint));
    if (before !== null && before.position !== position) this.#table.move(rowId, position);
    changes.arrives(rowId, before, { json, position });
    return { row: rowId, json: before?.json ?? null, position: before?.position ?? null };
  }

  /** Puts right what is said about rows beside each other. */
  #settle(changes: ChangeSet): Written {
    if (changes.touched.length > MANY_ROWS || changes.ids.length > MANY_ROWS) {
      this.#refreshAll();
    } else {
      this.#groups.collectKeys(changes.ids, changes.keys);
      const clusterRows = this.#clusters.refresh(changes.touched, changes.formerClusters);
      const grouped = this.#groups.refresh(changes.keys, clusterRows, this.#lint);
      this.#membership.refresh(changes.ids, this.#lint);
      this.#table.refreshLevels(new Set([...changes.ids, ...grouped]));
    }
    return {
      rowsChanged: changes.count,
      firstRowId: changes.ids[0] ?? null,
      isReordered: changes.isReordered,
    };
  }

  #refreshAll(): void {
    this.#clusters.refreshAll();
    this.#groups.refreshAll(this.#lint);
    this.#membership.refreshAll(this.#lint);
    this.#db
      .prepare(
        `UPDATE rows SET level = coalesce((SELECT min(level) FROM findings WHERE row = rows.id), ${NO_LEVEL}),
           problems = (SELECT count(*) FROM findings WHERE row = rows.id)`,
      )
      .run();
  }

  #takeAway(id: number): OtherSide {
    const row = this.#require(id);
    this.#table.remove(id);
    return { row: id, json: row.json, position: row.position };
  }

  #inTransaction<T>(work: () => T): T {
    try {
      return this.#db
        .transaction(() => {
          const result = work();
          this.#table.texts.flush();
          return result;
        })
        .immediate();
    } catch (error) {
      this.#table.texts.forget();
      throw error;
    }
  }

  #require(rowId: number): StoredRow {
    const row = this.#table.get(rowId);
    if (row === null) throw new WorkspaceError("RowGone");
    return row;
  }

  #lastPosition(): number {
    return (this.#db.prepare("SELECT max(position) FROM rows").pluck().get() as number | null) ?? 0;
  }

  #positionAfter(rowId: number | null): number {
    if (rowId === null) return this.#lastPosition() + GAP;
    const { position } = this.#require(rowId);
    const next = this.#db
      .prepare("SELECT min(position) FROM rows WHERE position > ?")
      .pluck()
      .get(position) as number | null;
    return next === null ? position + GAP : (position + next) / 2;
  }
}

/** What a step touched so far: as much as is needed to put right afterwards what is said about rows beside each other. */
class ChangeSet {
  readonly keys = noKeys();
  readonly formerClusters = new Set<number>();
  /** Rows that are there and whose comparable text is another. */
  readonly touched: number[] = [];
  /** All rows that are there. */
  readonly ids: number[] = [];
  count = 0;
  isReordered = false;
  readonly #groups: GroupFindings;

  constructor(groups: GroupFindings) {
    this.#groups = groups;
  }

  leaves(before: StoredRow | null): void {
    this.count++;
    if (before === null || this.ids.length > MANY_ROWS) return;
    this.#groups.collectKeys([before.id], this.keys);
  }

  gone(before: StoredRow | null): void {
    this.isReordered = true;
    if (before?.cluster != null) this.formerClusters.add(before.cluster);
  }

  arrives(id: number, before: StoredRow | null, after: { json: string; position: number }): void {
    this.ids.push(id);
    if (before === null || before.position !== after.position) this.isReordered = true;
    if (before !== null && comparableText(before.json) === comparableText(after.json)) return;
    this.touched.push(id);
    if (before?.cluster != null) this.formerClusters.add(before.cluster);
  }
}

/** Tells standards apart, to see whether rows were held to these. */
export const standardsKey = ({ lint, threshold, evalSet }: Standards): string =>
  JSON.stringify([lint, threshold, evalSet]);
