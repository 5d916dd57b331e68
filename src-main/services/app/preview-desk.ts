import { createHash, randomUUID } from "node:crypto";
import { createReadStream, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { AssayError, type Handlers, type PreviewView } from "../../../src-shared/contract/index.ts";
import { detectFormat } from "../../../src-shared/dataset/index.ts";
import {
  EngineError,
  fetchModel,
  LAPTOP_MODEL,
  ModelShelf,
  PRACTICE_MODEL,
} from "../../../src-shared/engine/index.ts";
import { createHubClient, HUGGING_FACE, type HubClient } from "../../../src-shared/hub/index.ts";
import type { EvalSetShelf } from "../eval-set/index.ts";
import { openReadable, readHead } from "../files/index.ts";
import type { ProcessHost } from "../host/index.ts";
import type { Logger } from "../logs/index.ts";
import { SANDBOX_ID } from "../networks/index.ts";
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
  readonly resourcesDir: string;
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
  | "preview.pause"
  | "preview.resume"
  | "preview.cancel"
  | "preview.remove"
  | "preview.fetchModel"
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
    this.#models = new ModelShelf(options.resourcesDir, join(options.dataDir, "models"));
    this.#service = new PreviewService({
      store: new PreviewStore(join(options.dataDir, "previews.sqlite")),
      processHost: options.processHost,
      isPublished: options.isPublished,
      onChange: options.onChange,
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
    "preview.remove": async ({ id }) => {
      this.#service.remove(id);
      return {};
    },
    "preview.fetchModel": async ({ modelId, networkId }) => {
      const hub = await this.#modelHub(networkId);
      const jobId = this.#options.jobs.start(
        "fetch",
        { phrase: "fetchFile", name: modelId },
        "bytes",
        async (control) => {
          await fetchModel(this.#models, hub, modelId, control);
          return { summary: { phrase: "modelFetched", name: modelId } };
        },
      );
      return { jobId };
    },
    "preview.storedModels": async () => this.#models.stored(),
    "preview.removeModel": async ({ modelId }) => {
      this.#models.remove(modelId);
      return {};
    },
  };

  close(): Promise<void> {
    return this.#service.close();
  }

  /** The practice network keeps no models: they come from where everybody gets them. */
  async #modelHub(networkId: string): Promise<HubClient> {
    if (networkId !== SANDBOX_ID) return this.#options.networks.hub(networkId);
    return createHubClient({ endpoint: process.env.HF_ENDPOINT ?? HUGGING_FACE });
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
