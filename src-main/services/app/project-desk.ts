import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { z } from "zod";
import { CompetitionError, lintOptionsOf } from "../../../src-shared/competition/index.ts";
import {
  AssayError,
  type Comparison,
  type Handlers,
  type ImportFormat,
  type ImportSource,
  type Inspection,
  type Job,
  type MethodName,
  type Phrase,
  type ProjectInfo,
  type ResultOf,
  type Said,
} from "../../../src-shared/contract/index.ts";
import {
  DatasetError,
  detectFormat,
  Losses,
  parseJson,
  readAllRows,
  viewRow,
} from "../../../src-shared/dataset/index.ts";
import type { ModelShelf } from "../../../src-shared/engine/index.ts";
import type { HubClient, RepoFile } from "../../../src-shared/hub/index.ts";
import type { EvalSetShelf } from "../eval-set/index.ts";
import { type ArchiveEntry, entriesOf, openReadable, readHead, startsAsZip } from "../files/index.ts";
import { PublishError } from "../publish/index.ts";
import type { SettingsStore } from "../settings/index.ts";
import {
  bulkTitle,
  type JobControl,
  Project,
  type Standards,
  WorkspaceError,
  writeEvalSetRows,
} from "../workspace/index.ts";
import type { DownloadShelf } from "./download-shelf.ts";
import { FolderWatch } from "./folder-watch.ts";
import { importFiles } from "./import-files.ts";
import type { Jobs } from "./jobs.ts";
import type { ProfileShelf } from "./profile-shelf.ts";
import { datasetCard, qualityReport } from "./quality-report.ts";
import type { UploadShelf } from "./upload-shelf.ts";

type Pick<P extends string> = Extract<MethodName, `${P}.${string}`>;
type DeskMethods = Pick<
  | "project"
  | "samples"
  | "profiles"
  | "import"
  | "badLines"
  | "export"
  | "rows"
  | "bulk"
  | "history"
  | "lint"
  | "dedup"
  | "stats"
>;

export interface ProjectDeskOptions {
  readonly dataDir: string;
  readonly samplesDir: string;
  readonly settings: SettingsStore;
  readonly profiles: ProfileShelf;
  readonly evalSets: EvalSetShelf;
  readonly models: ModelShelf;
  readonly jobs: Jobs;
  readonly uploads: UploadShelf;
  readonly downloads: DownloadShelf;
  /** The hub of the network that is chosen. */
  readonly hub: () => Promise<HubClient>;
  readonly onChange: (info: ProjectInfo | null) => void;
  readonly report: (error: unknown) => void;
  /** The file that a publication was made of; null where there is none. */
  readonly snapshotPath: (publicationId: string) => string | null;
}

const NATIVE: ImportFormat = { container: "jsonl", form: "native", mapping: null };
/** Files of a dataset on the hub that are worth offering. */
const HOLDS_ROWS = /\.(?:jsonl|ndjson|json|csv|tsv|parquet|zip)(?:\.gz)?$/i;
const MAX_FETCHED_BYTES = 64 * 1024 ** 3;
const EXPORT_NAMES = {
  native: "data.jsonl",
  messages: "data.messages.jsonl",
  sharegpt: "data.sharegpt.jsonl",
  alpaca: "data.alpaca.jsonl",
  qa: "data.qa.jsonl",
  csv: "data.csv",
} as const;
/** A watched folder is looked at so often. */
const LOOK_EVERY_MS = 2_000;
/** What rows from a watched folder are tagged that say what was there already. */
const KNOWN_TAG = "was there already";
const SAMPLE_BYTES = 256 * 1024;
const PREVIEW_ROWS = 5;
const KEPT_RECENT = 12;
const CHECK_ALL: Phrase = { phrase: "checkAllRows" };
const recentSchema = z.array(
  z.object({ path: z.string(), name: z.string(), openedAt: z.string(), rows: z.number().nullable() }),
);

/** A file to read rows from. */
interface SourceFile {
  readonly path: string;
  /** By its ending its form is told. */
  readonly fileName: string;
  /** What people call it. */
  readonly name: Said;
  readonly entry?: string | undefined;
}

/** The open project and everything the screen asks about it. */
export class ProjectDesk {
  readonly #options: ProjectDeskOptions;
  #project: Project | null = null;
  #watch: FolderWatch | null = null;
  #looking: NodeJS.Timeout | undefined;

  constructor(options: ProjectDeskOptions) {
    this.#options = options;
  }

  get project(): Project | null {
    return this.#project;
  }

  /** The open project; throws `ProjectNone`. */
  require(): Project {
    if (this.#project === null) throw new WorkspaceError("ProjectNone");
    return this.#project;
  }

  profileId(): string {
    return this.#project?.profileId ?? this.#options.settings.get().profileId;
  }

  /** Looks at the open project's rows again, where it is held to a competition whose eval set is another now. */
  async holdAgain(profileId: string, control: JobControl): Promise<void> {
    if (this.#project?.profileId === profileId) await this.#project.hold(this.#standards(profileId), control);
  }

  /** To be called when a tokenizer came or went. */
  async countAgain(): Promise<void> {
    const project = this.#project;
    if (project !== null) await project.countWith(this.#standards(project.profileId).tokenizer);
  }

  info(): ProjectInfo | null {
    const project = this.#project;
    if (project === null) return null;
    return { path: project.path, name: project.name, profileId: this.profileId(), ...project.counts() };
  }

  async close(): Promise<void> {
    const project = this.#project;
    if (project === null) return;
    this.#remember();
    clearInterval(this.#looking);
    this.#watch = null;
    this.#project = null;
    await project.close();
    this.#options.onChange(null);
  }

  readonly handlers: { [M in DeskMethods]: Handlers[M] } = {
    "project.recent": async () =>
      this.#recent().map((entry) => ({ ...entry, exists: existsSync(entry.path) })),
    "project.create": async ({ name, path }) => this.#open(path ?? this.#freePath(name), "create", name),
    "project.open": async ({ path }) => this.#open(path, "open"),
    "project.close": async () => {
      await this.close();
      return {};
    },
    "project.info": async () => this.info(),
    "project.setProfile": async ({ profileId }) => {
      const project = this.require();
      const standards = this.#standards(profileId);
      await this.#watched("lint", CHECK_ALL, (control) => project.hold(standards, control));
      return this.#requireInfo();
    },
    "project.rename": async ({ name }) => {
      await this.require().rename(name);
      return this.#requireInfo();
    },
    "project.forget": async ({ path }) => {
      this.#writeRecent(this.#recent().filter((entry) => entry.path !== path));
      return {};
    },
    "samples.list": async () => this.#samples(),
    "profiles.list": async () => this.#options.profiles.list(),
    "profiles.add": async (source) => this.#options.profiles.add(source),
    "import.inspect": async ({ source, format }) => this.#inspect(source, format ?? null),
    "import.start": async (item) => this.#import([item]),
    "import.startMany": async ({ items }) => this.#import(items),
    "import.hubFiles": async ({ repo, revision }) => this.#hubFiles(repoName(repo), revision),
    "import.fetch": async ({ repo, sha, path }) => this.#fetch({ repo, revision: sha, path }),
    "import.watch": async ({ folder }) => {
      const watch = this.#requireWatch();
      await watch.watch(folder);
      return watch.status;
    },
    "import.watched": async () => this.#requireWatch().status,
    "badLines.list": async ({ offset, limit }) => this.require().badLines(offset, limit),
    "badLines.mend": async ({ id, text }) => this.require().mendBadLine(id, text),
    "badLines.discard": async ({ ids }) => {
      await this.require().discardBadLines(ids);
      return {};
    },
    "badLines.save": async () => {
      const { id, path } = this.#options.downloads.reserve();
      writeFileSync(path, this.require().badLinesText(), { mode: 0o600 });
      this.#options.downloads.offer(id, { path, fileName: "bad-lines.txt" });
      return { download: id };
    },
    "export.preview": async ({ form, scope }) => this.require().exportLosses(form, scope ?? null),
    "export.start": async ({ form, scope }) => {
      const project = this.require();
      const { id, path } = this.#options.downloads.reserve();
      const jobId = this.#options.jobs.start("export", { phrase: "exportRows" }, "rows", async (control) => {
        const { rows, lost } = await project.exportTo(path, form, control, scope ?? null);
        this.#options.downloads.offer(id, {
          path,
          fileName: EXPORT_NAMES[form],
        });
        return {
          summary: { phrase: "rowsWritten", rows, lost },
          download: id,
        };
      });
      return { jobId };
    },
    "rows.window": async ({ filter, sort, offset, limit }) =>
      this.require().window(filter, sort, offset, limit),
    "rows.locate": async ({ rowId, filter, sort }) => ({
      index: await this.require().locate(rowId, filter, sort),
    }),
    "rows.get": async ({ rowId }) => this.require().detail(rowId),
    "rows.edit": async ({ rowId, change, isMeant }) =>
      this.require().edit(rowId, change, isMeant === undefined ? {} : { isMeant }),
    "rows.editMany": async ({ name, edits, isMeant }) =>
      this.require().editMany(name, edits, isMeant === undefined ? {} : { isMeant }),
    "rows.tags": async () => this.require().tags(),
    "rows.versions": async ({ rowId }) => this.require().versions(rowId),
    "rows.setTags": async ({ rowId, tags, name }) => this.require().setTags(rowId, tags, name),
    "rows.check": async ({ json }) => this.require().check(json),
    "rows.insert": async ({ afterRowId }) => this.require().insert(afterRowId),
    "rows.duplicate": async ({ rowId }) => this.require().duplicate(rowId),
    "rows.delete": async ({ rowIds }) => this.require().delete(rowIds),
    "rows.split": async ({ rowId, turn }) => this.require().split(rowId, turn),
    "bulk.start": async ({ scope, action }) => {
      const project = this.require();
      const what = bulkTitle(action);
      const jobId = this.#options.jobs.start("fix", what, "rows", async (control) => {
        const { rowsChanged } = await project.bulk(scope, action, control);
        return { summary: { phrase: "rowsChanged", what, rows: rowsChanged } };
      });
      return { jobId };
    },
    "bulk.preview": async ({ scope, find, replacement, limit }) =>
      this.require().previewReplace(scope, find, replacement, limit),
    "history.undo": async () => this.#goOver("undo"),
    "history.redo": async () => this.#goOver("redo"),
    "history.goTo": async ({ stepId }) =>
      this.#watched("fix", { phrase: "goThroughHistory" }, (control) => this.require().goTo(stepId, control)),
    "history.list": async ({ limit }) => this.require().history(limit),
    "lint.summary": async () => {
      const project = this.require();
      return {
        revision: project.counts().revision,
        groups: await project.problemGroups(),
        checking: project.counts().pending > 0,
      };
    },
    "lint.fixRow": async ({ rowId, fix }) => this.require().fixRow(rowId, fix),
    "lint.fixAll": async ({ rule, fix }) => {
      const project = this.require();
      const jobId = this.#options.jobs.start("fix", { phrase: "fixAll" }, "rows", async (control) => {
        return { summary: { phrase: "rowsMended", rows: await project.fixAll(rule, fix, control) } };
      });
      return { jobId };
    },
    "dedup.clusters": async ({ kind, offset, limit }) => this.require().clusters(kind, offset, limit),
    "dedup.keep": async ({ clusterId, keepRowIds }) => this.require().keep(clusterId, keepRowIds),
    "dedup.setApart": async ({ rowIds }) => this.require().setApart(rowIds),
    "dedup.alike": async ({ json, exceptRowId }) => this.require().alike(json, exceptRowId),
    "dedup.tagAlike": async ({ with: other, tag }) => this.#tagAlike(other, tag),
    "dedup.keepBest": async ({ kind, by }) => this.require().keepBest(kind, by),
    "dedup.setThreshold": async ({ threshold }) => {
      const project = this.require();
      this.#options.settings.set({ nearDuplicateThreshold: threshold });
      const standards = { ...this.#standards(project.profileId), threshold };
      const jobId = this.#options.jobs.start(
        "dedup",
        { phrase: "lookForDuplicates" },
        "rows",
        async (control) => {
          await project.hold(standards, control);
          return { summary: { phrase: "duplicatesFrom", threshold } };
        },
      );
      return { jobId };
    },
    "stats.glance": async () => this.require().glance(),
    "stats.report": async ({ form }) => {
      const project = this.require();
      const { title } = this.#options.profiles.get(project.profileId);
      const { id, path } = this.#options.downloads.reserve();
      const write = form === "page" ? qualityReport : datasetCard;
      const text = write(project.name, title, await project.glance(), await project.problemGroups());
      writeFileSync(path, text, { mode: 0o600 });
      this.#options.downloads.offer(id, {
        path,
        fileName: form === "page" ? "quality-report.html" : "README.md",
      });
      return { download: id };
    },
  };

  /** One file after the other: each is a step of its own, and what one of them cannot give does not stop the others. */
  #import(items: readonly { source: ImportSource; format: ImportFormat }[]): { jobId: string } {
    const files = items.map(({ source, format }) => ({ file: this.#sourceFile(source), format }));
    const project = this.require();
    const title: Phrase =
      files.length === 1
        ? { phrase: "imported", name: files[0]?.file.name ?? "" }
        : { phrase: "importFiles", files: files.length };
    const jobId = this.#options.jobs.start("import", title, "bytes", async (control) => ({
      summary: await importFiles(project, files, control),
    }));
    return { jobId };
  }

  #startWatch(project: Project): void {
    const watch = new FolderWatch({
      remembered: project.meta("watch"),
      remember: (text) => project.setMeta("watch", text),
      take: (path, name) => this.#takeWatched(project, path, name),
    });
    this.#watch = watch;
    this.#looking = setInterval(() => void watch.look(), LOOK_EVERY_MS).unref();
  }

  #requireWatch(): FolderWatch {
    if (this.#watch === null) throw new WorkspaceError("ProjectNone");
    return this.#watch;
  }

  /** What came in is a step, and the tag of what was there already another. */
  async #takeWatched(project: Project, path: string, name: string): Promise<void> {
    const { uploadId } = this.#options.uploads.registerFile(path);
    const source: ImportSource = { kind: "upload", uploadId, fileName: name };
    const { format, entry } = await this.#inspect(source, null);
    const file = { path, name, entry: entry ?? undefined };
    await this.#watched("import", { phrase: "imported", name }, async (control) => {
      const { firstRowId, rows } = await project.importFile(file, format, control);
      await project.settled();
      if (firstRowId !== null) await project.tagKnown(firstRowId, rows, KNOWN_TAG);
    });
  }

  async #hubFiles(repo: string, revision: string): Promise<ResultOf<"import.hubFiles">> {
    const hub = await this.#options.hub();
    const head = await hub.head({ repo, revision });
    if (!head.ok) throw head.error;
    const { sha } = head.value;
    const files = await hub.files({ repo, revision: sha });
    if (!files.ok) throw files.error;
    return { sha, files: files.value.filter(({ path }) => HOLDS_ROWS.test(path)) };
  }

  async #fetch(file: RepoFile): Promise<ResultOf<"import.fetch">> {
    const hub = await this.#options.hub();
    const info = await hub.fileInfo(file);
    const total = info.ok ? info.value.sizeBytes : null;
    const fileName = basename(file.path);
    return this.#watched("fetch", { phrase: "fetchFile", name: fileName }, async ({ signal, onProgress }) => {
      const upload = this.#options.uploads.reserve(fileName);
      const downloaded = await hub.download({
        ...file,
        toFile: upload.path,
        maxBytes: MAX_FETCHED_BYTES,
        signal,
        onProgress: (bytes) => onProgress(bytes, total),
      });
      if (!downloaded.ok) throw downloaded.error;
      return { uploadId: upload.uploadId, fileName };
    });
  }

  #tagAlike(other: Comparison, tag: string): { jobId: string } {
    const project = this.require();
    const { file, format } = this.#comparable(other, project);
    const jobId = this.#options.jobs.start(
      "dedup",
      { phrase: "compareWith", name: file.name },
      "bytes",
      async (control) => {
        const rows = await project.tagAlike(file, format, tag, control);
        return { summary: { phrase: "rowsTaggedAlike", rows, tag, name: file.name } };
      },
    );
    return { jobId };
  }

  #comparable(
    other: Comparison,
    project: Project,
  ): { file: { path: string; name: Said }; format: ImportFormat } {
    if (other.kind === "file") return { file: this.#sourceFile(other.source), format: other.format };
    if (other.kind === "publication") {
      const path = this.#options.snapshotPath(other.id);
      if (path === null) throw new PublishError("PublishUnknown");
      return { file: { path, name: { phrase: "aPublication" } }, format: NATIVE };
    }
    const set = this.#options.evalSets.get(project.profileId);
    if (set === null) throw new CompetitionError("EvalSetMissing", {});
    const { path } = this.#options.downloads.reserve();
    writeEvalSetRows(set.file, path);
    return { file: { path, name: { phrase: "theEvalSet" } }, format: NATIVE };
  }

  async #open(path: string, mode: "create" | "open", name?: string): Promise<ProjectInfo> {
    if (this.#project?.path === path && mode === "open") return this.#requireInfo();
    mkdirSync(join(this.#options.dataDir, "projects"), { recursive: true, mode: 0o700 });
    const opened = await Project.open({
      path,
      mode,
      standardsFor: (profileId) => this.#standards(profileId ?? this.#options.settings.get().profileId),
      onChange: () => this.#options.onChange(this.info()),
      watch: (check) => this.#watched("lint", CHECK_ALL, check),
      report: this.#options.report,
    });
    await this.close();
    this.#project = opened;
    this.#startWatch(opened);
    if (name !== undefined) await opened.rename(name);
    this.#remember();
    this.#options.onChange(this.info());
    return this.#requireInfo();
  }

  #standards(profileId: string): Standards & { readonly profileId: string } {
    const { settings, profiles, evalSets, models } = this.#options;
    const { nearDuplicateThreshold: threshold } = settings.get();
    const profile = profiles.get(profileId);
    const lint = lintOptionsOf(profile);
    const tokenizer = models.tokenizer(profile.baseModel, profile.template);
    const evalSet = lint.rowsFromEvalSet ? (evalSets.get(profileId)?.file ?? null) : null;
    return { profileId, lint, threshold, evalSet, tokenizer };
  }

  async #goOver(direction: "undo" | "redo") {
    const project = this.require();
    if (!project.isNextStepLong(direction)) return project.goOver(direction);
    const title: Phrase = { phrase: direction === "undo" ? "undoStep" : "redoStep" };
    return this.#watched("fix", title, (control) => project.goOver(direction, control));
  }

  /** Does what a caller waits for as a job, so that it can be watched and called off as well. */
  #watched<T>(kind: Job["kind"], title: Phrase, work: (control: JobControl) => Promise<T>): Promise<T> {
    const unit = kind === "fetch" || kind === "import" ? "bytes" : "rows";
    return new Promise<T>((resolve, reject) => {
      this.#options.jobs.start(kind, title, unit, async (control) => {
        try {
          resolve(await work(control));
          return { summary: { phrase: "jobDone", what: title } };
        } catch (error) {
          reject(control.signal.aborted ? new AssayError("Cancelled") : error);
          throw error;
        }
      });
    });
  }

  #requireInfo(): ProjectInfo {
    const info = this.info();
    if (info === null) throw new WorkspaceError("ProjectNone");
    return info;
  }

  #freePath(name: string): string {
    const stem = name.replace(/[^\p{L}\p{N} _-]/gu, "").trim() || "project";
    const at = (suffix: string): string => join(this.#options.dataDir, "projects", `${stem}${suffix}.assay`);
    for (let number = 1; ; number++) {
      const path = at(number === 1 ? "" : ` ${number}`);
      if (!existsSync(path)) return path;
    }
  }

  #sourceFile(source: ImportSource): SourceFile {
    switch (source.kind) {
      case "upload": {
        const upload = this.#options.uploads.find(source.uploadId);
        if (upload === null) throw new WorkspaceError("UploadGone");
        const { path, fileName } = upload;
        return { path, fileName, name: fileName, entry: source.entry };
      }
      case "sample": {
        if (!this.#samples().some(({ id }) => id === source.sampleId)) throw new WorkspaceError("UploadGone");
        const fileName = `${source.sampleId}.jsonl`;
        return { path: join(this.#options.samplesDir, fileName), fileName, name: fileName };
      }
      case "text": {
        const { path } = this.#options.downloads.reserve();
        writeFileSync(path, source.text, { mode: 0o600 });
        const { fileName } = source;
        return { path, fileName: fileName ?? "", name: fileName ?? { phrase: "pastedText" } };
      }
    }
  }

  async #inspect(source: ImportSource, chosen: ImportFormat | null): Promise<Inspection> {
    const { path, fileName, name, entry } = this.#sourceFile(source);
    try {
      const entries = await archiveEntries(path, fileName);
      const wanted = entry ?? entries[0]?.name;
      const file = await openReadable(path, fileName, wanted);
      const { head, isWhole } = await readHead(file, SAMPLE_BYTES);
      const detected = await detectFormat(head, file.name);
      const format = chosen ?? {
        container: detected.container,
        form: detected.form,
        mapping: detected.mapping,
      };
      const items = await readAllRows(isWhole ? head : wholeRecords(head), format);
      const lost = new Losses();
      for (const item of items) if (item.kind === "row") for (const loss of item.lost) lost.add(loss);
      return {
        fileName,
        sizeBytes: file.sizeBytes,
        format,
        reason: chosen === null ? detected.reason : { phrase: "formChosen" },
        columns: [...detected.columns],
        preview: items.slice(0, PREVIEW_ROWS).map(previewRow),
        lost: lost.all,
        entries,
        entry: wanted ?? null,
      };
    } catch (error) {
      if (error instanceof AssayError) throw error;
      throw new DatasetError("FileUnreadable", {
        file: name,
        reason: error instanceof Error ? error.message : "",
      });
    }
  }

  #samples() {
    const { samplesDir } = this.#options;
    const names = existsSync(samplesDir)
      ? readdirSync(samplesDir).filter((name) => name.endsWith(".jsonl"))
      : [];
    return names.map((name) => ({
      id: name.replace(/\.jsonl$/, ""),
      title: "Sample conversations",
      description:
        "A few hundred chat rows of our own writing, with mistakes and duplicates planted for you to find.",
      rows: readFileSync(join(samplesDir, name), "utf8")
        .split("\n")
        .filter((line) => line.trim() !== "").length,
    }));
  }

  #recentFile(): string {
    return join(this.#options.dataDir, "recent.json");
  }

  #recent(): z.infer<typeof recentSchema> {
    try {
      return recentSchema.parse(JSON.parse(readFileSync(this.#recentFile(), "utf8")));
    } catch {
      return [];
    }
  }

  #remember(): void {
    const info = this.#requireInfo();
    const entry = { path: info.path, name: info.name, openedAt: new Date().toISOString(), rows: info.rows };
    this.#writeRecent(
      [entry, ...this.#recent().filter(({ path }) => path !== info.path)].slice(0, KEPT_RECENT),
    );
  }

  #writeRecent(entries: z.infer<typeof recentSchema>): void {
    writeFileSync(this.#recentFile(), JSON.stringify(entries, null, 2), { mode: 0o600 });
  }
}

/** The sample up to its last whole line, so that the preview shows no record cut in the middle. */
function wholeRecords(sample: Buffer): Buffer {
  const end = sample.lastIndexOf(0x0a);
  return end > 0 ? sample.subarray(0, end + 1) : sample;
}

function previewRow(item: Awaited<ReturnType<typeof readAllRows>>[number]): Inspection["preview"][number] {
  if (item.kind === "bad")
    return {
      line: item.line,
      system: null,
      user: item.raw.slice(0, 200),
      assistant: "",
      turns: 0,
      reason: item.reason,
    };
  const parsed = parseJson(item.json);
  const view = viewRow(parsed.ok ? parsed.value : null);
  return {
    line: item.line,
    system: view.system.kind === "text" ? view.system.text : null,
    user: view.turns[0]?.content ?? "",
    assistant: view.turns[1]?.content ?? "",
    turns: view.turns.length,
    reason: null,
  };
}

const archiveEntries = async (path: string, name: string): Promise<ArchiveEntry[]> =>
  (await startsAsZip(path)) ? entriesOf(path, name) : [];

/** A dataset's name, also where its address in a browser was given. */
const repoName = (given: string): string =>
  given
    .trim()
    .replace(/^(?:https?:\/\/[^/]+\/)?(?:datasets\/)?/, "")
    .split("/")
    .slice(0, 2)
    .join("/");
