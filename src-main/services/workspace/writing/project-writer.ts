import { statSync } from "node:fs";
import type Database from "better-sqlite3";
import { type Phrase, type RowChange, type Said, saidIn } from "../../../../src-shared/contract/index.ts";
import {
  applyFix,
  DatasetError,
  editRow,
  type ImportFormat,
  type JsonNode,
  type LintOptions,
  lintLength,
  lintRow,
  makeRow,
  mergeRows,
  parseRow,
  RESTORE_MEMBER,
  type RowAction,
  type RowLengths,
  rowChanger,
  splitRow,
  viewRow,
  writeJson,
} from "../../../../src-shared/dataset/index.ts";
import { jaccard, shingleSet } from "../../../../src-shared/dedup/index.ts";
import type { TokenizerFile } from "../../../../src-shared/engine/index.ts";
import { connectToWrite } from "../connection.ts";
import { WorkspaceError } from "../errors.ts";
import { deleteMeta, readMeta, writeMeta } from "../meta.ts";
import { RANKING_KEY, type RankedRow, type Ranking } from "../ranking.ts";
import { RowTable, type StoredRow, tagsFromText, tagsToText } from "../row-table.ts";
import { COUNTED } from "../schema.ts";
import { Apart, type ApartChange } from "./apart.ts";
import { ClusterKeeper } from "./clusters.ts";
import type { WriteControl } from "./control.ts";
import { comparableText, type DerivedRow, identityBytes, RowDeriver, readNode } from "./derive.ts";
import { GroupFindings, noKeys } from "./group-findings.ts";
import { readInWorker } from "./import-file.ts";
import { type CameIn, Incoming } from "./incoming.ts";
import { absent, Journal, type OpenStep, type OtherSide, type Step } from "./journal.ts";
import { KeyIndex } from "./key-index.ts";
import { Membership } from "./membership.ts";
import type { WorkedOut } from "./working-out.entry.ts";

/** Room between neighbours, so that a row can be put between two others without moving any. */
const GAP = 1024;
/** Closer neighbours are moved apart first: numbers have no end of digits. */
const LEAST_GAP = 1e-4;
/** A text is compared with so many rows of those that are like it at most. */
const MOST_ALIKE = 1_000;
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
  /** Null: tokens are estimated. */
  readonly tokenizer: TokenizerFile | null;
}

/** A change of one row: its new JSON and place; null for both takes it away. A row without an id is new. */
interface Mutation {
  readonly id: number | null;
  readonly json: string | null;
  readonly position: number | null;
  /** Undefined leaves those of a row that is there as they are. */
  readonly tags?: string | null;
  /** Not null where it is about texts that are said to be no duplicates, as JSON of an `ApartChange`. */
  readonly apart?: string | null;
}

/** A row as it was when it was looked at. */
interface RowText {
  readonly id: number;
  readonly json: string;
}

/** A row that is like another, and how much: Jaccard, from 0 to 1. */
export interface Alike {
  readonly rowId: number;
  readonly similarity: number;
}

const sideOf = ({ id, json, position, tags }: StoredRow): OtherSide => ({ row: id, json, position, tags });

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
  readonly #apart: Apart;
  readonly #membership: Membership;
  readonly #keys: KeyIndex;
  readonly #deriver = new RowDeriver();
  #lint: LintOptions;
  #tokenizer: TokenizerFile | null = null;
  #changedRows: Set<number> | null = null;

  constructor({ path, lint, threshold, evalSet, tokenizer }: { readonly path: string } & Standards) {
    this.#db = connectToWrite(path);
    this.#lint = lint;
    this.#table = new RowTable(this.#db);
    this.#journal = new Journal(this.#db);
    this.#keys = new KeyIndex(this.#db);
    this.#apart = new Apart(this.#db);
    this.#clusters = new ClusterKeeper(this.#db, this.#keys, this.#apart, threshold);
    this.#groups = new GroupFindings(this.#db, this.#table, this.#keys);
    this.#membership = new Membership(this.#db, this.#table);
    this.#membership.use(evalSet);
    this.countWith({ tokenizer });
  }

  close(): void {
    this.#db.close();
  }

  /**
   * Does a piece of what is best done in a pause; false once nothing is left. Moving the log of changes into the file comes
   * last: a commit that did it would take ten times as long.
   */
  tidy(): boolean {
    const { texts } = this.#table;
    if (this.#inTransaction(() => texts.refreshSome())) return true;
    this.#db.pragma("wal_checkpoint(PASSIVE)");
    return false;
  }

  /** Puts a part of the keys of rows that came in order; false once there is nothing to do. */
  settleKeys(): boolean {
    return this.#keys.settle();
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
    return this.#apply({ phrase: "rowEdited", line }, [{ id: rowId, json, position: row.position }]);
  }

  /** Several changes, also of one row, as one step; where one cannot be made, none is. */
  editMany(
    { edits, name }: { edits: readonly { rowId: number; change: RowChange }[]; name: Said },
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
    return this.#apply({ phrase: "rowAdded" }, [
      { id: null, json, position: this.#positionAfter(afterRowId) },
    ]);
  }

  duplicate({ rowId }: { rowId: number }): Written {
    const { json, tags } = this.#require(rowId);
    return this.#apply({ phrase: "rowDuplicated" }, [
      { id: null, json, position: this.#positionAfter(rowId), tags },
    ]);
  }

  delete({ rowIds }: { rowIds: readonly number[] }, control?: WriteControl): Written {
    const there = rowIds.filter((id) => this.#table.get(id) !== null);
    const mutations = there.map((id) => ({ id, json: null, position: null }));
    return this.#apply({ phrase: "rowsDeleted", rows: there.length }, mutations, {
      total: there.length,
      control,
    });
  }

  /** Applies a fix to one row; what it says where that is not possible is a `FixDoesNotApply`. */
  fixRow({ rowId, fix, line }: { rowId: number; fix: string; line: number }): Written {
    const row = this.#require(rowId);
    return this.#apply({ phrase: "rowFixed", line }, [
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
    throw new DatasetError("FixDoesNotApply", { why: { phrase: "originUnknown" } });
  }

  /** Applies a fix to all of the rows that it applies to, as one step. */
  fixRows(
    { rowIds, fix, label }: { rowIds: readonly number[]; fix: string; label: Said },
    control?: WriteControl,
  ): Written {
    const written = this.#apply(label, this.#fixed(rowIds, fix), { total: rowIds.length, control });
    if (written.rowsChanged === 0)
      throw new DatasetError("FixDoesNotApply", { why: { phrase: "nothingToMendAnywhere" } });
    return written;
  }

  /** Changes each of the rows by itself, as one step; those that have nothing to change are left alone. */
  changeRows(
    { rowIds, action, label }: { rowIds: readonly number[]; action: RowAction; label: Said },
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
    { rowIds, label }: { rowIds: readonly number[]; label: Said },
    control?: WriteControl,
  ): Written {
    const mutations = this.#each(rowIds, ({ id, json, tags }) => ({
      id: null,
      json,
      position: this.#positionAfter(id),
      tags,
    }));
    return this.#apply(label, mutations, { total: rowIds.length, control });
  }

  /** Gives a row these tags and no others. */
  setTags({ rowId, tags, name }: { rowId: number; tags: readonly string[]; name: Said }): Written {
    const { json, position, tags: before } = this.#require(rowId);
    const after = tagsToText(tags);
    return after === before ? NOTHING : this.#apply(name, [{ id: rowId, json, position, tags: after }]);
  }

  /** Gives the rows a tag, or takes it from them. */
  tagRows(
    { rowIds, tag, isOn, label }: { rowIds: readonly number[]; tag: string; isOn: boolean; label: Said },
    control?: WriteControl,
  ): Written {
    const mutations = this.#each(rowIds, ({ id, json, position, tags }) => {
      const others = tagsFromText(tags).filter((own) => own !== tag);
      const after = tagsToText(isOn ? [...others, tag] : others);
      return after === tags ? null : { id, json, position, tags: after };
    });
    return this.#apply(label, mutations, { total: rowIds.length, control });
  }

  /** Says of rows that none of them is a duplicate of another: of their texts as they are now. */
  setApart({ rowIds, label }: { rowIds: readonly number[]; label: Said }): Written {
    const keyOf = this.#db.prepare("SELECT exact_key FROM facts WHERE row = ?").pluck();
    const keys = rowIds.map((id) => keyOf.get(id) as number | undefined).filter((key) => key !== undefined);
    const pairs = this.#apart.newPairs(keys);
    if (pairs.length === 0) return NOTHING;
    const apart = JSON.stringify({ pairs, isApart: true } satisfies ApartChange);
    return this.#apply(label, [{ id: null, json: null, position: null, apart }]);
  }

  /** The rows that say the same or nearly the same as a text, the most alike first. */
  findAlike({
    json,
    exceptRowId,
    limit,
  }: {
    json: string;
    exceptRowId: number | null;
    limit: number;
  }): Alike[] {
    const { keys } = this.#deriver.derive(json, this.#lint, { json, language: "und" });
    const mine = shingleSet(comparableText(json));
    const text = comparableText(json);
    const found: Alike[] = [];
    for (const rowId of this.#keys.alikeTo(keys)) {
      const other = rowId === exceptRowId ? null : this.#table.jsonOf(rowId);
      if (other === null) continue;
      const otherText = comparableText(other);
      const similarity = otherText === text ? 1 : jaccard(mine, shingleSet(otherText));
      if (similarity >= this.#clusters.threshold) found.push({ rowId, similarity });
    }
    return found.sort((a, b) => b.similarity - a.similarity || a.rowId - b.rowId).slice(0, limit);
  }

  /** Tags the rows that say the same or nearly the same as a row of a file. */
  async tagAlike(
    { path, format, tag, label }: { path: string; format: ImportFormat; tag: string; label: Said },
    control?: WriteControl,
  ): Promise<Written> {
    const { size } = statSync(path);
    const alike = new Set<number>();
    await readInWorker({ path, entry: undefined, format }, (items, bytesRead) => {
      for (const item of items) {
        if (item.kind === "bad") continue;
        for (const { rowId } of this.findAlike({ json: item.json, exceptRowId: null, limit: MOST_ALIKE }))
          alike.add(rowId);
      }
      control?.step(bytesRead, size);
    });
    return this.tagRows({ rowIds: [...alike].sort((a, b) => a - b), tag, isOn: true, label }, control);
  }

  /** Remembers what was published, to tell which rows changed since. */
  async setPublished({ path, format }: { path: string; format: ImportFormat }): Promise<void> {
    const identities: Uint8Array[] = [];
    await readInWorker({ path, entry: undefined, format }, (items) => {
      for (const item of items) if (item.kind === "row") identities.push(identityBytes(item.json));
    });
    const insert = this.#db.prepare("INSERT OR IGNORE INTO published (identity) VALUES (?)");
    this.#inTransaction(() => {
      this.#db.prepare("DELETE FROM published").run();
      for (const identity of identities) insert.run(identity);
    });
  }

  /** Keeps what a preview found rows to do, in the place of what another found; null forgets it. */
  setRanking({ ranking, rows }: { ranking: Ranking | null; rows: readonly RankedRow[] }): void {
    const insert = this.#db.prepare(
      "INSERT OR REPLACE INTO helpfulness (row, identity, value) VALUES (?, ?, ?)",
    );
    this.#inTransaction(() => {
      this.#db.prepare("DELETE FROM helpfulness").run();
      for (const { rowId, identity, value } of rows) insert.run(rowId, Buffer.from(identity, "hex"), value);
      if (ranking === null) deleteMeta(this.#db, RANKING_KEY);
      else writeMeta(this.#db, RANKING_KEY, JSON.stringify(ranking));
    });
  }

  /** Moves the rows, in the order given, before another. */
  moveBefore(
    { rowIds, before, label }: { rowIds: readonly number[]; before: number; label: Said },
    control?: WriteControl,
  ): Written {
    const moved = new Set(rowIds);
    if (moved.has(before)) return NOTHING;
    return this.#inTransaction(() => {
      const places = this.#placesBefore(this.#require(before), moved, rowIds.length);
      const mutations = this.#each(rowIds, ({ id, json, position }, index) => ({
        id,
        json,
        position: places[index] ?? position,
      }));
      return this.#apply(label, mutations, { total: rowIds.length, control });
    });
  }

  /** Moves the rows, in the order given, before the first or behind the last row. */
  moveRows(
    { rowIds, to, label }: { rowIds: readonly number[]; to: "first" | "last"; label: Said },
    control?: WriteControl,
  ): Written {
    const first = (this.#db.prepare("SELECT min(position) FROM rows").pluck().get() as number | null) ?? 0;
    const start = to === "last" ? this.#lastPosition() + GAP : first - GAP * rowIds.length;
    const mutations = this.#each(rowIds, ({ id, json }, index) => ({
      id,
      json,
      position: start + index * GAP,
    }));
    return this.#apply(label, mutations, { total: rowIds.length, control });
  }

  /** Puts the turns of all rows, in the order given, into the first; the others go away. */
  mergeRows({ rowIds, label }: { rowIds: readonly number[]; label: Said }): Written {
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
    return this.#apply({ phrase: "rowSplit", line }, [
      { id: rowId, json: first, position: row.position },
      { id: null, json: second, position: this.#positionAfter(rowId), tags: row.tags },
    ]);
  }

  /** One row after the other, since all of them together could fill memory. */
  *#each(
    rowIds: readonly number[],
    change: (row: StoredRow, index: number) => Mutation | null,
  ): Generator<Mutation> {
    for (const [index, id] of rowIds.entries()) {
      const row = this.#table.get(id);
      const mutation = row === null ? null : change(row, index);
      if (mutation !== null) yield mutation;
    }
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
  ): Written & { readonly step: Said } {
    const step = this.#journal.next(direction);
    if (step === null) throw new WorkspaceError(direction === "undo" ? "NothingToUndo" : "NothingToRedo");
    return { ...this.#goOverStep(step, control), step: step.name };
  }

  #goOverStep(step: Step, control?: WriteControl): Written {
    return this.#inTransaction(() => {
      const changes = new ChangeSet(this.#groups);
      this.#journal.swap(step, ({ row, json, position, tags, apart = null }, index) => {
        control?.step(index, step.rows);
        return this.#change({ id: row, json, position, tags, apart }, changes);
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
    return this.#apply({ phrase: "badLineMended", line: bad.line, source: saidIn(bad.source) }, [mutation], {
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
   * Adds a file's rows at the end, as one step that can be undone. They can be read as they come, and are worked out
   * afterwards (see `Backlog`). Cancelled or failed, it has changed nothing.
   * With `replace` the rows that are there go away in the same step.
   */
  async importFile(
    task: { path: string; name: Said; entry?: string | undefined; format: ImportFormat; replace: boolean },
    control?: WriteControl,
  ): Promise<Written & { readonly bad: number }> {
    const { path, name, entry, format, replace } = task;
    const { size } = statSync(path);
    const incoming = new Incoming(this.#db, name, GAP);
    const tell = (came: CameIn | null): void => {
      if (came !== null) control?.rowsCame(came.firstRow, came.lastRow);
    };
    try {
      await readInWorker({ path, entry, format }, (items, bytesRead) => {
        tell(incoming.take(items));
        control?.step(bytesRead, size);
      });
      control?.step(size, size);
      tell(incoming.commit());
      return this.#endImport(incoming, { phrase: replace ? "restored" : "imported", name }, replace);
    } catch (error) {
      incoming.takeBack();
      throw error;
    }
  }

  #endImport(incoming: Incoming, name: Phrase, replace: boolean): Written & { readonly bad: number } {
    return this.#inTransaction(() => {
      incoming.end();
      const { all, bad, lastRowBefore } = incoming;
      const former = replace ? this.#table.idsInOrder().filter((id) => id <= lastRowBefore) : [];
      if (all === null && former.length === 0) return { ...NOTHING, bad };
      const step = this.#journal.begin(name);
      for (const id of former) step.note(this.#takeAway(id));
      if (all !== null) step.noteNew(all.firstRow, all.lastRow);
      step.end();
      if (former.length > 0) this.#refreshAll();
      const rowsChanged = all === null ? 0 : all.lastRow - all.firstRow + 1;
      return { rowsChanged, firstRowId: all?.firstRow ?? null, isReordered: true, bad };
    });
  }

  get path(): string {
    return this.#db.name;
  }

  get lint(): LintOptions {
    return this.#lint;
  }

  get threshold(): number {
    return this.#clusters.threshold;
  }

  /** The rows that are yet to be worked out: how many, and between which ids; null for none. */
  backlog(): { readonly rows: number; readonly first: number; readonly last: number } | null {
    const one = (sql: string): number => this.#db.prepare(sql).pluck().get() as number;
    const rows = one("SELECT (SELECT count(*) FROM rows) - (SELECT sum(rows) FROM tallies)");
    if (rows === 0) return null;
    const bounds = this.#db
      .prepare(
        `SELECT min(id) AS first, max(id) AS last FROM rows WHERE NOT EXISTS (SELECT 1 FROM facts WHERE row = id)`,
      )
      .get() as { first: number; last: number };
    return { rows, ...bounds };
  }

  /** Stores what was worked out elsewhere; rows that went, or were worked out meanwhile, are passed over. */
  takeWorkedOut(rows: readonly WorkedOut[]): void {
    this.#inTransaction(() => {
      const taken = rows.filter(({ id }) => this.#table.jsonOf(id) !== null && !this.#table.isWorkedOut(id));
      for (const { id, derived } of taken) this.#putFacts(id, derived);
      const ids = taken.map(({ id }) => id);
      this.#membership.refresh(ids, this.#lint);
      this.#table.refreshLevels(this.#membership.file === null ? [] : ids);
    });
  }

  /** Puts right what is said of rows that were worked out among each other and all others; few of them. */
  settleRows(first: number, last: number): void {
    this.#inTransaction(() => {
      const changes = new ChangeSet(this.#groups);
      const ids = this.#db.prepare("SELECT id FROM rows WHERE id BETWEEN ? AND ?").pluck().all(first, last);
      for (const id of ids as number[]) changes.add(id);
      this.#settle(changes);
    });
  }

  /**
   * Puts right what is said of all rows beside each other.
   * @param clusters as they were worked out elsewhere
   * @param changed rows that were changed or went since that began
   */
  settleAll(clusters: ReadonlyMap<number, number>, changed: ReadonlySet<number>): void {
    this.#inTransaction(() => {
      this.#clusters.refreshAll(clusters);
      const there = [...changed].filter((id) => this.#table.isWorkedOut(id));
      const former = [...changed].map((id) => clusters.get(id)).filter((cluster) => cluster !== undefined);
      this.#clusters.refresh(there, new Set(former));
      this.#groups.refreshAll(this.#lint);
      this.#membership.refreshAll(this.#lint);
      this.#table.refreshAllLevels();
    });
  }

  get tokenizer(): TokenizerFile | null {
    return this.#tokenizer;
  }

  /** From now on, this one counts: what another has counted is outdated, see `uncounted`. */
  countWith({ tokenizer }: { tokenizer: TokenizerFile | null }): void {
    this.#tokenizer = tokenizer;
    const id = tokenizer?.id ?? "";
    if ((readMeta(this.#db, "tokenizer") ?? "") === id) return;
    this.#inTransaction(() => {
      this.#db
        .prepare("UPDATE facts SET counted = ? WHERE counted = ?")
        .run(COUNTED.outdated, COUNTED.counted);
      writeMeta(this.#db, "tokenizer", id);
    });
  }

  /** Some of the rows that the tokenizer in force has not counted yet, never counted ones first. */
  uncounted(limit: number): { readonly tokenizer: TokenizerFile | null; readonly rows: readonly RowText[] } {
    const tokenizer = this.#tokenizer;
    const waiting = tokenizer === null ? [COUNTED.outdated] : [COUNTED.estimated, COUNTED.outdated];
    const rows = this.#db
      .prepare(
        `SELECT id, json FROM facts JOIN rows ON rows.id = facts.row WHERE counted IN (${waiting.join()})
         ORDER BY counted, row LIMIT ?`,
      )
      .all(limit) as RowText[];
    return { tokenizer, rows };
  }

  /** Stores how long rows are; those that were changed since, or counted by what is no longer in force, are passed over. */
  takeCounts(
    tokenizer: TokenizerFile | null,
    rows: readonly RowText[],
    lengths: readonly RowLengths[],
  ): void {
    if (tokenizer?.id !== this.#tokenizer?.id) return;
    this.#inTransaction(() => {
      const judged: number[] = [];
      for (const [index, { id, json }] of rows.entries()) {
        const counted = lengths[index];
        if (counted === undefined || this.#table.jsonOf(id) !== json) continue;
        const findings =
          counted.total > this.#lint.maxTokens
            ? lintLength(viewRow(readNode(json)), this.#lint, counted)
            : [];
        if (this.#table.putLengths(id, counted, findings)) judged.push(id);
      }
      this.#table.refreshLevels(judged);
    });
  }

  /** From now on, says which rows are changed. */
  watchChanges(seen: Set<number> | null): void {
    this.#changedRows = seen;
  }

  /** Reads a piece of what is kept in memory; false once all is there. */
  warm(): boolean {
    return this.#keys.warm();
  }

  /** Holds every row to other standards. Cancelled, the former ones stand. */
  recheck(standards: Standards & { profileId: string }, control?: WriteControl): void {
    const { lint, threshold, evalSet, tokenizer, profileId } = standards;
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
          const json = this.#table.jsonOf(id);
          if (json !== null) this.#table.judge(id, lintRow(readNode(json), lint, this.#table.lengthsOf(id)));
          control?.step(index, ids.length);
        }
        this.#refreshAll();
        writeMeta(this.#db, "profile", profileId);
        writeMeta(this.#db, "standards", standardsKey(standards));
      });
      this.countWith({ tokenizer });
    } catch (error) {
      this.#lint = former.lint;
      this.#clusters.setThreshold(former.threshold);
      this.#membership.use(former.evalSet);
      throw error;
    }
  }

  #apply(
    name: Said,
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
  #change({ id, json, position, tags, apart = null }: Mutation, changes: ChangeSet): OtherSide {
    if (apart !== null) return this.#setApart(JSON.parse(apart) as ApartChange, changes);
    const before = id === null ? null : this.#table.get(id);
    const was = before === null ? absent(id ?? 0) : sideOf(before);
    changes.leaves(before);
    if (json === null || position === null) {
      if (id !== null) {
        this.#table.remove(id);
        this.#changedRows?.add(id);
      }
      changes.gone(before);
      return was;
    }
    const tagsNow = tags === undefined ? (before?.tags ?? null) : tags;
    const rowId = this.#table.put(id, json, position, tagsNow);
    if (before === null || before.json !== json)
      this.#putFacts(rowId, this.#deriver.derive(json, this.#lint, before));
    changes.arrives(rowId, before, { json, position });
    return { ...was, row: rowId };
  }

  #setApart(change: ApartChange, changes: ChangeSet): OtherSide {
    this.#apart.set(change);
    for (const key of new Set(change.pairs.flat()))
      for (const id of this.#rowsSaying(key)) changes.lookAt(id);
    const back: ApartChange = { ...change, isApart: !change.isApart };
    return { ...absent(0), apart: JSON.stringify(back) };
  }

  /** The rows of which the comparable text has an exact key. */
  #rowsSaying(exactKey: number): StoredRow[] {
    const known = this.#db.prepare("SELECT 1 FROM facts WHERE row = ? AND exact_key = ?").pluck();
    const ids = [...this.#keys.saying(exactKey)].filter((id) => known.get(id, exactKey) === 1);
    return this.#table.getMany(ids);
  }

  #putFacts(id: number, derived: DerivedRow): void {
    const former = this.#keys.keysOf(id);
    this.#table.putFacts(id, derived);
    if (former === null || former.some((key, column) => key !== derived.keys[column]))
      this.#keys.add(id, derived.keys);
    this.#changedRows?.add(id);
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
    this.#table.refreshAllLevels();
  }

  #takeAway(id: number): OtherSide {
    const row = this.#require(id);
    this.#table.remove(id);
    return sideOf(row);
  }

  #inTransaction<T>(work: () => T): T {
    const { texts } = this.#table;
    try {
      return this.#db
        .transaction(() => {
          const result = work();
          texts.flush();
          return result;
        })
        .immediate();
    } catch (error) {
      texts.forget();
      throw error;
    }
  }

  #require(rowId: number): StoredRow {
    const row = this.#table.get(rowId);
    if (row === null) throw new WorkspaceError("RowGone");
    return row;
  }

  /** So many positions before a row, in order, behind the last row before it that does not move itself. */
  #placesBefore({ position }: StoredRow, moved: ReadonlySet<number>, count: number): number[] {
    const earlier = this.#db.prepare(
      "SELECT id, position FROM rows WHERE position < ? ORDER BY position DESC LIMIT ?",
    );
    const staying = (earlier.all(position, moved.size + 1) as { id: number; position: number }[]).find(
      ({ id }) => !moved.has(id),
    );
    const from = staying?.position ?? position - GAP * (count + 1);
    const step = (position - from) / (count + 1);
    if (step < LEAST_GAP) {
      this.#makeRoom(position, GAP * (count + 1));
      return Array.from({ length: count }, (_, index) => from + GAP * (index + 1));
    }
    return Array.from({ length: count }, (_, index) => from + step * (index + 1));
  }

  /** Moves all rows from a position on back; also where the history has them, so that what comes back comes between the same. */
  #makeRoom(from: number, room: number): void {
    this.#db.prepare("UPDATE rows SET position = position + ? WHERE position >= ?").run(room, from);
    this.#db.prepare("UPDATE changes SET position = position + ? WHERE position >= ?").run(room, from);
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
    if (next === null) return position + GAP;
    if ((next - position) / 2 >= LEAST_GAP) return (position + next) / 2;
    this.#makeRoom(next, GAP);
    return (position + next + GAP) / 2;
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

  /** A row that stays as it is, but perhaps not in its cluster. */
  lookAt({ id, cluster }: StoredRow): void {
    this.touched.push(id);
    this.count++;
    if (cluster !== null) this.formerClusters.add(cluster);
  }

  /** A row of which all that is beside it is new. */
  add(id: number): void {
    this.ids.push(id);
    this.touched.push(id);
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

/** Tells standards apart, to see whether rows were held to these. Which tokenizer has counted is noted by itself. */
export const standardsKey = ({ lint, threshold, evalSet }: Standards): string =>
  JSON.stringify([lint, threshold, evalSet]);
