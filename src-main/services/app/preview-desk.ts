import { createHash, randomUUID } from "node:crypto";
import { createReadStream, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  AssayError,
  FILE_ORDER,
  type Handlers,
  NO_FILTER,
  type PreviewView,
} from "../../../src-shared/contract/index.ts";
import { detectFormat, parseJson, viewRow } from "../../../src-shared/dataset/index.ts";
import {
  EngineError,
  fetchModel,
  fetchTokenizer,
  LAPTOP_MODEL,
  type ModelShelf,
  PRACTICE_MODEL,
} from "../../../src-shared/engine/index.ts";
import type { EvalSetShelf } from "../eval-set/index.ts";
import { openReadable, readHead } from "../files/index.ts";
import type { ProcessHost } from "../host/index.ts";
import type { Logger } from "../logs/index.ts";
import {
  type PlacedRow,
  PreviewService,
  type PreviewStart,
  PreviewStore,
  readPlacedRows,
} from "../preview/index.ts";
import { writeEvalSetRows } from "../workspace/index.ts";
import type { Jobs } from "./jobs.ts";
import type { NetworkDesk } from "./network-desk.ts";
import type { ProfileShelf } from "./profile-shelf.ts";
import type { ProjectDesk } from "./project-desk.ts";
import type { UploadShelf } from "./upload-shelf.ts";

export interface PreviewDeskOptions {
  readonly dataDir: string;
  readonly models: ModelShelf;
  readonly scratchDir: string;
  readonly processHost: ProcessHost;
  readonly projects: ProjectDesk;
  readonly networks: NetworkDesk;
  readonly jobs: Jobs;
  readonly profiles: ProfileShelf;
  readonly evalSets: EvalSetShelf;
  readonly uploads: UploadShelf;
  readonly isPublished: (sha256: string) => boolean;
  readonly log: Logger;
  readonly onChange: (view: PreviewView) => void;
}

type DeskMethods =
  | "preview.models"
  | "preview.start"
  | "preview.list"
  | "preview.evalRow"
  | "preview.pause"
  | "preview.resume"
  | "preview.cancel"
  | "preview.remove"
  | "preview.showRanking"
  | "preview.fetchModel"
  | "preview.fetchTokenizer"
  | "preview.modelAccess"
  | "preview.storedModels"
  | "preview.removeModel";

type EvalSource = PreviewView["evalSource"];

const NATIVE = { container: "jsonl", form: "native", mapping: null } as const;
const SAMPLE_BYTES = 256 * 1024;

/** Previews of the open project, as the screen asks for them. */
export class PreviewDesk {
  readonly #options: PreviewDeskOptions;
  readonly #models: ModelShelf;
  readonly #service: PreviewService;

  constructor(options: PreviewDeskOptions) {
    this.#options = options;
    this.#models = options.models;
    this.#service = new PreviewService({
      store: new PreviewStore(join(options.dataDir, "previews.sqlite")),
      processHost: options.processHost,
      isPublished: options.isPublished,
      onChange: options.onChange,
      onRanked: (view) => {
        if (options.projects.project?.path !== view.projectPath) return;
        this.#showRanking(view.id).catch((error: unknown) =>
          options.log.error(`the ranking of rows was not noted: ${error}`),
        );
      },
      log: (what) => options.log.info(what),
    });
  }

  readonly handlers: { [M in DeskMethods]: Handlers[M] } = {
    "preview.models": async ({ profileId }) =>
      this.#models.offered(this.#options.profiles.get(profileId)).map(({ id, title, folder }) => ({
        id,
        title,
        isHere: folder !== null,
        kind: id === PRACTICE_MODEL ? "practice" : id === LAPTOP_MODEL ? "laptop" : "competition",
      })),
    "preview.start": async ({ profileId, modelId, evalSource, uploadId, ...rest }) => {
      const profile = this.#options.profiles.get(profileId);
      const project = this.#options.projects.require();
      const { rows, sha256 } = await this.#datasetRows();
      return this.#service.start({
        ...rest,
        projectPath: project.path,
        profile,
        model: this.#models.place(modelId),
        rows,
        snapshotSha256: sha256,
        evaluation: await this.#evaluation(profileId, evalSource, uploadId),
      });
    },
    "preview.list": async () => this.#service.list(this.#options.projects.require().path),
    "preview.evalRow": async ({ id, evalRow }) => {
      const json = this.#service.evalRow(id, evalRow);
      const node = json === null ? null : parseJson(json);
      if (!node?.ok) return null;
      const { system, turns } = viewRow(node.value);
      return { system, turns: [...turns] };
    },
    "preview.pause": async ({ id }) => {
      this.#service.pause(id);
      return {};
    },
    "preview.resume": async ({ id }) => {
      this.#service.resume(id);
      return {};
    },
    "preview.cancel": async ({ id }) => {
      this.#service.cancel(id);
      return {};
    },
    "preview.showRanking": async ({ id }) => ({ rows: await this.#showRanking(id) }),
    "preview.remove": async ({ id }) => {
      const { project } = this.#options.projects;
      if (project?.ranking?.previewId === id) await project.setRanking(null, []);
      this.#service.remove(id);
      return {};
    },
    "preview.fetchModel": async ({ modelId, networkId }) => {
      const hub = await this.#options.networks.modelHub(networkId);
      const jobId = this.#options.jobs.start(
        "fetch",
        { phrase: "fetchFile", name: modelId },
        "bytes",
        async (control) => {
          await fetchModel(this.#models, hub, modelId, control);
          await this.#options.projects.countAgain();
          return { summary: { phrase: "modelFetched", name: modelId } };
        },
      );
      return { jobId };
    },
    "preview.modelAccess": async ({ modelId, networkId }) => {
      const hub = await this.#options.networks.modelHub(networkId);
      const of = { kind: "model", repo: modelId } as const;
      const access = await hub.access(of);
      if (!access.ok && access.error.code !== "HubUnauthorised") throw access.error;
      return { access: access.ok ? access.value : "signIn", page: hub.pageUrl(of) };
    },
    "preview.fetchTokenizer": async ({ profileId, networkId }) => {
      const { baseModel } = this.#options.profiles.get(profileId);
      const hub = await this.#options.networks.modelHub(networkId);
      const title = { phrase: "fetchTokenizer", name: baseModel } as const;
      const jobId = this.#options.jobs.start("fetch", title, "bytes", async (control) => {
        await fetchTokenizer(this.#models, hub, baseModel, control);
        await this.#options.projects.countAgain();
        return { summary: { phrase: "tokenizerFetched", name: baseModel } };
      });
      return { jobId };
    },
    "preview.storedModels": async () => this.#models.stored(),
    "preview.removeModel": async ({ modelId }) => {
      this.#models.remove(modelId);
      await this.#options.projects.countAgain();
      return {};
    },
  };

  close(): Promise<void> {
    return this.#service.close();
  }

  async #showRanking(id: string): Promise<number> {
    const project = this.#options.projects.require();
    const preview = this.#service.list(project.path).find((each) => each.id === id);
    const rows = this.#service.ranking(id);
    if (preview === undefined || rows === null) throw new EngineError("RankingNotKept");
    await project.setRanking({ previewId: id, at: preview.startedAt }, rows);
    const ranked = { ...NO_FILTER, helpfulness: "ranked" } as const;
    return (await project.window(ranked, FILE_ORDER, 0, 1)).total;
  }

  /** The rows as they would be published now. */
  async #datasetRows(): Promise<{ rows: PlacedRow[]; sha256: string }> {
    const project = this.#options.projects.require();
    return this.#inScratch(async (file) => {
      await project.exportTo(file, "native", { signal: new AbortController().signal, onProgress: () => {} });
      const hash = createHash("sha256");
      for await (const chunk of createReadStream(file)) hash.update(chunk);
      const rows = await nativeRows(file);
      const ids = await project.identities();
      // Rows that came or went meanwhile: then nobody knows which is which.
      const isSame = ids.length === rows.length;
      const known = isSame
        ? rows.map((row, at) => ({ ...row, rowId: (ids[at] as { rowId: number }).rowId }))
        : rows;
      return { rows: known, sha256: hash.digest("hex") };
    });
  }

  async #evaluation(
    profileId: string,
    source: EvalSource,
    uploadId: string | null,
  ): Promise<PreviewStart["evaluation"]> {
    switch (source) {
      case "held-out":
        return { source, title: null, rows: null };
      case "competition": {
        const evalSet = this.#options.evalSets.get(profileId);
        if (evalSet === null) throw new EngineError("EvalSetNotHere");
        return this.#inScratch(async (file) => {
          writeEvalSetRows(evalSet.file, file);
          return { source, title: evalSet.origin, rows: await nativeRows(file) };
        });
      }
      case "file": {
        const upload = this.#options.uploads.find(uploadId ?? "");
        if (upload === null) throw new AssayError("UploadGone");
        const readable = await openReadable(upload.path, upload.fileName);
        const { head } = await readHead(readable, SAMPLE_BYTES);
        const format = await detectFormat(head, readable.name);
        return { source, title: upload.fileName, rows: await readPlacedRows(readable.chunks(), format) };
      }
    }
  }

  async #inScratch<T>(work: (file: string) => Promise<T>): Promise<T> {
    mkdirSync(this.#options.scratchDir, { recursive: true, mode: 0o700 });
    const file = join(this.#options.scratchDir, `${randomUUID()}.jsonl`);
    try {
      return await work(file);
    } finally {
      rmSync(file, { force: true });
    }
  }
}

const nativeRows = (file: string): Promise<PlacedRow[]> => readPlacedRows(createReadStream(file), NATIVE);
