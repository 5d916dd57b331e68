import { z } from "zod";
import { isRuleId, type RuleId } from "../dataset/index.ts";

const netuid = z.number().int().min(0).max(65535);
const share = z.number().min(0).max(1);
const count = z.number().int().positive();
const repoName = z.string().regex(/^[\w.-]+\/[\w.-]+$/, "must be a repository such as owner/name");

const loraSchema = z.strictObject({
  rank: count,
  alpha: z.number().positive(),
  dropout: share,
  /** Names of the linear layers that get an adapter; "all-linear" is every one but lm_head. */
  targets: z.union([z.literal("all-linear"), z.array(z.string().min(1)).min(1)]),
});

const trainingSchema = z.strictObject({
  batchSize: count,
  accumulationSteps: count,
  epochs: count,
  maxTokens: count,
  warmupSteps: z.number().int().min(0),
  learningRate: z.number().positive(),
  schedule: z.literal("linear"),
  optimizer: z.literal("adamw"),
  weightDecay: z.number().min(0),
  maxGradientNorm: z.number().positive(),
  /** How the base model's weights are stored while training. */
  quantization: z.enum(["none", "nf4"]),
});

const evaluationSchema = z.strictObject({
  batchSize: count,
  /** "training": the (quantised) model as it was trained; "merged": the adapter in the unquantised base. */
  model: z.enum(["training", "merged"]),
  /** Null: the operator names one. */
  repo: repoName.nullable(),
  /** A pinned commit, or "main" as it stands when an epoch starts. */
  revision: z.union([z.literal("main"), z.string().regex(/^[0-9a-f]{40}$/)]),
});

const scorerSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("win-rate"),
    /** The earlier committer's loss is multiplied by 1 minus this before two are compared. */
    earlierAdvantage: share,
    temperature: z.number().positive(),
    keepOldWeights: share,
    keepConsensus: share,
    minVtrust: share,
  }),
  z.strictObject({
    kind: z.literal("benchmark"),
    bench: z.number().positive(),
    min: z.number(),
    max: z.number(),
    height: share,
    power: z.number().positive(),
    ignoreBelow: z.number().min(0),
  }),
  z.strictObject({ kind: z.literal("daily-winner"), eligibleShare: share }),
]);

const duplicateRuleSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("equal-loss"), relativeTolerance: z.number().positive() }),
  z.strictObject({ kind: z.literal("shared-rows"), moreThan: z.number().int().min(0) }),
]);

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time such as 11:30");

const scheduleSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("epochs"),
    sampleSize: count,
    top: count,
    sampled: count,
    longestAgo: count,
  }),
  z.strictObject({
    kind: z.literal("daily"),
    /** Times of day in UTC. */
    rewards: z.strictObject({ from: clockTime, to: clockTime }),
    submissions: z.strictObject({ from: clockTime, to: clockTime }),
    validation: z.strictObject({ from: clockTime, to: clockTime }),
  }),
]);

const weightRuleSchema = z.strictObject({
  mode: z.enum(["plain", "timelocked", "commit-reveal"]),
  /** Set within this many blocks before the epoch's end. */
  blocksBeforeEpochEnd: count,
  beforeFirstWinner: z.enum(["burn", "none"]),
});

const lintLevelsSchema = z
  .record(z.string(), z.enum(["error", "warning", "hint", "off"]))
  .superRefine((levels, context) => {
    for (const id of Object.keys(levels)) {
      if (!isRuleId(id))
        context.addIssue({ code: "custom", path: [id], message: "there is no such lint rule" });
    }
  });

/** The first kind of submission: a `data.jsonl` in a Hugging Face dataset repository. Other kinds join this union. */
const datasetSubmissionSchema = z.strictObject({
  kind: z.literal("hf-dataset"),
  file: z.literal("data.jsonl"),
  /** How the submission is written on-chain. */
  codec: z.literal("repo-competition-revision"),
});

export const profileSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{1,63}$/, "must be lower-case letters, digits and hyphens"),
  version: z.string().regex(/^\d+\.\d+\.\d+$/, "must be a version such as 1.0.0"),
  title: z.string().min(1).max(80),
  description: z.string().min(1).max(600),
  effectiveFromBlock: z.number().int().min(0),
  /** The subnet on each network; null where it is not recorded and the user must give it. */
  netuids: z.strictObject({
    sandbox: netuid,
    test: netuid.nullable(),
    finney: netuid.nullable(),
    local: netuid.nullable(),
  }),
  competitionId: z.string().regex(/^[^:\s]{1,32}$/, "must be 1 to 32 characters without colon or space"),
  submission: z.discriminatedUnion("kind", [datasetSubmissionSchema]),
  baseModel: repoName,
  template: z.enum(["qwen2.5", "llama-3"]),
  defaultSystem: z.string(),
  lora: loraSchema,
  training: trainingSchema,
  evaluation: evaluationSchema,
  rows: z.strictObject({
    /** How many rows of the file count; null when all do. */
    limit: count.nullable(),
    mustComeFromEvalSet: z.boolean(),
  }),
  /** "reference" follows what the other validators run, oddities included; "strict" mends them. */
  rules: z.enum(["reference", "strict"]),
  lint: lintLevelsSchema,
  /** The loss of everything invalid. */
  fallbackLoss: z.number().positive(),
  /**
   * The loss of a dataset whose training fails, where that is another one: the reference's validators answer their
   * benchmark. Null, or left out: `fallbackLoss`.
   */
  trainingFailureLoss: z.number().positive().nullable().default(null),
  duplicates: duplicateRuleSchema,
  scorer: scorerSchema,
  weights: weightRuleSchema,
  schedule: scheduleSchema,
});

/** A competition, as data: everything that tells it from another one. */
export type CompetitionProfile = Omit<z.infer<typeof profileSchema>, "lint"> & {
  readonly lint: Readonly<Partial<Record<RuleId, "error" | "warning" | "hint" | "off">>>;
};

export type NetworkName = keyof CompetitionProfile["netuids"];
