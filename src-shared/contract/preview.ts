import { z } from "zod";
import { defineMethods } from "./define.ts";
import { wireErrorSchema } from "./jobs.ts";
import { saidSchema } from "./phrases/index.ts";
import { systemViewSchema, turnViewSchema } from "./rows.ts";

const verdictSchema = z.enum(["better", "same", "worse"]);
export type PreviewVerdict = z.infer<typeof verdictSchema>;

/** A difference of losses in nats, negative is better, with the range that 95 of 100 redrawn eval sets would give. */
const differenceSchema = z.object({
  mean: z.number(),
  low: z.number(),
  high: z.number(),
  verdict: verdictSchema,
});

const changedRowSchema = z.object({
  /** Its line among the dataset's rows, where it was held out of them; null for rows of an eval set. */
  line: z.number().int().nullable(),
  rowId: z.number().int().nullable(),
  excerpt: z.string(),
  /** Which of the eval rows it is, from 0; null where that was not kept. */
  evalRow: z.number().int().nullable().default(null),
  before: z.number(),
  after: z.number(),
});

const helpfulRowSchema = z.object({
  line: z.number().int(),
  rowId: z.number().int().nullable(),
  excerpt: z.string(),
  value: z.number(),
});

export const previewResultSchema = z.object({
  baseLoss: z.number(),
  loss: z.number(),
  seedLosses: z.array(z.number()),
  /** With the adapter against without. */
  gain: differenceSchema,
  /** Against earlier previews of the same kind on the same eval rows, newest first. */
  comparisons: z.array(
    differenceSchema.extend({
      previewId: z.string(),
      at: z.string(),
      loss: z.number(),
      isPublished: z.boolean(),
    }),
  ),
  /** What the competition's scoring gives for this loss; null where it depends on others or on another model. */
  profileScore: z.number().nullable(),
  better: z.array(changedRowSchema),
  worse: z.array(changedRowSchema),
  /** How many rows were left out, by why. */
  skipped: z.array(
    z.object({ where: z.enum(["train", "eval"]), reason: z.string(), count: z.number().int() }),
  ),
  /** Rows by what they do for the eval loss, the most helpful first and the least last; null when not asked for. */
  helpful: z
    .object({
      best: z.array(helpfulRowSchema),
      worst: z.array(helpfulRowSchema),
      /** All of them that are rows of a project, the most helpful first. */
      rowIds: z.array(z.number().int()),
    })
    .nullable(),
  seconds: z.number(),
  device: saidSchema,
  tokens: z.object({ trained: z.number().int(), evaluated: z.number().int() }),
});
export type PreviewResult = z.infer<typeof previewResultSchema>;

export const previewBudgetSchema = z.enum(["quick", "normal", "full"]);
export type PreviewBudget = z.infer<typeof previewBudgetSchema>;

export const previewEvalSchema = z.enum(["competition", "held-out", "file"]);

export const previewViewSchema = z.object({
  id: z.string(),
  projectPath: z.string(),
  profileId: z.string(),
  modelId: z.string(),
  modelTitle: z.string(),
  budget: previewBudgetSchema,
  evalSource: previewEvalSchema,
  evalTitle: z.string().nullable(),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  /** The dataset as it was: sha256 of its data.jsonl. */
  snapshot: z.object({ sha256: z.string(), rows: z.number().int() }),
  trainRows: z.number().int(),
  evalRows: z.number().int(),
  seeds: z.number().int(),
  state: z.enum(["running", "paused", "done", "cancelled", "failed"]),
  progress: z.object({
    phase: z.enum(["loading", "base", "training", "ranking", "evaluating"]),
    /** Of the whole run, 0 to 1, by time. */
    fraction: z.number(),
    secondsLeft: z.number().nullable(),
    /** What all of it was expected to take when it began, measured on this machine; null until then. */
    estimatedSeconds: z.number().nullable(),
    tokensPerSecond: z.number().nullable(),
    neededMb: z.number().nullable(),
    device: saidSchema.nullable(),
  }),
  /** Training loss by step, a curve for each seed. */
  curves: z.array(z.array(z.object({ step: z.number().int(), loss: z.number() }))),
  totalSteps: z.number().int().nullable(),
  result: previewResultSchema.nullable(),
  error: wireErrorSchema.nullable(),
});
export type PreviewView = z.infer<typeof previewViewSchema>;

export const previewModelSchema = z.object({
  id: z.string(),
  title: z.string(),
  /** False while it has to be fetched first. */
  isHere: z.boolean(),
  kind: z.enum(["practice", "laptop", "competition"]),
});
export type PreviewModel = z.infer<typeof previewModelSchema>;

const idParams = z.object({ id: z.string() });

export const previewMethods = defineMethods({
  "preview.models": { params: z.object({ profileId: z.string() }), result: z.array(previewModelSchema) },
  "preview.start": {
    params: z.object({
      profileId: z.string(),
      modelId: z.string(),
      budget: previewBudgetSchema,
      evalSource: previewEvalSchema,
      /** For "file". */
      uploadId: z.string().nullable(),
      rankRows: z.boolean(),
      seed: z
        .number()
        .int()
        .min(0)
        .max(2 ** 31)
        .default(1),
    }),
    result: previewViewSchema,
  },
  /** Of the open project, newest first. */
  "preview.list": { params: z.object({}), result: z.array(previewViewSchema) },
  /** An eval row that a preview names, as it was; null where it was not kept. */
  "preview.evalRow": {
    params: z.object({ id: z.string(), evalRow: z.number().int().min(0) }),
    result: z.object({ system: systemViewSchema, turns: z.array(turnViewSchema) }).nullable(),
  },
  "preview.pause": { params: idParams, result: z.object({}) },
  "preview.resume": { params: idParams, result: z.object({}) },
  "preview.cancel": { params: idParams, result: z.object({}) },
  /** Shows in the table how helpful a preview found rows; answers how many of them are still as they were. */
  "preview.showRanking": { params: idParams, result: z.object({ rows: z.number().int() }) },
  "preview.remove": { params: idParams, result: z.object({}) },
  /** Fetches a model from the hub of a network. */
  "preview.fetchModel": {
    params: z.object({ modelId: z.string(), networkId: z.string() }),
    result: z.object({ jobId: z.string() }),
  },
  /** Whether a model may be fetched: some are shown only to those who asked on their page. */
  "preview.modelAccess": {
    params: z.object({ modelId: z.string(), networkId: z.string() }),
    result: z.object({
      access: z.enum(["granted", "signIn", "ask", "waiting"]),
      /** Where to ask. */
      page: z.string(),
    }),
  },
  /** Fetches the tokenizer of a competition's base model, to count tokens with. */
  "preview.fetchTokenizer": {
    params: z.object({ profileId: z.string(), networkId: z.string() }),
    result: z.object({ jobId: z.string() }),
  },
  "preview.storedModels": {
    params: z.object({}),
    result: z.array(z.object({ repo: z.string(), revision: z.string(), sizeBytes: z.number() })),
  },
  "preview.removeModel": { params: z.object({ modelId: z.string() }), result: z.object({}) },
});
