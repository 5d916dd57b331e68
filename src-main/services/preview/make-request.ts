import type { CompetitionProfile } from "../../../src-shared/competition/index.ts";
import { type EngineRequest, type ModelPlace, PRACTICE_MODEL } from "../../../src-shared/engine/index.ts";
import { type Budget, type BudgetName, budgetFor } from "./budgets.ts";
import { chooseRows, holdOut, keyOfRows, type PlacedRow } from "./choose-rows.ts";

export interface PreviewPlan {
  readonly profile: CompetitionProfile;
  readonly model: ModelPlace & { readonly folder: string };
  readonly budget: BudgetName;
  /** Of the first training run; further ones count on from it. */
  readonly seed: number;
  readonly rankRows: boolean;
  /** Rows of the dataset, in their order. */
  readonly rows: readonly PlacedRow[];
  /** Null: a share of the dataset's own rows is held out. */
  readonly evalRows: readonly PlacedRow[] | null;
}

export interface PreparedPreview {
  readonly request: EngineRequest;
  readonly trainRows: readonly PlacedRow[];
  readonly evalRows: readonly PlacedRow[];
  /** Rows of the file that count: the profile's limit has been applied. */
  readonly countingRows: number;
  /** Previews with the same key can be compared row by row. */
  readonly comparisonKey: string;
}

const HELD_OUT_SHARE = 0.2;

/** What the engine is asked for a preview: the profile's own training on as many rows as the budget allows. */
export function preparePreview(plan: PreviewPlan): PreparedPreview {
  const { profile, model, seed, rankRows } = plan;
  const budget = budgetFor(plan.budget);
  const counting = profile.rows.limit === null ? plan.rows : plan.rows.slice(0, profile.rows.limit);
  const { kept, heldOut } =
    plan.evalRows === null ? holdOut(counting, HELD_OUT_SHARE) : { kept: counting, heldOut: plan.evalRows };
  const trainRows = chooseRows(kept, budget.trainRows);
  const evalRows = chooseRows(heldOut, budget.evalRows);
  const { training, evaluation, lora } = profile;
  const request: EngineRequest = {
    modelFolder: model.folder,
    modelName: model.id,
    // The practice model was taught Qwen's template, whatever the profile's own model reads.
    template: model.id === PRACTICE_MODEL || model.id.startsWith("Qwen/") ? "qwen2.5" : profile.template,
    maxTokens: training.maxTokens,
    lora,
    training: { ...training, warmupSteps: warmupFor(budget, training, trainRows.length) },
    evaluation,
    trainRows: trainRows.map(({ json }) => json),
    evalRows: evalRows.map(({ json }) => json),
    seeds: Array.from({ length: budget.seeds }, (_, index) => seed + index),
    rankRows,
    adapterFolder: null,
    device: "cpu",
    threads: null,
  };
  return {
    request,
    trainRows,
    evalRows,
    countingRows: counting.length,
    comparisonKey: [profile.id, model.id, plan.budget, keyOfRows(evalRows)].join(" "),
  };
}

function warmupFor(
  { warmupShare }: Budget,
  { warmupSteps, batchSize, accumulationSteps, epochs }: CompetitionProfile["training"],
  rows: number,
): number {
  if (warmupShare === null) return warmupSteps;
  const steps = (epochs * rows) / (batchSize * accumulationSteps);
  return Math.min(warmupSteps, Math.floor(steps * warmupShare));
}
