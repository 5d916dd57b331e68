import { z } from "zod";
import { phraseSchema } from "../../../src-shared/contract/index.ts";

// What the validator keeps of its work. Records only ever gain facts: what to do next is told from them alone, so that
// the service can be ended anywhere and goes on from there.

const hex40 = z.string().regex(/^[0-9a-f]{40}$/);

const neuronSchema = z.object({
  uid: z.number().int(),
  hotkey: z.string(),
  coldkey: z.string(),
  registeredAt: z.number().int(),
  consensus: z.number(),
});

const evalSetSchema = z.object({
  /** The repository, or the name of a file of the operator's own. */
  origin: z.string(),
  revision: z.string(),
  sha256: z.string(),
  rows: z.number().int(),
  /** Rows that were left out because nothing in them can be measured. */
  skipped: z.number().int(),
  /** Of the tokenized rows. */
  hash: z.string(),
});

/** One competition round: from reading the commitments to what each miner is worth. */
export const roundSchema = z.object({
  id: z.string(),
  /** Network, subnet and profile. */
  competition: z.string(),
  /** From 0. */
  number: z.number().int(),
  /** Its place in the chain's time: the subnet's epoch, or the competition's day. */
  slot: z.string(),
  profileId: z.string(),
  profileVersion: z.string(),
  profileHash: z.string(),
  rules: z.enum(["reference", "strict"]),
  seed: z.number().int(),
  /** Metagraph and commitments are as they stood here. */
  block: z.object({ number: z.number().int(), hash: z.string() }),
  /** By the chain's clock. */
  openedAtMs: z.number(),
  /** Evaluations end here, whichever comes first. */
  deadline: z.object({ block: z.number().int().nullable(), atMs: z.number().nullable() }),
  evalSet: evalSetSchema.nullable(),
  ownerHotkey: z.string().nullable(),
  neurons: z.array(neuronSchema),
  /** "skipped": there was nothing to decide, as `note` says. */
  phase: z.enum(["gathering", "evaluating", "closed", "skipped"]),
  note: phraseSchema.nullable(),
  closedAtMs: z.number().nullable(),
});
export type RoundRecord = z.infer<typeof roundSchema>;

const rowsSchema = z.object({ hash: z.string(), file: z.string() });

export const entrySchema = z.object({
  uid: z.number().int(),
  hotkey: z.string(),
  coldkey: z.string(),
  /** Order of work within the round; null for those who are not looked at in it. */
  place: z.number().int().nullable(),
  commitment: z.object({ block: z.number().int(), text: z.string().nullable() }).nullable(),
  submission: z.object({ repo: z.string(), competitionId: z.string(), revision: z.string() }).nullable(),
  dataset: z
    .object({
      revision: hex40,
      sha256: z.string(),
      sizeBytes: z.number(),
      /** That count. */
      rows: z.number().int(),
      train: rowsSchema.nullable(),
    })
    .nullable(),
  /** Key of the evaluation that tells its loss. */
  evaluation: z.string().nullable(),
  /** What it came to; null while that is open. */
  outcome: z
    .object({
      code: z.string(),
      why: phraseSchema,
      /** Null: it was not looked at for no fault of the miner's, and keeps what it had. */
      loss: z.number().nullable(),
      duplicateOf: z.number().int().nullable(),
    })
    .nullable(),
  score: z.number().nullable(),
});
export type EntryRecord = z.infer<typeof entrySchema>;

/** Weights as they are to be set: by UID, none for the rest. */
export const targetSchema = z.object({
  competition: z.string(),
  roundId: z.string(),
  weights: z.array(z.object({ uid: z.number().int(), hotkey: z.string(), weight: z.number() })),
  decidedAtMs: z.number(),
});
export type TargetRecord = z.infer<typeof targetSchema>;

const extrinsicSchema = z.object({
  extrinsic: z.string(),
  hash: z.string(),
  nonce: z.number().int(),
  birthBlock: z.number().int(),
  deathBlock: z.number().int(),
});
const blockRefSchema = z.object({ number: z.number().int(), hash: z.string() });

/** One setting of weights on the chain, from the plan to what was read back. */
export const settingSchema = z.object({
  /** Competition and epoch of the chain. */
  id: z.string(),
  competition: z.string(),
  netuid: z.number().int(),
  epoch: z.number().int(),
  roundId: z.string(),
  hotkey: z.string(),
  uid: z.number().int(),
  mode: z.enum(["plain", "commit-reveal", "timelocked"]),
  uids: z.array(z.number().int()),
  values: z.array(z.number().int()),
  versionKey: z.string(),
  /** Kept from before the commit is sent until it was revealed. */
  salt: z.array(z.number().int()).nullable(),
  /** Of a hash commit, or the sealed weights of a time-locked one. */
  commit: z.string().nullable(),
  revealRound: z.number().int().nullable(),
  commitRevealVersion: z.number().int().nullable(),
  revealPeriodEpochs: z.number().int(),
  state: z.enum(["planned", "sent", "committed", "revealing", "set", "verified", "failed"]),
  extrinsic: extrinsicSchema.nullable(),
  block: blockRefSchema.nullable(),
  reveal: extrinsicSchema.nullable(),
  revealBlock: blockRefSchema.nullable(),
  attempts: z.number().int(),
  lastError: phraseSchema.nullable(),
  updatedAtMs: z.number(),
});
export type SettingRecord = z.infer<typeof settingSchema>;

/** What is kept of a miner from round to round. */
export const standingSchema = z.object({
  competition: z.string(),
  hotkey: z.string(),
  uid: z.number().int(),
  /** Number of the round in which it was looked at last; null for never. */
  evaluatedIn: z.number().int().nullable(),
  weight: z.number(),
  score: z.number().nullable(),
  /** What it was last looked at with, as long as that commitment stands. */
  dataset: z.object({ sha256: z.string(), commitBlock: z.number().int() }).nullable(),
});
export type StandingRecord = z.infer<typeof standingSchema>;
