import { basename } from "node:path";
import {
  type BadLine,
  type BulkAction,
  type ClusterView,
  type EditOutcome,
  FILE_ORDER,
  type FindQuery,
  type Glance,
  type KeepRule,
  NO_FILTER,
  type Phrase,
  type ResultOf,
  type RowChange,
  type RowDetail,
  type RowFilter,
  type RowScope,
  type RowSort,
  type Said,
} from "../../../src-shared/contract/index.ts";
import {
  type ExportForm,
  type Finding,
  type ImportFormat,
  lintRow,
  parseJson,
} from "../../../src-shared/dataset/index.ts";
import type { TokenizerFile } from "../../../src-shared/engine/index.ts";
import type { FileLock } from "../host/index.ts";
import { claimFile } from "./connection.ts";
import { WorkspaceError } from "./errors.ts";
import type { RankedRow, Ranking } from "./ranking.ts";
import { type Exported, exportFile } from "./reading/export-file.ts";
import { type ProjectCounts, ProjectReader } from "./reading/project-reader.ts";
import { identityOf } from "./writing/derive.ts";
import type { CommandName, CommandParams, CommandResult } from "./writing/messages.ts";
import { type Standards, standardsKey, type Written } from "./writing/project-writer.ts";
import { type JobControl, WriterThread } from "./writing/writer-thread.ts";

export interface ProjectOptions {
  readonly path: string;
  readonly mode: "create" | "open";
  /** What rows are held to, given the competition that the project remembers, or null. */
  readonly standardsFor: (profileId: string | null) => Standards & { readonly profileId: string };
  /** Called after every change that is stored. */
  readonly onChange: () => void;
  /** Called with the check of all rows, where they were held to other standards when the project was open last. */
  /** Called with what prevented rows from being worked out. */
  readonly report: (error: unknown) => void;
  readonly watch: (check: (control: JobControl) => Promise<void>) => Promise<void>;
}

/** While rows are worked out, what came of it is shown so often. */
const LEAST_BETWEEN_LOOKS_MS = 500;
const ALIKE_SHOWN = 5;
const NATIVE: ImportFormat = { container: "jsonl", form: "native", mapping: null };
/** Steps over so many rows take long enough to be watched. */
const LONG_STEP_ROWS = 500;

/**
 * One open project: a dataset in an SQLite file that this process alone may write. A thread of its own makes the
 * changes, one after the other; reading goes on meanwhile and sees what was committed last.
 */
export class Project {
  readonly path: string;
  readonly #lock: FileLock;
  readonly #writer: WriterThread;
  readonly #reader: ProjectReader;
  readonly #onChange: () => void;
  #standards: Standards & { readonly profileId: string };
  readonly #report: (error: unknown) => void;
  readonly #closing = new AbortController();
  #busyWith: Said | null = null;
  #changes = 0;
  #backlog: Promise<void> = Promise.resolve();
  #counts: Promise<void> = Promise.resolve();
  /** True after something prevented it: it is tried again when somebody next waits for it. */
  #isBacklogStuck = false;

  private constructor({ path, standardsFor, onChange, report }: ProjectOptions, lock: FileLock) {
    this.path = path;
    this.#report = report;
    this.#lock = lock;
    this.#onChange = onChange;
    this.#reader = new ProjectReader(path);
    this.#standards = standardsFor(this.#reader.meta("profile"));
    const { lint, threshold, evalSet, tokenizer } = this.#standards;
    this.#reader.hold(this.#standards);
    this.#writer = new WriterThread({ path, lint, threshold, evalSet, tokenizer });
  }

  /** Rejects with a WorkspaceError where the file cannot be opened. */
  static async open(options: ProjectOptions): Promise<Project> {
    const lock = claimFile(options.path, options.mode);
    let project: Project;
    try {
      project = new Project(options, lock);
    } catch (error) {
      lock.release();
      throw error;
    }
    if (project.#reader.meta("standards") === standardsKey(project.#standards)) {
      project.#workOut();
      return project;
    }
    const check = (control: JobControl): Promise<void> => project.hold(project.#standards, control);
    try {
      if (options.mode === "create") await check(UNWATCHED);
      else await options.watch(check);
      project.#workOut();
      return project;
    } catch (error) {
      await project.close();
      throw error;
    }
  }

  /** Ends after what is under way; rows that are yet to be worked out are when the project is opened next. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#writer.close();
    this.#reader.close();
    this.#lock.release();
  }

  get name(): string {
    return this.#reader.meta("name") ?? basename(this.path, ".assay");
  }

  get profileId(): string {
    return this.#standards.profileId;
  }

  get threshold(): number {
    return this.#standards.threshold;
  }

  /** What is being done to many rows, or null. */
  get busyWith(): Said | null {
    return this.#busyWith;
  }

  async rename(name: string): Promise<void> {
    await this.#writer.run("setMeta", { key: "name", value: name });
    this.#changed();
  }

  /** Holds all rows to the rules of a competition and a threshold, from now on. */
  async hold(standards: Standards & { readonly profileId: string }, control: JobControl): Promise<void> {
    await this.#atLength({ phrase: "checkingAllRows" }, async () => {
      await this.settled();
      await this.#writer.run("recheck", standards, control);
      this.#standards = standards;
      this.#reader.hold(standards);
      this.#changed();
      this.#countTokens();
    });
  }

  /** From now on, this one counts tokens: those of all rows are counted anew, beside all else. */
  async countWith(tokenizer: TokenizerFile | null): Promise<void> {
    if (tokenizer?.id === this.#standards.tokenizer?.id) return;
    await this.#writer.run("countWith", { tokenizer });
    this.#standards = { ...this.#standards, tokenizer };
    this.#reader.hold(this.#standards);
    this.#changed();
    this.#countTokens();
  }

  /**
   * Fulfilled when tokens, problems and duplicates of all rows are worked out; rejects with what prevented it. Changes can
   * be made meanwhile.
   */
  settled(): Promise<void> {
    if (this.#isBacklogStuck) this.#workOut();
    return this.#backlog;
  }

  /** Fulfilled when moreover the tokens of all rows are counted, where a tokenizer is here. */
  async counted(): Promise<void> {
    await this.settled();
    await this.#counts;
  }

  /** What goes on beside all else: what came of it is shown now and then. */
  #beside(): JobControl {
    let shownAt = 0;
    const onProgress = (): void => {
      if (performance.now() - shownAt < LEAST_BETWEEN_LOOKS_MS) return;
      shownAt = performance.now();
      this.#changed();
    };
    return { signal: this.#closing.signal, onProgress };
  }

  /** Counts the tokens of rows of which they are estimates, or another tokenizer's. */
  #countTokens(): void {
    this.#counts = this.#writer.run("countTokens", {}, this.#beside()).then(() => this.#changed());
    this.#counts.catch((error: unknown) => {
      if (this.#closing.signal.aborted) return;
      this.#report(error);
      // What cannot be used is as good as not here: another try begins with fetching it again.
      if (this.#standards.tokenizer !== null) this.countWith(null).catch(this.#report);
    });
  }

  /** Works out the rows of which that is yet to be done, beside all else. */
  #workOut(): void {
    this.#backlog = this.#writer.run("workOut", {}, this.#beside()).then(() => {
      this.#changed();
      this.#countTokens();
    });
    this.#isBacklogStuck = false;
    this.#backlog.catch((error: unknown) => {
      this.#isBacklogStuck = true;
      if (!this.#closing.signal.aborted) this.#report(error);
    });
  }

  counts(): ProjectCounts & { readonly changes: number } {
    return { ...this.#reader.counts(), changes: this.#changes };
  }

  window(filter: RowFilter, sort: RowSort, offset: number, limit: number): Promise<ResultOf<"rows.window">> {
    return this.#reader.window(filter, sort, offset, limit);
  }

  locate(rowId: number, filter: RowFilter, sort: RowSort): Promise<number | null> {
    return this.#reader.locate(rowId, filter, sort);
  }

  lineOf(rowId: number): number {
    return this.#reader.lineOf(rowId);
  }

  detail(rowId: number): RowDetail | null {
    return this.#reader.detail(rowId);
  }

  /** What the rules say of a row's JSON by itself; nothing where it is no JSON. */
  async check(json: string): Promise<Finding[]> {
    const node = parseJson(json);
    if (!node.ok) return [];
    const lengths = await this.#writer.run("lengthsOf", { json });
    return lintRow(node.value, this.#standards.lint, lengths ?? undefined);
  }

  /** Rejects as `MemberWouldChange` where the row would no longer be a member of the eval set, unless that is meant. */
  async edit(rowId: number, change: RowChange, { isMeant = false } = {}): Promise<EditOutcome> {
    if (!isMeant && this.#reader.membershipOf(rowId) === "member")
      throw new WorkspaceError("MemberWouldChange", { line: this.#reader.lineOf(rowId) });
    return this.#write("edit", { rowId, change, line: this.#reader.lineOf(rowId) }, rowId);
  }

  /** Several changes as one step; rejects as `MemberWouldChange` like `edit`. */
  async editMany(
    name: Said,
    edits: readonly { readonly rowId: number; readonly change: RowChange }[],
    { isMeant = false } = {},
  ): Promise<EditOutcome> {
    const member = isMeant
      ? undefined
      : edits.find(({ rowId }) => this.#reader.membershipOf(rowId) === "member");
    if (member !== undefined)
      throw new WorkspaceError("MemberWouldChange", { line: this.#reader.lineOf(member.rowId) });
    return this.#write("editMany", { edits, name }, edits[0]?.rowId ?? null);
  }

  insert(afterRowId: number | null): Promise<EditOutcome> {
    return this.#write("insert", { afterRowId });
  }

  duplicate(rowId: number): Promise<EditOutcome> {
    return this.#write("duplicate", { rowId });
  }

  async delete(rowIds: readonly number[], control?: JobControl): Promise<EditOutcome> {
    const focus = this.#reader.neighbourOf(rowIds);
    if (rowIds.length < LONG_STEP_ROWS) return this.#write("delete", { rowIds }, focus);
    return this.#atLength({ phrase: "deletingRows" }, () =>
      this.#write("delete", { rowIds }, focus, control),
    );
  }

  fixRow(rowId: number, fix: string): Promise<EditOutcome> {
    if (fix === "drop-row") return this.delete([rowId]);
    return this.#write("fixRow", { rowId, fix, line: this.#reader.lineOf(rowId) }, rowId);
  }

  /** Applies a fix to every row that has the finding, as one step; cancelled, it has changed nothing. */
  async fixAll(rule: string, fix: string, control: JobControl): Promise<number> {
    const rowIds = this.#reader.idsWith(rule);
    if (fix === "drop-row") return (await this.delete(rowIds, control)).rowsChanged;
    const label: Phrase = { phrase: "overRows", what: { phrase: fix }, rows: rowIds.length };
    const { rowsChanged } = await this.#atLength({ phrase: "mendingRows" }, () =>
      this.#write("fixRows", { rowIds, fix, label }, null, control),
    );
    return rowsChanged;
  }

  /** Does something to many rows, as one step; cancelled, it has changed nothing. */
  async bulk(scope: RowScope, action: BulkAction, control: JobControl): Promise<EditOutcome> {
    const rowIds = await this.#idsOf(scope);
    const what = bulkTitle(action);
    const label: Phrase = { phrase: "overRows", what, rows: rowIds.length };
    const run = (): Promise<EditOutcome> => {
      switch (action.kind) {
        case "delete":
          return this.#write("delete", { rowIds }, this.#reader.neighbourOf(rowIds), control);
        case "duplicate":
          return this.#write("duplicateRows", { rowIds, label }, null, control);
        case "move":
          return this.#write("moveRows", { rowIds, to: action.to, label }, rowIds[0] ?? null, control);
        case "moveBefore":
          return this.#write(
            "moveBefore",
            { rowIds, before: action.rowId, label },
            rowIds[0] ?? null,
            control,
          );
        case "merge":
          return this.#write("mergeRows", { rowIds, label }, rowIds[0] ?? null, control);
        case "tag":
          return this.#write("tagRows", { rowIds, tag: action.tag, isOn: action.isOn, label }, null, control);
        default:
          return this.#write("changeRows", { rowIds, action, label }, null, control);
      }
    };
    return this.#atLength({ phrase: "doingToRows", what }, run);
  }

  split(rowId: number, turn: number): Promise<EditOutcome> {
    return this.#write("splitRow", { rowId, turn, line: this.#reader.lineOf(rowId) }, rowId);
  }

  /** What a replacement would do, looked at in slices, so that everything else goes on meanwhile. */
  async previewReplace(
    scope: RowScope,
    find: FindQuery,
    replacement: string,
    limit: number,
  ): Promise<ResultOf<"bulk.preview">> {
    return this.#reader.previewReplace(await this.#idsOf(scope), find, replacement, limit);
  }

  async #idsOf(scope: RowScope): Promise<readonly number[]> {
    return scope.kind === "rows" ? scope.rowIds : this.#reader.ids(scope.filter, FILE_ORDER);
  }

  /** True where undo or redo would go over so many rows that it should be watched. */
  isNextStepLong(direction: "undo" | "redo"): boolean {
    return this.#reader.rowsOfNextStep(direction) >= LONG_STEP_ROWS;
  }

  async goOver(
    direction: "undo" | "redo",
    control?: JobControl,
  ): Promise<EditOutcome & { readonly step: Said }> {
    this.#requireIdle();
    return this.#atLength({ phrase: direction === "undo" ? "undoingStep" : "redoingStep" }, async () => {
      const written = await this.#writer.run("goOver", { direction }, control);
      return { ...this.#outcome(written), step: written.step };
    });
  }

  /** Goes over steps until one of them is the last that is done; null: until none is. */
  goTo(stepId: number | null, control: JobControl): Promise<EditOutcome> {
    return this.#atLength({ phrase: "goingThroughHistory" }, async () => {
      try {
        return this.#outcome(await this.#writer.run("goTo", { stepId }, control));
      } catch (error) {
        // Cancelled on the way, some steps may have been gone over.
        this.#changes++;
        this.#changed({ isReordered: true });
        throw error;
      }
    });
  }

  history(limit: number): ResultOf<"history.list"> {
    return this.#reader.history(limit);
  }

  problemGroups(): Promise<ResultOf<"lint.summary">["groups"]> {
    return this.#reader.problemGroups();
  }

  tags(): ResultOf<"rows.tags"> {
    return this.#reader.tags();
  }

  versions(rowId: number): ResultOf<"rows.versions"> {
    return this.#reader.versions(rowId);
  }

  /** Gives a row these tags and no others. */
  setTags(rowId: number, tags: readonly string[], name: Said): Promise<EditOutcome> {
    return this.#write("setTags", { rowId, tags, name }, rowId);
  }

  /** Says of rows that they are no duplicates of each other. */
  setApart(rowIds: readonly number[]): Promise<EditOutcome> {
    const label: Phrase = {
      phrase: "overRows",
      what: { phrase: "notDuplicates" },
      rows: rowIds.length,
    };
    return this.#write("setApart", { rowIds, label }, rowIds[0] ?? null);
  }

  /** The rows that say the same or nearly the same as one that is being written. */
  async alike(json: string, exceptRowId: number | null): Promise<ResultOf<"dedup.alike">> {
    if (!parseJson(json).ok) return [];
    const found = await this.#writer.run("findAlike", { json, exceptRowId, limit: ALIKE_SHOWN });
    return found.map(({ rowId, similarity }) => this.#reader.likeness(rowId, similarity));
  }

  /** A fact about the project as a whole, or null. */
  meta(key: string): string | null {
    return this.#reader.meta(key);
  }

  async setMeta(key: string, value: string): Promise<void> {
    await this.#writer.run("setMeta", { key, value });
  }

  /** Tags those of some new rows, of which the ids follow each other, that say what an earlier row says. */
  async tagKnown(firstRowId: number, rows: number, tag: string): Promise<void> {
    const rowIds = this.#reader.knownBefore(firstRowId, firstRowId + rows - 1);
    if (rowIds.length === 0) return;
    await this.#write("tagRows", { rowIds, tag, isOn: true, label: { phrase: "knownTagged" } });
  }

  /** Tags the rows that say the same or nearly the same as a row of a file, as one step. */
  async tagAlike(
    file: { readonly path: string; readonly name: Said },
    format: ImportFormat,
    tag: string,
    control: JobControl,
  ): Promise<number> {
    await this.settled();
    const label: Phrase = { phrase: "alikeTagged", name: file.name };
    const params = { path: file.path, format, tag, label };
    const { rowsChanged } = await this.#atLength({ phrase: "comparingRows" }, () =>
      this.#write("tagAlike", params, null, control),
    );
    return rowsChanged;
  }

  /** Remembers what was published, to tell which rows changed since. */
  async setPublished(path: string, publicationId: string): Promise<void> {
    if (this.#reader.meta("published") === publicationId) return;
    await this.#writer.run("setPublished", { path, format: NATIVE });
    await this.#writer.run("setMeta", { key: "published", value: publicationId });
    this.#changed();
  }

  /** Shows what a preview found rows to do, in the place of what another found; null forgets it. */
  async setRanking(ranking: Ranking | null, rows: readonly RankedRow[]): Promise<void> {
    await this.#writer.run("setRanking", { ranking, rows });
    this.#changed();
  }

  /** The preview that ranked the rows; null for none. */
  get ranking(): Ranking | null {
    return this.#reader.ranking();
  }

  clusters(kind: ClusterView["kind"] | null, offset: number, limit: number): ResultOf<"dedup.clusters"> {
    const { threshold } = this.#standards;
    return { ...this.#reader.clusters(kind, offset, limit), threshold, indexing: this.#busyWith !== null };
  }

  keep(clusterId: number, keepRowIds: readonly number[]): Promise<EditOutcome> {
    const members = this.#reader.membersOf(clusterId);
    if (members.length === 0) return Promise.reject(new WorkspaceError("ClusterGone"));
    return this.delete(members.filter((id) => !keepRowIds.includes(id)));
  }

  /** Keeps the best member of every cluster of a kind; of equally good ones the first. */
  keepBest(kind: "exact" | "near", by: KeepRule): Promise<EditOutcome> {
    return this.delete(this.#reader.allButBest(kind, by));
  }

  /** The dataset in numbers. */
  glance(): Promise<Glance> {
    return this.#reader.glance();
  }

  badLines(offset: number, limit: number): { total: number; items: BadLine[] } {
    return this.#reader.badLines(offset, limit);
  }

  badLinesText(): string {
    return this.#reader.badLinesText();
  }

  async mendBadLine(id: number, text: string): Promise<{ rowId: number }> {
    const { focusRowId } = await this.#write("mendBadLine", { id, text });
    return { rowId: focusRowId ?? 0 };
  }

  async discardBadLines(ids: readonly number[]): Promise<void> {
    this.#requireIdle();
    await this.#writer.run("discardBadLines", { ids });
    this.#changed();
  }

  /**
   * Adds a file's rows at the end, as one step that can be undone. They can be read as they come; what is worked out of
   * them follows, see `settled`. Cancelled or failed, it has changed nothing.
   * With `replace` the rows that are there go away in the same step.
   */
  importFile(
    file: { readonly path: string; readonly name: Said; readonly entry?: string | undefined },
    format: ImportFormat,
    control: JobControl,
    { replace = false }: { readonly replace?: boolean } = {},
  ): Promise<{ rows: number; bad: number; firstRowId: number | null }> {
    return this.#atLength({ phrase: "importing", name: file.name }, async () => {
      await this.settled();
      const take = (first: number, last: number): void => {
        this.#reader.append(first, last);
        this.#onChange();
      };
      try {
        const written = await this.#writer.run("importFile", { ...file, format, replace }, control, take);
        if (written.rowsChanged > 0) this.#changes++;
        return { rows: written.rowsChanged, bad: written.bad, firstRowId: written.firstRowId };
      } finally {
        this.#changed({ isReordered: true });
        this.#workOut();
      }
    });
  }

  /** Writes rows, in their order, whole or not at all. The bytes are those of one moment. */
  async exportTo(
    file: string,
    form: ExportForm,
    control: JobControl,
    scope: RowScope | null = null,
  ): Promise<Exported> {
    const only = scope === null ? null : new Set(await this.#idsOf(scope));
    return exportFile(this.path, file, form, control, only);
  }

  /** What of these rows a form cannot hold. */
  async exportLosses(form: ExportForm, scope: RowScope | null): Promise<ResultOf<"export.preview">> {
    const ids = await this.#idsOf(scope ?? { kind: "filter", filter: NO_FILTER });
    return this.#reader.losses(ids, form);
  }

  /** Identities of all rows, in order, for comparing with a snapshot. */
  async identities(): Promise<{ rowId: number; identity: string }[]> {
    await this.settled();
    return this.#reader.identities();
  }

  jsonOf(rowId: number): string | null {
    return this.#reader.jsonOf(rowId);
  }

  identityOf(json: string): string {
    return identityOf(json);
  }

  async #write<C extends WritingCommand>(
    command: C,
    params: CommandParams<C>,
    focusRowId: number | null = null,
    control?: JobControl,
  ): Promise<EditOutcome> {
    if (control === undefined) this.#requireIdle();
    return this.#outcome(await this.#writer.run(command, params, control), focusRowId);
  }

  /** One large change at a time; others are refused as `Busy` meanwhile. */
  async #atLength<T>(what: Phrase, work: () => Promise<T>): Promise<T> {
    this.#requireIdle();
    this.#busyWith = what;
    try {
      return await work();
    } finally {
      this.#busyWith = null;
    }
  }

  #requireIdle(): void {
    if (this.#busyWith !== null) throw new WorkspaceError("Busy", { what: this.#busyWith });
  }

  #outcome(written: Written, focusRowId: number | null = null): EditOutcome {
    if (written.rowsChanged > 0) {
      this.#changes++;
      this.#changed(written);
      if (this.#standards.tokenizer !== null) this.#countTokens();
    }
    const { rowsChanged, firstRowId } = written;
    return { change: this.#changes, rowsChanged, focusRowId: focusRowId ?? firstRowId };
  }

  #changed({ isReordered }: { isReordered: boolean } = { isReordered: false }): void {
    this.#reader.refresh({ isReordered });
    this.#onChange();
  }
}

/** Of a text that is replaced, so much is part of the name. */
const NAMED_CHARS = 40;

/** What an action is called, in the history and while it runs. */
export function bulkTitle(action: BulkAction): Phrase {
  switch (action.kind) {
    case "setSystem":
      return { phrase: "systemSet" };
    case "removeSystem":
      return { phrase: "systemRemoved" };
    case "trim":
      return { phrase: "textsTrimmed" };
    case "fix":
      return { phrase: "fixApplied" };
    case "changeRole":
      return { phrase: "roleChanged", from: action.from, to: action.to };
    case "replace":
      return { phrase: "textReplaced", text: action.find.text.slice(0, NAMED_CHARS) };
    case "delete":
      return { phrase: "deleted" };
    case "duplicate":
      return { phrase: "duplicated" };
    case "move":
      return { phrase: action.to === "first" ? "movedToTop" : "movedToEnd" };
    case "moveBefore":
      return { phrase: "moved" };
    case "merge":
      return { phrase: "merged" };
    case "tag":
      return { phrase: action.isOn ? "tagged" : "untagged", tag: action.tag };
  }
}

/** For what is done at once. */
const UNWATCHED: JobControl = { signal: new AbortController().signal, onProgress: () => {} };

/** The commands that answer what they wrote. */
type WritingCommand = {
  [C in CommandName]: CommandResult<C> extends Written ? C : never;
}[CommandName];
