import type { PublishStep, WireError } from "../../../src-shared/contract/index.ts";

export interface BlockAt {
  readonly number: number;
  readonly hash: string;
}

/** Where and as what to publish: fixed when a publication begins. */
export interface PublishTarget {
  readonly profileId: string;
  readonly profileHash: string;
  readonly competitionId: string;
  readonly networkId: string;
  readonly netuid: number;
  /** SS58 address of the hotkey that signs. */
  readonly hotkey: string;
  readonly repo: string;
}

export interface Snapshot {
  readonly rows: number;
  readonly sizeBytes: number;
  readonly sha256: string;
}

export interface SignedCommit {
  readonly extrinsic: string;
  readonly hash: string;
  readonly nonce: number;
  readonly birthBlock: number;
  readonly deathBlock: number;
}

export type Outcome = "running" | "waiting" | "done" | "stopped" | "cancelled" | "superseded";

export interface Waiting {
  readonly reason: string;
  readonly untilBlock: number | null;
  readonly blocksLeft: number | null;
  readonly retryAt: string | null;
}

/**
 * Everything known about a publication. Each fact is stored before the next thing is done about it, so that what is
 * to do can always be told from the record alone.
 */
export interface PublicationRecord extends PublishTarget {
  readonly id: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Grows each time somebody asks for a publication: of two for one hotkey the later asked for is wanted. */
  readonly turn: number;
  readonly outcome: Outcome;
  /** When the checks were passed and the warnings agreed to. */
  readonly checkedAt: string | null;
  readonly snapshot: Snapshot | null;
  /** Genesis block of the chain that this publication is for, once it was seen. */
  readonly genesisHash: string | null;
  readonly repoReadyAt: string | null;
  /** The hub's commit that holds the snapshot. */
  readonly revision: string | null;
  /** When that commit's bytes were held against the snapshot. */
  readonly verifiedAt: string | null;
  /** The exact string to be committed on-chain. */
  readonly commitment: string | null;
  readonly mayCommitAt: string | null;
  readonly signed: SignedCommit | null;
  readonly inBlock: BlockAt | null;
  readonly finalized: BlockAt | null;
  /** The block that the chain itself names for our commitment. */
  readonly committedBlock: number | null;
  readonly waiting: Waiting | null;
  readonly error: WireError | null;
  /** When each step began and ended; steps that have not begun are missing. */
  readonly times: Partial<Record<PublishStep["id"], StepTimes>>;
}

export interface StepTimes {
  readonly startedAt: string;
  readonly endedAt: string | null;
}

/** What is to be done next about a publication. */
export type Step =
  | "freeze"
  | "repo"
  | "upload"
  | "verify"
  | "submission"
  | "window"
  | "sign"
  | "follow"
  | "readBack"
  | "none";

/** The next step, told from the record alone. */
export function nextStep(record: PublicationRecord): Step {
  if (["done", "cancelled", "superseded"].includes(record.outcome)) return "none";
  if (record.snapshot === null) return "freeze";
  if (record.repoReadyAt === null) return "repo";
  if (record.revision === null) return "upload";
  if (record.verifiedAt === null) return "verify";
  if (record.commitment === null) return "submission";
  if (record.signed === null) return record.mayCommitAt === null ? "window" : "sign";
  return record.finalized === null ? "follow" : "readBack";
}

/** True while nothing irreversible can have happened: a signed commit may be on its way. */
export const canCancel = (record: PublicationRecord): boolean =>
  record.signed === null && ["running", "waiting", "stopped"].includes(record.outcome);

/** One hotkey has one commitment on a subnet: publications that share it take each other's place. */
export const sharesCommitment = (a: PublishTarget, b: PublishTarget): boolean =>
  a.networkId === b.networkId && a.netuid === b.netuid && a.hotkey === b.hotkey;

export const canResume = (record: PublicationRecord): boolean => record.outcome === "stopped";
