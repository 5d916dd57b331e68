import { readFile } from "node:fs/promises";
import { decodeRows, type EngineFacts, hashOfRows } from "../../../../src-shared/engine/index.ts";
import type { EvaluationJob, EvaluationOptions, EvaluationOutcome, EvaluationPool } from "../contract.ts";

/** What a test tells a fixture worker. */
export type FixtureCommand =
  | { readonly kind: "finish" | "break"; readonly key: string }
  | { readonly kind: "stop" };

/** What a fixture worker tells its test. */
export type FixtureMessage =
  | { readonly kind: "started"; readonly key: string }
  | { readonly kind: "called-off"; readonly key: string }
  | { readonly kind: "ended"; readonly code: string | null };

export const fixtureFacts = (workerClass: string): EngineFacts => ({
  engine: "onnx",
  device: "a fixture",
  workerClass,
  precision: { training: "f32", evaluation: "f32" },
  isReferencePrecision: false,
});

/** The loss that the fixture finds: it depends on the rows and the seed alone, as an engine's does. */
export const fixtureLoss = (trainHash: string, evalHash: string, seed: number): number =>
  Number.parseInt(trainHash.slice(0, 6), 16) / 2 ** 24 + Number.parseInt(evalHash.slice(0, 2), 16) + seed;

/**
 * Stands for engines where tests are about the way of jobs and results, not about losses: it reads the rows that it is given
 * and finds a loss at once, or when its test says so.
 */
export class FixturePool implements Pick<EvaluationPool, "evaluate" | "close"> {
  readonly #workerClass: string;
  readonly #onOpened: (facts: EngineFacts) => Promise<void>;
  readonly #say: (message: FixtureMessage) => void;
  readonly #isHeld: boolean;
  readonly #held = new Map<string, (command: "finish" | "break") => void>();
  #isOpen = false;

  constructor(options: {
    readonly workerClass: string;
    readonly onOpened: (facts: EngineFacts) => Promise<void>;
    readonly say: (message: FixtureMessage) => void;
    /** Whether it waits with each job until it is told what to do. */
    readonly isHeld: boolean;
  }) {
    this.#workerClass = options.workerClass;
    this.#onOpened = options.onOpened;
    this.#say = options.say;
    this.#isHeld = options.isHeld;
  }

  obey(command: FixtureCommand): void {
    if (command.kind !== "stop") this.#held.get(command.key)?.(command.kind);
  }

  async evaluate(job: EvaluationJob, { signal, onProgress }: EvaluationOptions): Promise<EvaluationOutcome> {
    if (this.#workerClass === "none") return broken("there is no card");
    try {
      if (!this.#isOpen) await this.#onOpened(fixtureFacts(this.#workerClass));
    } catch {
      return broken("it may not work here");
    }
    this.#isOpen = true;
    const [train, evaluation] = await Promise.all([readFile(job.train.file), readFile(job.evaluation.file)]);
    if (decodeRows(train) === null || decodeRows(evaluation) === null) return broken("these are no rows");
    const step = { step: 1, totalSteps: 1, loss: 1, gradientNorm: 1, learningRate: 1, tokens: 1 };
    onProgress?.({ phase: "training", step, tokensPerSecond: 1 });
    this.#say({ kind: "started", key: job.key });
    if (this.#isHeld && (await this.#told(job.key, signal)) === "break") {
      this.#isOpen = false;
      return broken("the test wanted it");
    }
    if (signal.aborted) {
      this.#say({ kind: "called-off", key: job.key });
      return { kind: "cancelled" };
    }
    const result = {
      evalLoss: fixtureLoss(hashOfRows(train), hashOfRows(evaluation), job.seed),
      baseLoss: 2,
      evalRows: [{ sum: 1, targets: 1 }],
      curve: [{ ...step, gradientNorm: Number.POSITIVE_INFINITY }],
      tokens: { trained: 1, evaluated: 1 },
      seconds: 1,
      peakMemoryMb: { process: 1, device: null },
    };
    return { kind: "evaluated", result, facts: fixtureFacts(this.#workerClass) };
  }

  async close(): Promise<void> {}

  #told(key: string, signal: AbortSignal): Promise<"finish" | "break"> {
    return new Promise((resolve) => {
      this.#held.set(key, resolve);
      signal.addEventListener("abort", () => resolve("finish"), { once: true });
      if (signal.aborted) resolve("finish");
    });
  }
}

const broken = (what: string): EvaluationOutcome => ({
  kind: "engine-failed",
  code: "EngineStopped",
  details: { what },
});
