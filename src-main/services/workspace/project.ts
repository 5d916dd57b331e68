import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createWriteStream, statSync } from "node:fs";
import { open as openHandle, rename, rm } from "node:fs/promises";
import { basename } from "node:path";
import { setImmediate as breathe } from "node:timers/promises";
import type Database from "better-sqlite3";
import {
  type BadLine,
  type ClusterView,
  type EditOutcome,
  type FindingView,
  type ProblemGroup,
  type ResultOf,
  ROW_EXCERPT_CHARS,
  type RowChange,
  type RowDetail,
  type RowFilter,
  type RowSort,
  type RowSummary,
} from "../../../src-shared/contract/index.ts";
import {
  applyFix,
  DatasetError,
  type ExportForm,
  editRow,
  exportRow,
  findRule,
  fixOf,
  type ImportFormat,
  type LintOptions,
  levelOf,
  lintRules,
  makeRow,
  observeDataset,
  parseRow,
  toFinding,
  viewRow,
  writeJson,
} from "../../../src-shared/dataset/index.ts";
import { jaccard, shingleSet } from "../../../src-shared/dedup/index.ts";
import type { FileLock } from "../host/index.ts";
import { ClusterKeeper } from "./clusters.ts";
import { comparableText, RowDeriver, readNode } from "./derive.ts";
import { WorkspaceError } from "./errors.ts";
import { GroupFindings, noKeys } from "./group-findings.ts";
import { readPrepared } from "./import-file.ts";
import { Journal, type OtherSide, type Step } from "./journal.ts";
import { openFile } from "./open-file.ts";
import { RowOrder } from "./row-order.ts";
import { levelOfRank, NO_LEVEL, RowTable, rankOf, type StoredRow } from "./row-table.ts";
import { RowsQuery } from "./rows-query.ts";

/** Room between neighbours, so that a row can be put between two others without moving any. */
const GAP = 1024;
const BAD_LINE_SHOWN_CHARS = 2_000;
const SLICE_ROWS = 200;

export interface ProjectOptions {
  readonly path: string;
  readonly lint: LintOptions;
  readonly threshold: number;
  /** Called after every change that is stored. */
  readonly onChange: () => void;
}

export interface ProjectCounts {
  readonly rows: number;
  readonly badLines: number;
  readonly canUndo: string | null;
  readonly canRedo: string | null;
  readonly problems: { readonly error: number; readonly warning: number; readonly hint: number };
  readonly clusters: number;
  readonly revision: number;
}

export interface JobControl {
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number | null) => void;
}

/** A change of one row: its new JSON and place; null for both takes it away. A row without an id is new. */
interface Mutation {
  readonly id: number | null;
  readonly json: string | null;
  readonly position: number | null;
}

/**
 * One open project: a dataset in an SQLite file that this process alone may write. Every change is one transaction,
 * with its way back in the journal; what rules and duplicates say is right again before it is committed.
 */
export class Project {
  readonly path: string;
  readonly #db: Database.Database;
  readonly #lock: FileLock;
  readonly #onChange: () => void;
  readonly #table: RowTable;
  readonly #journal: Journal;
  readonly #clusters: ClusterKeeper;
  readonly #groups: GroupFindings;
  readonly #order = new RowOrder();
  readonly #query: RowsQuery;
  readonly #deriver = new RowDeriver();
  #lint: LintOptions;
  #revision = 0;
  #busyWith: string | null = null;

  /** Throws a WorkspaceError where the file cannot be opened. */
  constructor({ path, lint, threshold, onChange }: ProjectOptions, mode: "create" | "open") {
    const { db, lock } = openFile(path, mode);
    this.path = path;
    this.#db = db;
    this.#lock = lock;
    this.#lint = lint;
    this.#onChange = onChange;
    this.#table = new RowTable(db);
    this.#journal = new Journal(db);
    this.#clusters = new ClusterKeeper(db, threshold);
    this.#groups = new GroupFindings(db, this.#table);
    this.#query = new RowsQuery(db, this.#order);
    this.#order.reset(this.#table.idsInOrder());
    if (this.meta("lint") !== lintKey(lint) || Number(this.meta("threshold")) !== threshold)
      this.#recheckAll();
  }

  close(): void {
    this.#db.close();
    this.#lock.release();
  }

  get name(): string {
    return this.meta("name") ?? basename(this.path, ".assay");
  }

  set name(name: string) {
    this.#setMeta("name", name);
    this.#onChange();
  }

  meta(key: string): string | null {
    return (
      (this.#db.prepare("SELECT value FROM meta WHERE key = ?").pluck().get(key) as string | undefined) ??
      null
    );
  }

  setProfile(profileId: string, lint: LintOptions): void {
    this.#requireIdle();
    this.#lint = lint;
    this.#setMeta("profile", profileId);
    this.#recheckAll();
    this.#changed();
  }

  counts(): ProjectCounts {
    const byLevel = this.#db.prepare("SELECT level, count(*) AS rows FROM rows GROUP BY level").all() as {
      level: number;
      rows: number;
    }[];
    const of = (level: "error" | "warning" | "hint"): number =>
      byLevel.find((entry) => entry.level === rankOf(level))?.rows ?? 0;
    return {
      rows: this.#order.count,
      badLines: this.#count("SELECT count(*) FROM bad_lines"),
      canUndo: this.#journal.next("undo")?.name ?? null,
      canRedo: this.#journal.next("redo")?.name ?? null,
      problems: { error: of("error"), warning: of("warning"), hint: of("hint") },
      clusters: this.#count("SELECT count(DISTINCT cluster) FROM rows WHERE cluster IS NOT NULL"),
      revision: this.#revision,
    };
  }

  window(filter: RowFilter, sort: RowSort, offset: number, limit: number): ResultOf<"rows.window"> {
    const ids = this.#ids(filter, sort);
    const rows = this.#table.getMany(ids.slice(offset, offset + limit)).map((row) => this.#summary(row));
    return { total: ids.length, revision: this.#revision, rows };
  }

  locate(rowId: number, filter: RowFilter, sort: RowSort): number | null {
    const index = this.#ids(filter, sort).indexOf(rowId);
    return index < 0 ? null : index;
  }

  detail(rowId: number): RowDetail | null {
    const row = this.#table.get(rowId);
    if (row === null) return null;
    const { system, turns } = viewRow(readNode(row.json));
    return {
      id: row.id,
      line: this.#order.lineOf(row.id),
      json: row.json,
      system,
      turns: [...turns],
      tokens: row.tokens,
      tokensEstimated: true,
      findings: this.#findingsOf(row.id),
      clusterId: row.cluster,
      clusterKind: row.cluster === null ? null : this.#clusterKind(row.cluster),
      duplicates: this.#duplicatesOf(row),
    };
  }

  edit(rowId: number, change: RowChange): EditOutcome {
    const row = this.#require(rowId);
    const edited = editRow(readNode(row.json), change);
    if (!edited.ok) throw edited.error;
    const json = writeJson(edited.value);
    if (json === row.json) return this.#outcome(0, rowId);
    return this.#apply(
      `Edit row ${this.#order.lineOf(rowId)}`,
      [{ id: rowId, json, position: row.position }],
      rowId,
    );
  }

  insert(afterRowId: number | null): EditOutcome {
    const json = writeJson(
      makeRow(this.#lint.defaultSystem, [
        { role: "user", content: "" },
        { role: "assistant", content: "" },
      ]),
    );
    return this.#apply("Add a row", [{ id: null, json, position: this.#positionAfter(afterRowId) }], null);
  }

  duplicate(rowId: number): EditOutcome {
    const { json } = this.#require(rowId);
    return this.#apply("Duplicate a row", [{ id: null, json, position: this.#positionAfter(rowId) }], null);
  }

  delete(rowIds: readonly number[]): EditOutcome {
    const there = rowIds.filter((id) => this.#table.get(id) !== null);
    const last = Math.max(0, ...there.map((id) => this.#order.lineOf(id)));
    const focus = this.#order.idAt(last) ?? this.#order.idAt(Math.max(0, last - 1 - there.length));
    const name = there.length === 1 ? "Delete a row" : `Delete ${there.length.toLocaleString("en")} rows`;
    return this.#apply(
      name,
      there.map((id) => ({ id, json: null, position: null })),
      focus,
    );
  }

  undo(): EditOutcome & { step: string | null } {
    return this.#goOver("undo");
  }

  redo(): EditOutcome & { step: string | null } {
    return this.#goOver("redo");
  }

  history(limit: number): ResultOf<"history.list"> {
    return this.#journal
      .list(limit)
      .map(({ id, name, at, rows, undone }) => ({ id, name, at, rowsChanged: rows, undone }));
  }

  /** The problems by rule, the worst first. */
  problemGroups(): ProblemGroup[] {
    const counted = this.#db
      .prepare("SELECT rule, min(level) AS level, count(DISTINCT row) AS rows FROM findings GROUP BY rule")
      .all() as { rule: string; level: number; rows: number }[];
    const groups = counted.map(({ rule, level, rows }) => this.#group(rule, level, rows));
    const beyond = this.#lint.rowsLimit === null ? 0 : Math.max(0, this.#order.count - this.#lint.rowsLimit);
    const beyondLevel = levelOf("beyond-rows", this.#lint);
    if (beyond > 0 && beyondLevel !== null)
      groups.push(this.#group("beyond-rows", rankOf(beyondLevel), beyond));
    return [...groups, ...this.#datasetGroups()].sort(
      (a, b) => rankOf(a.level) - rankOf(b.level) || b.rows - a.rows,
    );
  }

  fixRow(rowId: number, fix: string): EditOutcome {
    if (fix === "drop-row") return this.delete([rowId]);
    const row = this.#require(rowId);
    const fixed = applyFix(readNode(row.json), fix, this.#lint);
    if (!fixed.ok) throw fixed.error;
    return this.#apply(
      `Fix row ${this.#order.lineOf(rowId)}`,
      [{ id: rowId, json: writeJson(fixed.value), position: row.position }],
      rowId,
    );
  }

  /** Applies a fix to every row that has the finding, as one step; cancelled, it has changed nothing. */
  async fixAll(rule: string, fix: string, control: JobControl): Promise<number> {
    const ids = this.#ids(
      { text: null, rule, level: null, clusterId: null, duplicatesOnly: false },
      { by: "line", descending: false },
    );
    const label = findRule(rule)?.fix?.label ?? "Fix";
    if (fix === "drop-row") {
      this.delete(ids);
      return ids.length;
    }
    const mutations: Mutation[] = [];
    for (const [index, id] of ids.entries()) {
      const row = this.#table.get(id);
      const fixed = row === null ? null : applyFix(readNode(row.json), fix, this.#lint);
      if (row !== null && fixed?.ok)
        mutations.push({ id, json: writeJson(fixed.value), position: row.position });
      if (index % SLICE_ROWS === 0) {
        control.onProgress(index, ids.length);
        await breathe();
        control.signal.throwIfAborted();
      }
    }
    if (mutations.length === 0)
      throw new DatasetError("FixDoesNotApply", { why: "no row has anything for it to mend" });
    this.#apply(`${label} (${mutations.length.toLocaleString("en")} rows)`, mutations, null);
    return mutations.length;
  }

  clusters(kind: "exact" | "near" | null, offset: number, limit: number): ResultOf<"dedup.clusters"> {
    const all = (
      this.#db
        .prepare(
          `SELECT cluster, count(*) AS size, count(DISTINCT exact_key) AS texts FROM rows WHERE cluster IS NOT NULL
         GROUP BY cluster ORDER BY size DESC, min(position)`,
        )
        .all() as { cluster: number; size: number; texts: number }[]
    )
      .map(({ cluster, size, texts }) => ({
        cluster,
        size,
        kind: texts === 1 ? ("exact" as const) : ("near" as const),
      }))
      .filter((entry) => kind === null || entry.kind === kind);
    return {
      total: all.length,
      rowsInClusters: all.reduce((sum, { size }) => sum + size, 0),
      threshold: this.#clusters.threshold,
      indexing: this.#busyWith !== null,
      clusters: all
        .slice(offset, offset + limit)
        .map(({ cluster, kind: clusterKind }) => this.#clusterView(cluster, clusterKind)),
    };
  }

  keep(clusterId: number, keepRowIds: readonly number[]): EditOutcome {
    const members = this.#members(clusterId);
    if (members.length === 0) throw new WorkspaceError("ClusterGone");
    const drop = members.filter(({ id }) => !keepRowIds.includes(id)).map(({ id }) => id);
    return this.delete(drop);
  }

  keepFirst(kind: "exact" | "near"): EditOutcome {
    const { clusters } = this.clusters(kind, 0, Number.MAX_SAFE_INTEGER);
    return this.delete(clusters.flatMap(({ members }) => members.slice(1).map(({ rowId }) => rowId)));
  }

  setThreshold(threshold: number): void {
    this.#requireIdle();
    this.#clusters.setThreshold(threshold);
    this.#recheckAll();
    this.#changed();
  }

  overview(): ResultOf<"stats.overview"> {
    const { turns, tokens, bytes } = this.#db
      .prepare(
        "SELECT coalesce(sum(turns), 0) AS turns, coalesce(sum(tokens), 0) AS tokens, coalesce(sum(length(CAST(json AS BLOB)) + 1), 0) AS bytes FROM rows",
      )
      .get() as { turns: number; tokens: number; bytes: number };
    return { rows: this.#order.count, turns, tokens, tokensEstimated: true, sizeBytes: bytes };
  }

  badLines(offset: number, limit: number): { total: number; items: BadLine[] } {
    const items = this.#db
      .prepare("SELECT * FROM bad_lines ORDER BY id LIMIT ? OFFSET ?")
      .all(limit, offset) as BadLineRow[];
    return {
      total: this.#count("SELECT count(*) FROM bad_lines"),
      items: items.map((item) => ({
        ...item,
        text: item.text.slice(0, BAD_LINE_SHOWN_CHARS),
        truncated: item.text.length > BAD_LINE_SHOWN_CHARS,
      })),
    };
  }

  mendBadLine(id: number, text: string): { rowId: number } {
    const bad = this.#db.prepare("SELECT * FROM bad_lines WHERE id = ?").get(id) as BadLineRow | undefined;
    if (bad === undefined) throw new WorkspaceError("BadLineGone");
    const parsed = parseRow(text);
    if (!parsed.ok) throw parsed.error;
    const { focusRowId } = this.#apply(
      `Mend line ${bad.line} of ${bad.source}`,
      [{ id: null, json: writeJson(parsed.value), position: this.#positionAfter(null) }],
      null,
      () => void this.#db.prepare("DELETE FROM bad_lines WHERE id = ?").run(id),
    );
    return { rowId: focusRowId ?? 0 };
  }

  discardBadLines(ids: readonly number[]): void {
    const remove = this.#db.prepare("DELETE FROM bad_lines WHERE id = ?");
    this.#db.transaction(() => {
      for (const id of ids) remove.run(id);
    })();
    this.#changed();
  }

  /** The bad lines as they were, one a line. */
  badLinesText(): string {
    const texts = this.#db.prepare("SELECT text FROM bad_lines ORDER BY id").pluck().all() as string[];
    return texts.map((text) => `${text}\n`).join("");
  }

  /**
   * Adds a file's rows at the end, as one step that can be undone. Cancelled or failed, it has changed nothing.
   * With `replace` the rows that are there go away in the same step.
   */
  async importFile(
    file: { readonly path: string; readonly name: string },
    format: ImportFormat,
    control: JobControl,
    { replace = false }: { readonly replace?: boolean } = {},
  ): Promise<{ rows: number; bad: number }> {
    this.#requireIdle();
    this.#busyWith = `importing ${file.name}`;
    const size = statSync(file.path).size;
    const added: number[] = [];
    let bad = 0;
    let position = this.#lastPosition();
    this.#db.exec("BEGIN IMMEDIATE");
    try {
      const former = replace ? this.#table.idsInOrder() : [];
      const sides: OtherSide[] = former.map((id) => this.#takeAway(id));
      await readPrepared(
        { path: file.path, format, options: this.#lint },
        (items, bytesRead) => {
          for (const item of items) {
            if (item.kind === "bad") {
              this.#db
                .prepare("INSERT INTO bad_lines (source, line, reason, text) VALUES (?, ?, ?, ?)")
                .run(file.name, item.line, item.reason, item.raw);
              bad++;
            } else {
              position += GAP;
              added.push(this.#table.put(null, item.json, position, item.derived));
            }
          }
          control.onProgress(bytesRead, size);
        },
        control.signal,
      );
      await breathe();
      control.signal.throwIfAborted();
      this.#clusters.refreshAll();
      this.#groups.refreshAll(this.#lint);
      this.#refreshAllLevels();
      const name = replace ? `Restore ${file.name}` : `Import ${file.name}`;
      this.#journal.record(name, [...sides, ...added.map((row) => ({ row, json: null, position: null }))]);
      this.#db.exec("COMMIT");
    } catch (error) {
      this.#db.exec("ROLLBACK");
      throw error;
    } finally {
      this.#busyWith = null;
    }
    this.#reorder();
    this.#changed();
    return { rows: added.length, bad };
  }

  /** Writes all rows, in their order, whole or not at all. The bytes are those of one moment. */
  async exportTo(
    file: string,
    form: ExportForm,
    control: JobControl,
  ): Promise<{ rows: number; sizeBytes: number; sha256: string; lost: readonly string[] }> {
    this.#requireIdle();
    const unfinished = `${file}.${randomUUID()}.part`;
    const ids = [...this.#order.all()];
    const revision = this.#revision;
    const out = createWriteStream(unfinished, { mode: 0o600 });
    const hash = createHash("sha256");
    const lost = new Set<string>();
    let sizeBytes = 0;
    try {
      await once(out, "open");
      for (let at = 0; at < ids.length; at += SLICE_ROWS) {
        control.signal.throwIfAborted();
        if (this.#revision !== revision)
          throw new WorkspaceError("Busy", { what: "the rows changed while they were written" });
        let text = "";
        for (const { json } of this.#table.getMany(ids.slice(at, at + SLICE_ROWS))) {
          const exported = exportRow(readNode(json), form);
          text += `${exported.text}\n`;
          for (const loss of exported.lost) lost.add(loss);
        }
        const bytes = Buffer.from(text, "utf8");
        hash.update(bytes);
        sizeBytes += bytes.length;
        if (!out.write(bytes)) await once(out, "drain");
        control.onProgress(Math.min(ids.length, at + SLICE_ROWS), ids.length);
      }
      out.end();
      await once(out, "finish");
      await syncFile(unfinished);
      await rename(unfinished, file);
      return { rows: ids.length, sizeBytes, sha256: hash.digest("hex"), lost: [...lost] };
    } catch (error) {
      out.destroy();
      await rm(unfinished, { force: true });
      throw error;
    }
  }

  /** Identities of all rows, for comparing with a snapshot. */
  identities(): { rowId: number; identity: string; json: string }[] {
    return this.#db
      .prepare("SELECT id AS rowId, hex(identity) AS identity, json FROM rows ORDER BY position, id")
      .all() as { rowId: number; identity: string; json: string }[];
  }

  lineOf(rowId: number): number {
    return this.#order.lineOf(rowId);
  }

  identityOf(json: string): string {
    return Buffer.from(this.#deriver.derive(json, this.#lint).identity).toString("hex").toUpperCase();
  }

  #apply(
    name: string,
    mutations: readonly Mutation[],
    focusRowId: number | null,
    also: () => void = () => {},
  ): EditOutcome {
    this.#requireIdle();
    if (mutations.length === 0) return this.#outcome(0, focusRowId);
    let focus = focusRowId;
    this.#db
      .transaction(() => {
        const { sides, ids } = this.#mutate(mutations);
        this.#journal.record(name, sides);
        also();
        focus ??= ids.find((id) => this.#table.get(id) !== null) ?? null;
      })
      .immediate();
    this.#reorder();
    this.#changed();
    return this.#outcome(mutations.length, focus);
  }

  /** Changes rows and everything that hangs on them; answers how they were before. */
  #mutate(mutations: readonly Mutation[]): { sides: OtherSide[]; ids: number[] } {
    const keys = noKeys();
    const formerClusters = new Set<number>();
    const known = mutations.flatMap(({ id }) => id ?? []);
    this.#groups.collectKeys(known, keys);
    const touched: number[] = [];
    const ids: number[] = [];
    const sides = mutations.map(({ id, json, position }): OtherSide => {
      const before = id === null ? null : this.#table.get(id);
      const formerKey = before === null ? null : comparableText(before.json);
      if (json === null || position === null) {
        if (before?.cluster != null) formerClusters.add(before.cluster);
        if (id !== null) this.#table.remove(id);
        return { row: id ?? 0, json: before?.json ?? null, position: before?.position ?? null };
      }
      const rowId =
        before !== null && before.json === json
          ? before.id
          : this.#table.put(id, json, position, this.#deriver.derive(json, this.#lint));
      if (before !== null && before.position !== position) this.#table.move(rowId, position);
      ids.push(rowId);
      if (formerKey !== comparableText(json)) {
        touched.push(rowId);
        if (before?.cluster != null) formerClusters.add(before.cluster);
      }
      return { row: rowId, json: before?.json ?? null, position: before?.position ?? null };
    });
    this.#groups.collectKeys(ids, keys);
    const clusterRows = this.#clusters.refresh(touched, formerClusters);
    const grouped = this.#groups.refresh(keys, clusterRows, this.#lint);
    this.#table.refreshLevels(new Set([...ids, ...grouped]));
    return { sides, ids };
  }

  #goOver(direction: "undo" | "redo"): EditOutcome & { step: string | null } {
    this.#requireIdle();
    const step: Step | null = this.#journal.next(direction);
    if (step === null) throw new WorkspaceError(direction === "undo" ? "NothingToUndo" : "NothingToRedo");
    let focus: number | null = null;
    this.#db
      .transaction(() => {
        const mutations = this.#journal
          .sides(step)
          .map(({ row, json, position }) => ({ id: row, json, position }));
        const { sides, ids } = this.#mutate(mutations);
        this.#journal.swap(step, sides);
        focus = ids[0] ?? null;
      })
      .immediate();
    this.#reorder();
    this.#changed();
    return { ...this.#outcome(step.rows, focus), step: step.name };
  }

  #takeAway(id: number): OtherSide {
    const row = this.#require(id);
    this.#table.remove(id);
    return { row: id, json: row.json, position: row.position };
  }

  #recheckAll(): void {
    this.#db
      .transaction(() => {
        for (const id of this.#order.all()) {
          const row = this.#table.get(id);
          if (row !== null)
            this.#table.put(id, row.json, row.position, this.#deriver.derive(row.json, this.#lint));
        }
        this.#clusters.refreshAll();
        this.#groups.refreshAll(this.#lint);
        this.#refreshAllLevels();
        this.#setMeta("lint", lintKey(this.#lint));
        this.#setMeta("threshold", String(this.#clusters.threshold));
      })
      .immediate();
  }

  #refreshAllLevels(): void {
    this.#db
      .prepare(
        `UPDATE rows SET level = coalesce((SELECT min(level) FROM findings WHERE row = rows.id), ${NO_LEVEL}),
           problems = (SELECT count(*) FROM findings WHERE row = rows.id)`,
      )
      .run();
  }

  #summary(row: StoredRow): RowSummary {
    const { system, turns } = viewRow(readNode(row.json));
    const user = turns[0]?.content ?? "";
    const assistant = turns[1]?.content ?? "";
    const systemText = system.kind === "text" ? system.text : "";
    const line = this.#order.lineOf(row.id);
    const beyond = this.#beyondLevel(line);
    return {
      id: row.id,
      line,
      system: system.kind === "text" ? { kind: "text", text: cut(systemText) } : system,
      user: cut(user),
      assistant: cut(assistant),
      cut: { system: isCut(systemText), user: isCut(user), assistant: isCut(assistant) },
      turns: row.turns,
      tokens: row.tokens,
      level: levelOfRank(Math.min(row.level, beyond === null ? NO_LEVEL : rankOf(beyond))),
      problems: row.problems + (beyond === null ? 0 : 1),
      clusterId: row.cluster,
      clusterKind: row.cluster === null ? null : this.#clusterKind(row.cluster),
    };
  }

  #beyondLevel(line: number) {
    const { rowsLimit } = this.#lint;
    return rowsLimit !== null && line > rowsLimit ? levelOf("beyond-rows", this.#lint) : null;
  }

  #findingsOf(rowId: number): FindingView[] {
    const stored = this.#db
      .prepare("SELECT * FROM findings WHERE row = ? ORDER BY level, rule, turn")
      .all(rowId) as FindingRow[];
    const findings = stored.map(
      ({ rule, level, turn, message, fix, fix_label }): FindingView => ({
        rule,
        level: levelOfRank(level) ?? "hint",
        turn,
        message,
        fix: fix === null ? null : { id: fix, label: fix_label ?? fix },
      }),
    );
    if (this.#beyondLevel(this.#order.lineOf(rowId)) === null) return findings;
    const message = `Only the first ${this.#lint.rowsLimit?.toLocaleString("en")} rows count.`;
    const beyond = toFinding({ rule: "beyond-rows", turn: null, message }, this.#lint);
    return beyond === null ? findings : [...findings, beyond];
  }

  #group(rule: string, level: number, rows: number): ProblemGroup {
    const described = findRule(rule);
    const fix = described === null ? null : fixOf(described.id, this.#lint);
    const first = this.#ids(
      { text: null, rule, level: null, clusterId: null, duplicatesOnly: false },
      { by: "line", descending: false },
    );
    return {
      rule,
      title: described?.title ?? rule,
      level: levelOfRank(level) ?? "hint",
      sentence: described?.sentence ?? "",
      mend: described?.mend ?? "",
      rows,
      firstRowIds: first.slice(0, 5),
      fixAll: fix === null ? null : { id: fix.id, label: fix.label },
      wholeDataset: false,
    };
  }

  #datasetGroups(): ProblemGroup[] {
    const commonest = this.#db
      .prepare(
        "SELECT start AS words, count(*) AS rows FROM rows WHERE start IS NOT NULL GROUP BY start ORDER BY rows DESC LIMIT 1",
      )
      .get() as { words: string; rows: number } | undefined;
    const observations = observeDataset({
      rows: this.#order.count,
      shortAnswers: this.#count("SELECT count(*) FROM rows WHERE short_answer = 1"),
      commonestStart: commonest ?? null,
    });
    return observations.flatMap((observation) => {
      const finding = toFinding(observation, this.#lint);
      const rule = lintRules.find(({ id }) => id === observation.rule);
      if (finding === null || rule === undefined) return [];
      const { id, title, mend } = rule;
      return [
        {
          rule: id,
          title,
          level: finding.level,
          sentence: finding.message,
          mend,
          rows: 0,
          firstRowIds: [],
          fixAll: null,
          wholeDataset: true,
        },
      ];
    });
  }

  #duplicatesOf(row: StoredRow): RowDetail["duplicates"] {
    if (row.cluster === null) return [];
    const mine = shingleSet(comparableText(row.json));
    return this.#members(row.cluster)
      .filter(({ id }) => id !== row.id)
      .slice(0, 20)
      .map(({ id, json }) => ({
        rowId: id,
        line: this.#order.lineOf(id),
        similarity: jaccard(mine, shingleSet(comparableText(json))),
        excerpt: cut(viewRow(readNode(json)).turns[0]?.content ?? ""),
      }));
  }

  #members(cluster: number): StoredRow[] {
    const ids = this.#db
      .prepare("SELECT id FROM rows WHERE cluster = ? ORDER BY position, id")
      .pluck()
      .all(cluster) as number[];
    return this.#table.getMany(ids);
  }

  #clusterKind(cluster: number): "exact" | "near" {
    return this.#count("SELECT count(DISTINCT exact_key) FROM rows WHERE cluster = ?", cluster) === 1
      ? "exact"
      : "near";
  }

  #clusterView(cluster: number, kind: "exact" | "near"): ClusterView {
    const rows = this.#members(cluster);
    const sets = rows.slice(0, 50).map(({ json }) => shingleSet(comparableText(json)));
    const first = sets[0];
    const members = rows.map(({ id, json, tokens, level }) => {
      const { turns } = viewRow(readNode(json));
      return {
        rowId: id,
        line: this.#order.lineOf(id),
        user: cut(turns[0]?.content ?? ""),
        assistant: cut(turns[1]?.content ?? ""),
        tokens,
        level: levelOfRank(level),
      };
    });
    const similarities =
      first === undefined || kind === "exact" ? [1] : sets.slice(1).map((set) => jaccard(first, set));
    return {
      id: cluster,
      kind,
      size: rows.length,
      minSimilarity: Math.min(...similarities),
      excerpt: members[0]?.user ?? "",
      members,
    };
  }

  #ids(filter: RowFilter, sort: RowSort): readonly number[] {
    return this.#query.ids(filter, sort, this.#revision, this.#lint.rowsLimit);
  }

  #require(rowId: number): StoredRow {
    const row = this.#table.get(rowId);
    if (row === null) throw new WorkspaceError("RowGone");
    return row;
  }

  #requireIdle(): void {
    if (this.#busyWith !== null) throw new WorkspaceError("Busy", { what: this.#busyWith });
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

  #reorder(): void {
    this.#order.reset(this.#table.idsInOrder());
  }

  #outcome(rowsChanged: number, focusRowId: number | null): EditOutcome {
    return { revision: this.#revision, rowsChanged, focusRowId };
  }

  #changed(): void {
    this.#revision++;
    this.#onChange();
  }

  #count(sql: string, ...values: (string | number)[]): number {
    return this.#db
      .prepare(sql)
      .pluck()
      .get(...values) as number;
  }

  #setMeta(key: string, value: string): void {
    this.#db
      .prepare(
        "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
      )
      .run(key, value);
  }
}

interface BadLineRow {
  readonly id: number;
  readonly source: string;
  readonly line: number;
  readonly reason: string;
  readonly text: string;
}

interface FindingRow {
  readonly rule: string;
  readonly level: number;
  readonly turn: number | null;
  readonly message: string;
  readonly fix: string | null;
  readonly fix_label: string | null;
}

const cut = (text: string): string => text.slice(0, ROW_EXCERPT_CHARS);
const isCut = (text: string): boolean => text.length > ROW_EXCERPT_CHARS;
const lintKey = (options: LintOptions): string => JSON.stringify(options);

async function syncFile(path: string): Promise<void> {
  const handle = await openHandle(path, "r+");
  await handle.sync();
  await handle.close();
}
