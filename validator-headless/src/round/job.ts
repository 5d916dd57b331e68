import { createHash } from "node:crypto";
import type { EvaluationJob, RowsReference } from "../evaluation/contract.ts";
import type { RoundRecord } from "../store/records.ts";
import type { RoundContext } from "./context.ts";

/** The evaluation of a dataset in a round. Equal rows, whoever submitted them, are one job with one result. */
export function jobFor(
  { profile, engine, model, limits }: Pick<RoundContext, "profile" | "engine" | "model" | "limits">,
  round: Pick<RoundRecord, "id" | "seed">,
  evaluation: RowsReference,
  train: RowsReference,
): EvaluationJob {
  const { quantization, batchSize, accumulationSteps, epochs, warmupSteps, learningRate, weightDecay } =
    profile.training;
  const decisive = {
    settings: {
      modelName: model.repo,
      lora: profile.lora,
      training: {
        quantization,
        batchSize,
        accumulationSteps,
        epochs,
        warmupSteps,
        learningRate,
        weightDecay,
        maxGradientNorm: profile.training.maxGradientNorm,
      },
      evaluation: { batchSize: profile.evaluation.batchSize, model: profile.evaluation.model },
      fidelity: engine.fidelity,
      device: engine.device,
      threads: engine.threads,
    },
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
