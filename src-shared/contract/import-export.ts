import { z } from "zod";
import { rowScopeSchema } from "./bulk.ts";
import { defineMethods } from "./define.ts";
import { saidSchema } from "./phrases/index.ts";

/** Where rows come from. `upload` names bytes that the screen handed over before (see the host's upload road). */
export const importSourceSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("upload"),
    uploadId: z.string(),
    fileName: z.string(),
    /** The file of an archive that is meant. */
    entry: z.string().optional(),
  }),
  z.object({ kind: z.literal("sample"), sampleId: z.string() }),
  z.object({ kind: z.literal("text"), text: z.string(), fileName: z.string().optional() }),
]);
export type ImportSource = z.infer<typeof importSourceSchema>;

export const containerSchema = z.enum(["jsonl", "json", "csv"]);
export const rowFormSchema = z.enum(["native", "messages", "sharegpt", "alpaca", "qa", "mapped"]);
/** `csv` is a table with the columns system, user and assistant. */
export const exportFormSchema = z.enum(["native", "messages", "sharegpt", "alpaca", "qa", "csv"]);

/** Which source column fills which part of a row; used by form "mapped". */
export const columnMappingSchema = z.object({
  system: z.string().nullable(),
  user: z.string(),
  assistant: z.string(),
});

export type ColumnMapping = z.infer<typeof columnMappingSchema>;

export const importFormatSchema = z.object({
  container: containerSchema,
  form: rowFormSchema,
  mapping: columnMappingSchema.nullable(),
});
export type ImportFormat = z.infer<typeof importFormatSchema>;

export const previewRowSchema = z.object({
  line: z.number().int(),
  system: z.string().nullable(),
  user: z.string(),
  assistant: z.string(),
  turns: z.number().int(),
  /** Why this line cannot become a row; null when it can. */
  reason: saidSchema.nullable(),
});

export const inspectionSchema = z.object({
  fileName: z.string(),
  sizeBytes: z.number().int().nullable(),
  format: importFormatSchema,
  /** Why this format was taken, as one sentence. */
  reason: saidSchema,
  columns: z.array(z.string()),
  preview: z.array(previewRowSchema),
  /** What the native form cannot keep. */
  lost: z.array(saidSchema),
  /** The files of an archive that may hold rows; empty for anything else. */
  entries: z.array(z.object({ name: z.string(), sizeBytes: z.number().int() })),
  /** Which of them this is about. */
  entry: z.string().nullable(),
});
export type Inspection = z.infer<typeof inspectionSchema>;

export const badLineSchema = z.object({
  id: z.number().int(),
  line: z.number().int(),
  source: saidSchema,
  reason: saidSchema,
  text: z.string(),
  /** True when only the start of the text is here. */
  truncated: z.boolean(),
});
export type BadLine = z.infer<typeof badLineSchema>;

/** The folder that a project takes files from as they appear. */
export const watchedFolderSchema = z.object({
  folder: z.string().nullable(),
  /** Names of the files that were taken in, the latest first. */
  taken: z.array(z.string()),
  /** Why the folder, or a file in it, could not be read; null while all is well. */
  trouble: saidSchema.nullable(),
});
export type WatchedFolder = z.infer<typeof watchedFolderSchema>;

/** A dataset on the network's hub. */
export const hubDatasetSchema = z.object({
  /** "owner/name", or its address in a browser. */
  repo: z.string().min(1).max(300),
  /** A branch, a tag or a commit. */
  revision: z.string().min(1).max(100),
});

export const importExportMethods = defineMethods({
  /** Detects the format, or tries the given one, and shows the first five rows. */
  "import.inspect": {
    params: z.object({ source: importSourceSchema, format: importFormatSchema.optional() }),
    result: inspectionSchema,
  },
  "import.start": {
    params: z.object({ source: importSourceSchema, format: importFormatSchema }),
    result: z.object({ jobId: z.string() }),
  },
  /** Several files, one after the other; each is a step of its own. */
  "import.startMany": {
    params: z.object({
      items: z
        .array(z.object({ source: importSourceSchema, format: importFormatSchema }))
        .min(1)
        .max(200),
    }),
    result: z.object({ jobId: z.string() }),
  },
  /** The files of a dataset on the hub that may hold rows. */
  "import.hubFiles": {
    params: hubDatasetSchema,
    result: z.object({
      /** The commit that the revision stands for now. */
      sha: z.string(),
      files: z.array(z.object({ path: z.string(), sizeBytes: z.number().int() })),
    }),
  },
  /** Fetches a file of a dataset; it is then a source like one that was handed over. */
  "import.fetch": {
    params: z.object({ repo: z.string(), sha: z.string(), path: z.string() }),
    result: z.object({ uploadId: z.string(), fileName: z.string() }),
  },
  /** Takes files that appear in a folder of this machine into the open project, until told otherwise; null ends it. */
  "import.watch": { params: z.object({ folder: z.string().min(1).nullable() }), result: watchedFolderSchema },
  "import.watched": { params: z.object({}), result: watchedFolderSchema },
  "badLines.list": {
    params: z.object({ offset: z.number().int().min(0), limit: z.number().int().min(1).max(200) }),
    result: z.object({ total: z.number().int(), items: z.array(badLineSchema) }),
  },
  /** Tries the mended text as a row; on success the line becomes a row and leaves the list. */
  "badLines.mend": {
    params: z.object({ id: z.number().int(), text: z.string() }),
    result: z.object({ rowId: z.number().int() }),
  },
  "badLines.discard": { params: z.object({ ids: z.array(z.number().int()) }), result: z.object({}) },
  /** Saves the bad lines, as they were, to a file to fetch. */
  "badLines.save": { params: z.object({}), result: z.object({ download: z.string() }) },
  /** All rows, or those of a scope, in their order. */
  "export.start": {
    params: z.object({ form: exportFormSchema, scope: rowScopeSchema.optional() }),
    result: z.object({ jobId: z.string() }),
  },
  /** What of these rows a form cannot hold, before anything is written. */
  "export.preview": {
    params: z.object({ form: exportFormSchema, scope: rowScopeSchema.optional() }),
    result: z.object({
      rows: z.number().int(),
      losses: z.array(
        z.object({
          what: saidSchema,
          rows: z.number().int(),
          /** The first of these rows. */
          examples: z.array(z.object({ rowId: z.number().int(), line: z.number().int() })),
        }),
      ),
    }),
  },
});
