import { z } from "zod";
import { defineMethods } from "./define.ts";
import { importFormatSchema, importSourceSchema } from "./import-export.ts";
import { saidSchema } from "./phrases/index.ts";
import { editOutcomeSchema, lintLevelSchema, tagSchema } from "./rows.ts";

export const problemGroupSchema = z.object({
  rule: z.string(),
  level: lintLevelSchema,
  /** What is so in this dataset; null where the rule's own words say all. */
  says: saidSchema.nullable(),
  rows: z.number().int(),
  /** The first rows that have it, to jump to. */
  firstRowIds: z.array(z.number().int()),
  /** A fix that can be applied to all rows at once. */
  fixAll: z.string().nullable(),
  /** True for findings about the dataset as a whole: there is no row to show. */
  wholeDataset: z.boolean(),
});
export type ProblemGroup = z.infer<typeof problemGroupSchema>;

/** What makes a member of a cluster the one to keep. */
export const keepRuleSchema = z.enum(["first", "last", "longest", "fewestProblems"]);
export type KeepRule = z.infer<typeof keepRuleSchema>;

export const clusterSchema = z.object({
  id: z.number().int(),
  /** `question`: they ask the same and answer differently. */
  kind: z.enum(["exact", "near", "question"]),
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
      tokensEstimated: z.boolean(),
      level: lintLevelSchema.nullable(),
    }),
  ),
});
export type ClusterView = z.infer<typeof clusterSchema>;

/** More would be more pairs than anybody has looked at. */
export const MOST_SET_APART = 100;

/** What rows can be compared with: a file, what was published, or the eval set of the project's competition. */
export const comparisonSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("file"), source: importSourceSchema, format: importFormatSchema }),
  z.object({ kind: z.literal("publication"), id: z.string() }),
  z.object({ kind: z.literal("evalSet") }),
]);
export type Comparison = z.infer<typeof comparisonSchema>;

/** So many rows have a number between two others, both included. */
const binSchema = z.object({ from: z.number().int(), to: z.number().int(), rows: z.number().int() });

/** The dataset in numbers. */
export const glanceSchema = z.object({
  rows: z.number().int(),
  turns: z.number().int(),
  tokens: z.number().int(),
  tokensEstimated: z.boolean(),
  /** The model whose tokenizer counts; null where none is here. */
  tokenizer: z.string().nullable(),
  sizeBytes: z.number().int(),
  medianTokens: z.number().int(),
  longestTokens: z.number().int(),
  byTokens: z.array(binSchema),
  byTurns: z.array(binSchema),
  /** Rows by their worst finding; `ok` have none. */
  byLevel: z.object({
    error: z.number().int(),
    warning: z.number().int(),
    hint: z.number().int(),
    ok: z.number().int(),
  }),
  bySystem: z.object({ text: z.number().int(), empty: z.number().int(), none: z.number().int() }),
  duplicates: z.object({ exactRows: z.number().int(), nearRows: z.number().int() }),
  /** How questions begin, the commonest first. */
  firstWords: z.array(z.object({ words: z.string(), rows: z.number().int() })),
  /** The commonest languages of first texts, as ISO 639-1 codes or "und". */
  byLanguage: z.array(z.object({ language: z.string(), rows: z.number().int() })),
});
export type Glance = z.infer<typeof glanceSchema>;

export const qualityMethods = defineMethods({
  "stats.glance": { params: z.object({}), result: glanceSchema },
  /** The dataset in numbers, with its problems, as a page to keep. */
  "stats.report": {
    params: z.object({
      /** A page to read, or the text of a dataset card (Markdown) for the hub. */
      form: z.enum(["page", "card"]),
    }),
    result: z.object({ download: z.string() }),
  },
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
      kind: z.enum(["exact", "near", "question"]).nullable(),
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
  /**
   * Says that these rows are no duplicates of each other: remembered of their texts as they are now, as one undo step.
   */
  "dedup.setApart": {
    params: z.object({ rowIds: z.array(z.number().int()).min(2).max(MOST_SET_APART) }),
    result: editOutcomeSchema,
  },
  /** Rows that say the same or nearly the same as a row that is being written, the most alike first. */
  "dedup.alike": {
    params: z.object({ json: z.string(), exceptRowId: z.number().int().nullable() }),
    result: z.array(
      z.object({
        rowId: z.number().int(),
        line: z.number().int(),
        similarity: z.number(),
        excerpt: z.string(),
      }),
    ),
  },
  /** Tags the rows that say the same or nearly the same as a row of something else, as one undo step. */
  "dedup.tagAlike": {
    params: z.object({ with: comparisonSchema, tag: tagSchema }),
    result: z.object({ jobId: z.string() }),
  },
  /** Keeps the best member of every cluster of a kind, as one undo step; of equally good ones the first. */
  "dedup.keepBest": {
    params: z.object({ kind: z.enum(["exact", "near"]), by: keepRuleSchema }),
    result: editOutcomeSchema,
  },
  "dedup.setThreshold": {
    params: z.object({ threshold: z.number().min(0.5).max(1) }),
    result: z.object({ jobId: z.string() }),
  },
});
