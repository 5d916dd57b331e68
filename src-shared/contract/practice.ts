import { z } from "zod";
import { defineMethods } from "./define.ts";
import { wireErrorSchema } from "./jobs.ts";
import { phraseSchema } from "./phrases/index.ts";

/** What kinds of miners one competes with in a practice round. */
export const practiceRivalKindSchema = z.enum(["good", "noisy", "shuffled", "duplicate", "invalid"]);
export type PracticeRivalKind = z.infer<typeof practiceRivalKindSchema>;

const curveSchema = z.array(z.object({ step: z.number().int(), loss: z.number() }));

/** A miner of a practice round, the best first. */
export const practiceMinerSchema = z.object({
  uid: z.number().int(),
  /** Its account on the hub. */
  name: z.string(),
  isYou: z.boolean(),
  kind: practiceRivalKindSchema.nullable(),
  hotkey: z.string(),
  commitBlock: z.number().int().nullable(),
  /** How many count; null until they were read. */
  rows: z.number().int().nullable(),
  /** Whether its dataset is trained on right now. */
  isTraining: z.boolean(),
  /** What became of it, and why; null until that is known. */
  code: z.string().nullable(),
  why: phraseSchema.nullable(),
  /** Null where nothing was measured, or not yet. */
  loss: z.number().nullable(),
  score: z.number().nullable(),
  /** Share of all weights, 0 to 1; null until they are decided. */
  weight: z.number().nullable(),
  curve: curveSchema,
  totalSteps: z.number().int().nullable(),
});
export type PracticeMiner = z.infer<typeof practiceMinerSchema>;

/** What a practice round does, in this order; "passing" is a day that goes by on the practice chain's clock. */
export const practiceStageSchema = z.enum([
  "seeding",
  "downloading",
  "training",
  "passing",
  "weights",
  "reading-back",
]);
export type PracticeStage = z.infer<typeof practiceStageSchema>;

export const practiceProgressSchema = z.object({
  stage: practiceStageSchema,
  miners: z.array(practiceMinerSchema),
  /** The practice model's loss on the eval set without any training; null until it was measured. */
  baseLoss: z.number().nullable(),
  evalRows: z.number().int().nullable(),
  /** The chain's newest block. */
  block: z.number().int().nullable(),
  /** The miner's rows: how many there are, and how many take part. */
  ownRows: z.object({ total: z.number().int(), counting: z.number().int() }).nullable(),
  /** The validator's weights as the chain answers them, largest 65535, with the block they were set in. */
  weights: z
    .object({
      block: z.number().int(),
      validatorUid: z.number().int(),
      values: z.array(z.object({ uid: z.number().int(), value: z.number().int() })),
    })
    .nullable(),
});
export type PracticeProgress = z.infer<typeof practiceProgressSchema>;

/** Before anything is known. */
export const noPracticeYet: PracticeProgress = {
  stage: "seeding",
  miners: [],
  baseLoss: null,
  evalRows: null,
  block: null,
  ownRows: null,
  weights: null,
};

export const practiceViewSchema = z.object({
  id: z.string(),
  projectPath: z.string(),
  profileId: z.string(),
  profileTitle: z.string(),
  /** Whether rows must come from the eval set, so that the craft lies in choosing them. */
  isChoosing: z.boolean(),
  /** Whether it decides once a day. */
  isDaily: z.boolean(),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  state: z.enum(["running", "done", "cancelled", "failed"]),
  progress: practiceProgressSchema,
  error: wireErrorSchema.nullable(),
});
export type PracticeView = z.infer<typeof practiceViewSchema>;

const idParams = z.object({ id: z.string() });

export const practiceMethods = defineMethods({
  /** Fails with `PracticeRunning` while another round runs. */
  "practice.start": { params: z.object({ profileId: z.string() }), result: practiceViewSchema },
  /** Of the open project, newest first. */
  "practice.list": { params: z.object({}), result: z.array(practiceViewSchema) },
  "practice.cancel": { params: idParams, result: z.object({}) },
  "practice.remove": { params: idParams, result: z.object({}) },
});

/** What the practice validator is started with, as JSON in its last argument. */
export const practiceOrderSchema = z.object({
  /** A folder of its own, for the practice chain, its hub and all that is fetched. */
  dir: z.string(),
  /** The competition, as its profile's JSON. */
  profile: z.string(),
  /** The miner's rows as they would be published. */
  rowsFile: z.string(),
  /** The competition's eval set as JSON lines; null: the sandbox's. */
  evalFile: z.string().nullable(),
  modelDir: z.string(),
});
export type PracticeOrder = z.infer<typeof practiceOrderSchema>;

/** What the practice validator says while it works. */
export const practiceMessageSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("progress"), progress: practiceProgressSchema }),
  z.object({ kind: z.literal("done"), progress: practiceProgressSchema }),
  z.object({ kind: z.literal("failed"), error: wireErrorSchema }),
]);
export type PracticeMessage = z.infer<typeof practiceMessageSchema>;
