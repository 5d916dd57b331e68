import type { EngineFacts } from "../../../src-shared/engine/index.ts";
import type {
  EvaluationJob,
  EvaluationOptions,
  EvaluationOutcome,
  EvaluationPool,
} from "../evaluation/contract.ts";

const facts: EngineFacts = {
  engine: "onnx",
  device: "none: losses are made up from the rows' hashes",
  workerClass: "fixture",
  precision: { training: "f32", evaluation: "f32" },
  isReferencePrecision: false,
};

/** A loss from 2 to 3 that depends on the rows alone. */
export const fixtureLoss = ({ train }: Pick<EvaluationJob, "train">): number =>
  2 + Number.parseInt(train.hash.slice(0, 8), 16) / 2 ** 32;

/** Stands in for the engine where only time would be lost: every dataset at once has a loss of its own. */
export class FixturePool implements EvaluationPool {
  /** Every evaluation that was asked for, in order. */
  readonly asked: EvaluationJob[] = [];
  readonly #answer: (job: EvaluationJob, options: EvaluationOptions) => Promise<EvaluationOutcome>;

  constructor(
    answer: (job: EvaluationJob, options: EvaluationOptions) => Promise<EvaluationOutcome> = async (job) =>
      evaluated(fixtureLoss(job)),
  ) {
    this.#answer = answer;
  }

  async capacity(): Promise<number> {
    return 2;
  }

  async workerClasses(): Promise<readonly string[]> {
    return [facts.workerClass];
  }

  async evaluate(job: EvaluationJob, options: EvaluationOptions): Promise<EvaluationOutcome> {
    this.asked.push(job);
    return options.signal.aborted ? { kind: "cancelled" } : this.#answer(job, options);
  }

  async close(): Promise<void> {}
}

export const evaluated = (evalLoss: number): EvaluationOutcome => ({
  kind: "evaluated",
  facts,
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
