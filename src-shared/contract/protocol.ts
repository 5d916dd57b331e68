import { z } from "zod";
import { appMethods, settingsSchema } from "./app.ts";
import { bulkMethods } from "./bulk.ts";
import { evalSetMethods, evalSetStatusSchema } from "./eval-set.ts";
import { importExportMethods } from "./import-export.ts";
import { jobMethods, jobSchema, wireErrorSchema } from "./jobs.ts";
import { practiceMethods, practiceViewSchema } from "./practice.ts";
import { previewMethods, previewViewSchema } from "./preview.ts";
import { projectInfoSchema, projectMethods } from "./project.ts";
import { networkSchema, publicationSchema, publishMethods } from "./publish.ts";
import { qualityMethods } from "./quality.ts";
import { rowMethods } from "./rows.ts";

/** Every request the screen can make. A name that two groups share would be a mistake of ours. */
export const methods = {
  ...appMethods,
  ...projectMethods,
  ...importExportMethods,
  ...jobMethods,
  ...rowMethods,
  ...bulkMethods,
  ...qualityMethods,
  ...publishMethods,
  ...evalSetMethods,
  ...previewMethods,
  ...practiceMethods,
} as const;

export type Methods = typeof methods;
export type MethodName = keyof Methods;
export type ParamsOf<M extends MethodName> = z.input<Methods[M]["params"]>;
export type ParsedParamsOf<M extends MethodName> = z.output<Methods[M]["params"]>;
export type ResultOf<M extends MethodName> = z.output<Methods[M]["result"]>;

/** What the services tell the screen unasked. */
export const events = {
  /** The open project changed (rows, counters, undo) or another one was opened; null: none is open. */
  "project.changed": projectInfoSchema.nullable(),
  "job.changed": jobSchema,
  "publication.changed": publicationSchema,
  "network.changed": networkSchema,
  "settings.changed": settingsSchema,
  "evalSet.changed": evalSetStatusSchema,
  "preview.changed": previewViewSchema,
  "practice.changed": practiceViewSchema,
} as const;

export type Events = typeof events;
export type EventName = keyof Events;
export type EventPayload<E extends EventName> = z.output<Events[E]>;

/** One message of the duplex channel, screen to services. */
export const requestMessageSchema = z.object({
  id: z.number().int(),
  method: z.string(),
  params: z.unknown(),
});
export type RequestMessage = z.infer<typeof requestMessageSchema>;

/** One message of the duplex channel, services to screen. */
export const serverMessageSchema = z.union([
  z.object({ id: z.number().int(), ok: z.literal(true), result: z.unknown() }),
  z.object({ id: z.number().int(), ok: z.literal(false), error: wireErrorSchema }),
  z.object({ event: z.string(), payload: z.unknown() }),
]);
export type ServerMessage = z.infer<typeof serverMessageSchema>;

/** What the services implement: one handler a method, nothing more, nothing less. */
export type Handlers = { [M in MethodName]: (params: ParsedParamsOf<M>) => Promise<ResultOf<M>> };

export const isMethodName = (name: string): name is MethodName => Object.hasOwn(methods, name);
export const isEventName = (name: string): name is EventName => Object.hasOwn(events, name);
