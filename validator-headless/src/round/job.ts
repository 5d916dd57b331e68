import { createHash } from "node:crypto";
import type { EvaluationJob, RowsReference } from "../evaluation/contract.ts";
import type { RoundRecord } from "../store/records.ts";
import type { RoundContext } from "./context.ts";

/**
 * The reference draws only an adapter's first numbers from the epoch's seed; the order of rows and dropout come from its
 * trainer's own default, the same on every validator.
 */
const ORDER_SEED = 42;

/** How the engine is to train and evaluate under a competition. */
export function settingsFor({
  profile,
  engine,
  model,
}: Pick<RoundContext, "profile" | "engine" | "model">): EvaluationJob["settings"] {
  const { training, evaluation, lora } = profile;
  return {
    modelName: model.repo,
    lora,
    training: {
      quantization: training.quantization,
      batchSize: training.batchSize,
      accumulationSteps: training.accumulationSteps,
      epochs: training.epochs,
      warmupSteps: training.warmupSteps,
      learningRate: training.learningRate,
      weightDecay: training.weightDecay,
      maxGradientNorm: training.maxGradientNorm,
      orderSeed: ORDER_SEED,
    },
    maxTokens: training.maxTokens,
    evaluation: { batchSize: evaluation.batchSize, model: evaluation.model },
    fidelity: engine.fidelity,
    device: engine.device,
    threads: engine.threads,
  };
}

/** The evaluation of a dataset in a round. Equal rows, whoever submitted them, are one job with one result. */
export function jobFor(
  context: Pick<RoundContext, "profile" | "engine" | "model" | "limits">,
  round: Pick<RoundRecord, "id" | "seed">,
  evaluation: RowsReference,
  train: RowsReference,
): EvaluationJob {
  const { engine, model, limits } = context;
  const decisive = {
    settings: settingsFor(context),
    engine: engine.kind,
    model: { repo: model.repo, revision: model.revision },
    rows: [train.hash, evaluation.hash],
    seed: round.seed,
  };
  return {
    key: createHash("sha256").update(JSON.stringify(decisive)).digest("hex"),
    epochId: round.id,
    settings: decisive.settings,
    model: decisive.model,
    train,
    evaluation,
    seed: round.seed,
    limits: { timeoutMs: limits.evaluationTimeoutS * 1000, memoryMb: limits.memoryMb },
  };
}
