import { z } from "zod";
import { defineMethods } from "./define.ts";

export const hostKindSchema = z.enum(["web", "desktop"]);

export const appInfoSchema = z.object({
  version: z.string(),
  host: hostKindSchema,
  platform: z.string(),
  dataDir: z.string(),
  /** False where secrets at rest are not protected by the system and a password must be asked for. */
  secretsProtected: z.boolean(),
});
export type AppInfo = z.infer<typeof appInfoSchema>;

export const settingsSchema = z.object({
  theme: z.enum(["system", "light", "dark"]),
  /** `more`: text and borders stand out further, whatever the system says. */
  contrast: z.enum(["system", "more"]),
  language: z.enum(["system", "en", "de"]),
  profileId: z.string(),
  networkId: z.string(),
  /** The last dataset repository published to, offered again. */
  repo: z.string().nullable(),
  /** Jaccard threshold above which rows count as near-duplicates, 0.5 to 1. */
  nearDuplicateThreshold: z.number().min(0.5).max(1),
});
export type Settings = z.infer<typeof settingsSchema>;

export const logEntrySchema = z.object({
  id: z.number().int(),
  at: z.string(),
  level: z.enum(["debug", "info", "warn", "error"]),
  scope: z.string(),
  message: z.string(),
});
export type LogEntry = z.infer<typeof logEntrySchema>;

export const appMethods = defineMethods({
  "app.info": { params: z.object({}), result: appInfoSchema },
  "settings.get": { params: z.object({}), result: settingsSchema },
  "settings.set": { params: settingsSchema.partial(), result: settingsSchema },
  "logs.list": {
    params: z.object({
      minLevel: logEntrySchema.shape.level,
      text: z.string().max(200),
      before: z.number().int().nullable(),
      limit: z.number().int().min(1).max(500),
    }),
    result: z.object({ entries: z.array(logEntrySchema), more: z.boolean() }),
  },
  /** Writes a bundle with versions, settings and redacted logs; it is then fetched as a download. */
  "logs.diagnostics": { params: z.object({}), result: z.object({ download: z.string() }) },
});
