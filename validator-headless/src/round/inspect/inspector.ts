import { Worker } from "node:worker_threads";
import type { EngineErrorCode, ErrorDetails } from "../../../../src-shared/contract/index.ts";
import { EngineError } from "../../../../src-shared/engine/index.ts";
import { entryUrl } from "../../../../src-shared/system/index.ts";
import { RoundError } from "../../errors.ts";
import { invalid } from "../outcomes.ts";
import type { Inspection, InspectRequest } from "./inspect-dataset.ts";

type Answer =
  | { readonly inspection: Inspection }
  | { readonly code: EngineErrorCode; readonly details: ErrorDetails }
  /** By the operating system. */
  | { readonly refused: string }
  | { readonly what: string };

/** What a dataset may take to be read. */
export interface InspectLimits {
  readonly timeoutMs: number;
  readonly heapMb: number;
}

/** What services and commands allow. */
export const INSPECT_LIMITS: InspectLimits = { timeoutMs: 600_000, heapMb: 2_048 };

/** Has datasets read in a thread, one at a time; a dataset that ends the thread or takes too long is that miner's loss. */
export class Inspector {
  readonly #limits: InspectLimits;
  #worker: Worker | null = null;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(limits: InspectLimits) {
    this.#limits = limits;
  }

  /**
   * Rejects where that is nobody's but the operator's: with an `EngineError` where the model's tokenizer can't be used,
   * with `CacheUnusable` where the disk can't.
   */
  inspect(request: InspectRequest): Promise<Inspection> {
    const answer = this.#queue.then(() => this.#ask(request));
    this.#queue = answer.catch(() => {});
    return answer;
  }

  async close(): Promise<void> {
    await this.#queue;
    await this.#worker?.terminate();
    this.#worker = null;
  }

  async #ask(request: InspectRequest): Promise<Inspection> {
    this.#worker ??= new Worker(entryUrl("./inspect.entry", import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.heapMb },
    });
    const worker = this.#worker;
    const answer = await new Promise<Answer>((resolve) => {
      const finish = (value: Answer): void => {
        clearTimeout(timer);
        worker.off("message", finish).off("error", onError).off("exit", onExit);
        resolve(value);
      };
      const end = (what: string): void => {
        finish({ what });
        this.#worker = null;
        void worker.terminate();
      };
      const onError = (error: Error): void => end(error.message);
      const onExit = (): void => end("the reader ended");
      const timer = setTimeout(() => end("it took too long"), this.#limits.timeoutMs);
      worker.on("message", finish).on("error", onError).on("exit", onExit);
      worker.postMessage(request);
    });
    if ("inspection" in answer) return answer.inspection;
    if ("code" in answer) throw new EngineError(answer.code, answer.details);
    if ("refused" in answer) throw new RoundError("CacheUnusable", { what: answer.refused });
    const verdict = invalid({ phrase: "roundReadingFailed", what: answer.what });
    return { dataset: null, verdict, identities: [] };
  }
}
