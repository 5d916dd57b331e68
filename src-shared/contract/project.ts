import { z } from "zod";
import { defineMethods } from "./define.ts";
import { saidSchema } from "./phrases/index.ts";

export const projectInfoSchema = z.object({
  path: z.string(),
  name: z.string(),
  profileId: z.string(),
  rows: z.number().int(),
  badLines: z.number().int(),
  canUndo: saidSchema.nullable().describe("the name of the step that undo would take back, or null"),
  canRedo: saidSchema.nullable(),
  problems: z.object({ error: z.number().int(), warning: z.number().int(), hint: z.number().int() }),
  clusters: z.number().int(),
  /** Rows of which tokens, problems and duplicates are yet to be worked out. */
  pending: z.number().int(),
  /** Whose tokenizer counts tokens, null where they are estimated, and whether it has counted every row. */
  tokens: z.object({ countedBy: z.string().nullable(), isCounted: z.boolean() }),
  /** The preview that ranked rows by helpfulness; null for none. */
  ranking: z.object({ previewId: z.string(), at: z.string() }).nullable(),
  /** How many changes of rows were made since it was opened; what is worked out of rows is none. */
  changes: z.number().int(),
  /** Grows with every change of any row: what was read at an older revision may be stale. */
  revision: z.number().int(),
});
export type ProjectInfo = z.infer<typeof projectInfoSchema>;

export const recentProjectSchema = z.object({
  path: z.string(),
  name: z.string(),
  openedAt: z.string(),
  rows: z.number().int().nullable(),
  /** False when the file is no longer there. */
  exists: z.boolean(),
});

export const sampleSchema = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  rows: z.number().int(),
});

export const profileSummarySchema = z.object({
  id: z.string(),
  version: z.string(),
  title: z.string(),
  description: z.string(),
  baseModel: z.string(),
  /** How many rows of the file count; null when all do. */
  rowsLimit: z.number().int().nullable(),
  rowsFromEvalSet: z.boolean(),
  competitionId: z.string(),
  netuids: z.record(z.string(), z.number().int().nullable()),
  source: z.enum(["built-in", "file", "url"]),
  hash: z.string(),
});
export type ProfileSummary = z.infer<typeof profileSummarySchema>;

export const projectMethods = defineMethods({
  "project.recent": { params: z.object({}), result: z.array(recentProjectSchema) },
  /** A new, empty project in the data folder, or at a path the desktop host asked the user for. */
  "project.create": {
    params: z.object({ name: z.string().min(1).max(120), path: z.string().optional() }),
    result: projectInfoSchema,
  },
  "project.open": { params: z.object({ path: z.string() }), result: projectInfoSchema },
  "project.close": { params: z.object({}), result: z.object({}) },
  /** The project that is open, or null. */
  "project.info": { params: z.object({}), result: projectInfoSchema.nullable() },
  "project.setProfile": { params: z.object({ profileId: z.string() }), result: projectInfoSchema },
  "project.rename": { params: z.object({ name: z.string().min(1).max(120) }), result: projectInfoSchema },
  "project.forget": { params: z.object({ path: z.string() }), result: z.object({}) },
  "samples.list": { params: z.object({}), result: z.array(sampleSchema) },
  "profiles.list": { params: z.object({}), result: z.array(profileSummarySchema) },
  /** Adds a competition from a file, or from an address pinned by its sha256. */
  "profiles.add": {
    params: z.union([
      z.object({ kind: z.literal("text"), text: z.string().max(1_000_000), name: z.string() }),
      z.object({ kind: z.literal("url"), url: z.url(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
    ]),
    result: profileSummarySchema,
  },
});
