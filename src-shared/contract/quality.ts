import { z } from "zod";
import { defineMethods } from "./define.ts";
import { editOutcomeSchema, lintLevelSchema } from "./rows.ts";

export const problemGroupSchema = z.object({
  rule: z.string(),
  title: z.string(),
  level: lintLevelSchema,
  /** What it means and why it matters, as one or two sentences. */
  sentence: z.string(),
  mend: z.string(),
  rows: z.number().int(),
  /** The first rows that have it, to jump to. */
  firstRowIds: z.array(z.number().int()),
  /** A fix that can be applied to all rows at once. */
  fixAll: z.object({ id: z.string(), label: z.string() }).nullable(),
  /** True for findings about the dataset as a whole: there is no row to show. */
  wholeDataset: z.boolean(),
});
export type ProblemGroup = z.infer<typeof problemGroupSchema>;

export const clusterSchema = z.object({
  id: z.number().int(),
  kind: z.enum(["exact", "near"]),
  size: z.number().int(),
  /** The lowest similarity of a verified pair that holds the cluster together, 0 to 1. */
  minSimilarity: z.number(),
  excerpt: z.string(),
  members: z.array(
    z.object({
      rowId: z.number().int(),
      line: z.number().int(),
      user: z.string(),
      assistant: z.string(),
      tokens: z.number().int(),
      level: lintLevelSchema.nullable(),
    }),
  ),
});
export type ClusterView = z.infer<typeof clusterSchema>;

export const qualityMethods = defineMethods({
  "lint.summary": {
    params: z.object({}),
    result: z.object({
      revision: z.number().int(),
      groups: z.array(problemGroupSchema),
      /** True while the rows are still being checked. */
      checking: z.boolean(),
    }),
  },
  "lint.fixRow": {
    params: z.object({ rowId: z.number().int(), rule: z.string(), fix: z.string() }),
    result: editOutcomeSchema,
  },
  /** One undo step over all rows that have the finding. */
  "lint.fixAll": {
    params: z.object({ rule: z.string(), fix: z.string() }),
    result: z.object({ jobId: z.string() }),
  },
  "dedup.clusters": {
    params: z.object({
      kind: z.enum(["exact", "near"]).nullable(),
      offset: z.number().int().min(0),
      limit: z.number().int().min(1).max(100),
    }),
    result: z.object({
      total: z.number().int(),
      rowsInClusters: z.number().int(),
      threshold: z.number(),
      /** True while signatures are still being made. */
      indexing: z.boolean(),
      clusters: z.array(clusterSchema),
    }),
  },
  /** Drops all members but the ones to keep, as one undo step. */
  "dedup.keep": {
    params: z.object({ clusterId: z.number().int(), keepRowIds: z.array(z.number().int()).min(1) }),
    result: editOutcomeSchema,
  },
  /** Keeps the first member of every cluster of a kind, as one undo step. */
  "dedup.keepFirst": { params: z.object({ kind: z.enum(["exact", "near"]) }), result: editOutcomeSchema },
  "dedup.setThreshold": {
    params: z.object({ threshold: z.number().min(0.5).max(1) }),
    result: z.object({ jobId: z.string() }),
  },
  "stats.overview": {
    params: z.object({}),
    result: z.object({
      rows: z.number().int(),
      turns: z.number().int(),
      tokens: z.number().int(),
      tokensEstimated: z.boolean(),
      sizeBytes: z.number().int(),
    }),
  },
});
