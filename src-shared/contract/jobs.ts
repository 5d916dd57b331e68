import { z } from "zod";
import { defineMethods } from "./define.ts";
import { phraseSchema, saidSchema } from "./phrases/index.ts";

export const wireErrorSchema = z.object({
  code: z.string(),
  message: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), phraseSchema])),
});

/** A long piece of work: it reports progress and can be cancelled. */
export const jobSchema = z.object({
  id: z.string(),
  kind: z.enum(["import", "export", "lint", "dedup", "fix", "fetch"]),
  title: saidSchema,
  state: z.enum(["running", "done", "cancelled", "failed"]),
  /** Work done and in all, in `unit`; `total` is null while unknown. */
  done: z.number(),
  total: z.number().nullable(),
  unit: z.enum(["bytes", "rows", "steps"]),
  /** What came of it, as one sentence; null while running. */
  summary: saidSchema.nullable(),
  /** For an export: what to fetch. */
  download: z.string().nullable(),
  error: wireErrorSchema.nullable(),
});
export type Job = z.infer<typeof jobSchema>;

export const jobMethods = defineMethods({
  "jobs.list": { params: z.object({}), result: z.array(jobSchema) },
  "jobs.cancel": { params: z.object({ jobId: z.string() }), result: z.object({}) },
});
