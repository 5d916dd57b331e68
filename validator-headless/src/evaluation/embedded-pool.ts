import { readFile } from "node:fs/promises";
import { AssayError } from "../../../src-shared/contract/index.ts";
import { EngineError, type ResidentEngine, type ResidentSettings } from "../../../src-shared/engine/index.ts";
import type { WorkerStatus } from "../status/snapshot.ts";
import type { EvaluationJob, EvaluationOptions, EvaluationOutcome, EvaluationPool } from "./contract.ts";

/** An engine, and where its process stands; null for one that runs within this process. */
export interface OpenedEngine {
  readonly engine: ResidentEngine;
  readonly pid: number | null;
  /** Ends its process at once. */
  kill(): void;
}

export interface EmbeddedPoolOptions {
  open(settings: ResidentSettings): Promise<OpenedEngine>;
  /** Where the base model lies; fetched where it has to be. */
  modelFolder(model: EvaluationJob["model"]): Promise<string>;
}

/** What a dataset can be blamed for. */
const OF_THE_DATASET: ReadonlySet<string> = new Set(["NothingToLearn", "LossNotANumber", "RunTooLarge"]);
const MEMORY_LOOK_MS = 1_000;

/** One engine on this machine, which takes one dataset after the other and is replaced when it ends. */
export class EmbeddedPool implements EvaluationPool {
  readonly #options: EmbeddedPoolOptions;
  #opened: { readonly key: string; readonly opened: OpenedEngine } | null = null;
  #worker: WorkerStatus | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  #restarts = 0;

  constructor(options: EmbeddedPoolOptions) {
    this.#options = options;
  }

  /** How often an engine had to be replaced. */
  get restarts(): number {
    return this.#restarts;
  }

  /** The engine, as the status page shows it; none before the first evaluation. */
  workers(): readonly WorkerStatus[] {
    return this.#worker === null ? [] : [this.#worker];
  }

  async capacity(): Promise<number> {
    return 1;
  }

  async workerClasses(): Promise<readonly string[]> {
    return this.#worker === null ? [] : [this.#worker.workerClass];
  }

  evaluate(job: EvaluationJob, options: EvaluationOptions): Promise<EvaluationOutcome> {
    const outcome = this.#queue.then(() => this.#evaluate(job, options));
    this.#queue = outcome.catch(() => {});
    return outcome;
  }

  async close(): Promise<void> {
    await this.#queue;
    await this.#letGo();
  }

  async #evaluate(job: EvaluationJob, { signal, onProgress }: EvaluationOptions): Promise<EvaluationOutcome> {
    if (signal.aborted) return { kind: "cancelled" };
    const limit = new AbortController();
    const { timeoutMs, memoryMb } = job.limits;
    const timer = setTimeout(() => limit.abort(), timeoutMs);
    let watch: NodeJS.Timeout | undefined;
    let isTooLarge = false;
    try {
      const { engine, pid, kill } = await this.#engineFor(job);
      watch = setInterval(() => {
        void memoryOf(pid).then((usedMb) => {
          if (usedMb === null || usedMb <= memoryMb) return;
          isTooLarge = true;
          kill();
        });
      }, MEMORY_LOOK_MS);
      const result = await engine.run(
        {
          trainFile: job.train.file,
          evalFile: job.evaluation.file,
          seed: job.seed,
          withBaseLoss: true,
          adapterFolder: null,
        },
        {
          signal: AbortSignal.any([signal, limit.signal]),
          ...(onProgress === undefined ? {} : { onProgress }),
        },
      );
      return { kind: "evaluated", result, facts: engine.facts };
    } catch (error) {
      if (isTooLarge) {
        await this.#letGo();
        return { kind: "dataset-failed", code: "TookTooMuchMemory", details: { limitMb: memoryMb } };
      }
      if (signal.aborted) return { kind: "cancelled" };
      if (limit.signal.aborted) {
        const minutes = Math.max(1, Math.round(timeoutMs / 60_000));
        return { kind: "dataset-failed", code: "TookTooLong", details: { minutes } };
      }
      return this.#failure(error);
    } finally {
      clearTimeout(timer);
      clearInterval(watch);
    }
  }

  async #failure(error: unknown): Promise<EvaluationOutcome> {
    if (error instanceof EngineError && OF_THE_DATASET.has(error.code)) {
      return { kind: "dataset-failed", code: error.code, details: error.details };
    }
    this.#restarts++;
    await this.#letGo();
    if (error instanceof AssayError) {
      return { kind: "engine-failed", code: error.code, details: error.details };
    }
    const what = error instanceof Error ? error.message : String(error);
    return { kind: "engine-failed", code: "EngineStopped", details: { what } };
  }

  async #engineFor({ settings, model }: EvaluationJob): Promise<OpenedEngine> {
    const key = JSON.stringify([settings, model]);
    if (this.#opened?.key === key) return this.#opened.opened;
    await this.#letGo();
    const modelFolder = await this.#options.modelFolder(model);
    const opened = await this.#options.open({ ...settings, modelFolder });
    const { device, workerClass } = opened.engine.facts;
    const lastSeenAt = new Date().toISOString();
    this.#worker = { id: "embedded", device, workerClass, state: "idle", lastSeenAt };
    this.#opened = { key, opened };
    return opened;
  }

  async #letGo(): Promise<void> {
    const opened = this.#opened?.opened;
    this.#opened = null;
    await opened?.engine.close().catch(() => opened.kill());
  }
}

/** What a process holds in memory, in MB; null where the system does not say. */
async function memoryOf(pid: number | null): Promise<number | null> {
  if (pid === null) return null;
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return found === undefined ? null : Number(found) / 1024;
}
