import { z } from "zod";
import { defineMethods } from "./define.ts";
import { wireErrorSchema } from "./jobs.ts";
import { saidSchema } from "./phrases/index.ts";

/** Not a network, but known by an id like one: where models come from while one practises, and the account there. */
export const MODEL_HUB_ID = "hugging-face";

export const networkSchema = z.object({
  id: z.string(),
  title: saidSchema,
  kind: z.enum(["sandbox", "test", "finney", "local", "custom"]),
  chainUrl: z.string(),
  hubUrl: z.string(),
  /** "off": the sandbox was not started yet. */
  status: z.enum(["off", "starting", "online", "offline"]),
  block: z.number().int().nullable(),
  blockTimeMs: z.number().nullable(),
  detail: z.string().nullable(),
});
export type NetworkView = z.infer<typeof networkSchema>;

/** Who publishes: a hub account and a hotkey. Secrets never come along. */
export const identitySchema = z.object({
  hubUser: z.string().nullable(),
  hubCanWrite: z.boolean(),
  /** Why it is not known who we are there, though there is a token. */
  hubProblem: wireErrorSchema.nullable(),
  hotkeys: z.array(z.object({ id: z.string(), label: saidSchema, address: z.string(), locked: z.boolean() })),
});
export type Identity = z.infer<typeof identitySchema>;

export const publishRequestSchema = z.object({
  profileId: z.string(),
  networkId: z.string(),
  netuid: z.number().int().min(0).max(65535).nullable(),
  /** `name/repository` of a dataset repository. */
  repo: z.string(),
  hotkeyId: z.string(),
});
export type PublishRequest = z.infer<typeof publishRequestSchema>;

export const preflightCheckSchema = z.object({
  id: z.string(),
  state: z.enum(["ok", "warning", "error"]),
  title: saidSchema,
  detail: saidSchema,
  mend: saidSchema.nullable(),
  /** Where in the app it is mended. */
  goTo: z.enum(["problems", "duplicates", "settings"]).nullable(),
});
export type PreflightCheck = z.infer<typeof preflightCheckSchema>;

export const preflightSchema = z.object({
  checks: z.array(preflightCheckSchema),
  /** False when an error stands in the way. */
  canPublish: z.boolean(),
  /** Warnings that must be agreed to before the start. */
  needsConsent: z.array(z.string()),
  rows: z.number().int(),
  problems: z.object({ error: z.number().int(), warning: z.number().int(), hint: z.number().int() }),
  netuid: z.number().int().nullable(),
  competitionId: z.string(),
  /** What will be written on-chain, with a placeholder for the revision; and its length in bytes of at most 128. */
  commitmentForecast: z.string(),
  commitmentBytes: z.number().int(),
  /** The commitment that stands there now, if any. */
  present: z.object({ text: z.string().nullable(), block: z.number().int() }).nullable(),
});
export type Preflight = z.infer<typeof preflightSchema>;

export const publishStepSchema = z.object({
  id: z.enum([
    "check",
    "freeze",
    "repo",
    "upload",
    "submission",
    "wait",
    "sign",
    "inBlock",
    "finalize",
    "readBack",
  ]),
  title: saidSchema,
  state: z.enum(["todo", "active", "waiting", "done", "failed", "skipped"]),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  detail: saidSchema.nullable(),
  link: z.string().nullable(),
  progress: z.object({ done: z.number(), total: z.number(), unit: z.enum(["bytes", "blocks"]) }).nullable(),
});
export type PublishStep = z.infer<typeof publishStepSchema>;

export const publicationSchema = z.object({
  id: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  profileId: z.string(),
  networkId: z.string(),
  netuid: z.number().int(),
  hotkey: z.string(),
  repo: z.string(),
  /** Name of the state it is in; `outcome` says whether anything is still to come. */
  state: z.string(),
  outcome: z.enum(["running", "waiting", "done", "stopped", "cancelled", "superseded"]),
  steps: z.array(publishStepSchema),
  rows: z.number().int().nullable(),
  sizeBytes: z.number().int().nullable(),
  sha256: z.string().nullable(),
  revision: z.string().nullable(),
  commitment: z.string().nullable(),
  block: z.number().int().nullable(),
  /** Set while waiting: why, and until when. */
  waiting: z
    .object({
      reason: z.string(),
      untilBlock: z.number().int().nullable(),
      blocksLeft: z.number().int().nullable(),
      retryAt: z.string().nullable(),
    })
    .nullable(),
  canCancel: z.boolean(),
  canResume: z.boolean(),
  error: wireErrorSchema.nullable(),
});
export type PublicationView = z.infer<typeof publicationSchema>;

export const publishMethods = defineMethods({
  "network.list": { params: z.object({}), result: z.array(networkSchema) },
  /** Chooses the network; the sandbox is started when it is chosen. */
  "network.select": { params: z.object({ networkId: z.string() }), result: networkSchema },
  "network.identity": { params: z.object({ networkId: z.string() }), result: identitySchema },
  /** Stores a hub token, sealed; it is never sent back. */
  "hub.login": {
    params: z.object({ networkId: z.string(), token: z.string().min(1).max(400) }),
    result: identitySchema,
  },
  "hub.logout": { params: z.object({ networkId: z.string() }), result: identitySchema },
  "publish.preflight": { params: publishRequestSchema, result: preflightSchema },
  "publish.start": {
    params: publishRequestSchema.extend({
      /** The ids of the warnings the user agreed to. */
      consent: z.array(z.string()),
    }),
    result: publicationSchema,
  },
  "publish.list": { params: z.object({}), result: z.array(publicationSchema) },
  "publish.get": { params: z.object({ id: z.string() }), result: publicationSchema.nullable() },
  "publish.cancel": { params: z.object({ id: z.string() }), result: publicationSchema },
  "publish.resume": { params: z.object({ id: z.string() }), result: publicationSchema },
  /** How the rows of a publication differ from today's. */
  "publish.compare": {
    params: z.object({ id: z.string() }),
    result: z.object({
      added: z.number().int(),
      removed: z.number().int(),
      unchanged: z.number().int(),
      addedExamples: z.array(
        z.object({ rowId: z.number().int(), line: z.number().int(), excerpt: z.string() }),
      ),
      removedExamples: z.array(z.object({ line: z.number().int(), excerpt: z.string() })),
    }),
  },
  /** Replaces today's rows by the snapshot's, as one undo step. */
  "publish.restore": { params: z.object({ id: z.string() }), result: z.object({ jobId: z.string() }) },
  "publish.saveSnapshot": {
    params: z.object({ id: z.string() }),
    result: z.object({ download: z.string() }),
  },
});
