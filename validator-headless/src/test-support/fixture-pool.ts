import type { EngineFacts } from "../../../src-shared/engine/index.ts";
import type {
  EvaluationJob,
  EvaluationOptions,
  EvaluationOutcome,
  EvaluationPool,
} from "../evaluation/contract.ts";

const fixtureFacts: EngineFacts = {
  engine: "onnx",
  device: "none: losses are made up from the rows' hashes",
  workerClass: "fixture",
  precision: { training: "f32", evaluation: "f32" },
  isReferencePrecision: false,
};

/** A loss from 2 to 3 that depends on the rows alone. */
export const fixtureLoss = ({ train }: Pick<EvaluationJob, "train">): number =>
  2 + Number.parseInt(train.hash.slice(0, 8), 16) / 2 ** 32;

type Answer = (job: EvaluationJob, options: EvaluationOptions) => Promise<EvaluationOutcome>;

/** Stands in for the engine where only time would be lost: every dataset at once has a loss of its own. */
export class FixturePool implements EvaluationPool {
  /** Every evaluation that was asked for, in order. */
  readonly asked: EvaluationJob[] = [];
  /** What it answers from now on. */
  answer: Answer;
  readonly #capacity: number;
  readonly #classes: readonly string[];

  constructor(
    answer: Answer = async (job) => evaluated(fixtureLoss(job)),
    { capacity = 2, classes = [fixtureFacts.workerClass] }: { capacity?: number; classes?: string[] } = {},
  ) {
    this.answer = answer;
    this.#capacity = capacity;
    this.#classes = classes;
  }

  async capacity(): Promise<number> {
    return this.#capacity;
  }

  async workerClasses(): Promise<readonly string[]> {
    return this.#classes;
  }

  async evaluate(job: EvaluationJob, options: EvaluationOptions): Promise<EvaluationOutcome> {
    this.asked.push(job);
    return options.signal.aborted ? { kind: "cancelled" } : this.answer(job, options);
  }

  async close(): Promise<void> {}
}

export const engineFailed: EvaluationOutcome = {
  kind: "engine-failed",
  code: "EngineStopped",
  details: { what: "CUDA error" },
};

export const evaluated = (
  evalLoss: number,
  facts: Partial<EngineFacts> = {},
): Extract<EvaluationOutcome, { kind: "evaluated" }> => ({
  kind: "evaluated",
  facts: { ...fixtureFacts, ...facts },
  result: {
    evalLoss,
    baseLoss: null,
    evalRows: [],
    curve: [],
    tokens: { trained: 0, evaluated: 0 },
    seconds: 0,
    peakMemoryMb: { process: 0, device: null },
  },
});
