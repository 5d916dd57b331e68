import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type ChainClient,
  ChainError,
  type FoundExtrinsic,
  type Signer,
  type TxOutcome,
} from "../../../src-shared/chain/index.ts";
import { encodeSubmission, submissionBytes } from "../../../src-shared/competition/index.ts";
import { AssayError, unwrap } from "../../../src-shared/contract/index.ts";
import { type HubClient, HubError } from "../../../src-shared/hub/index.ts";
import { PublishError } from "./errors.ts";
import { hashFile } from "./freeze.ts";
import type { PublicationRecord, Waiting } from "./record.ts";

/** What a running publication works with. */
export interface PublishTools {
  readonly hub: HubClient;
  readonly chain: ChainClient;
  readonly signer: Signer;
  readonly snapshotPath: (sha256: string) => string;
  /** Stores facts at once; what it answers is the record with them. */
  readonly learn: (facts: Partial<PublicationRecord>) => PublicationRecord;
  /** True when another publication for the same hotkey was asked for since. */
  readonly isOvertaken: () => boolean;
  readonly onUploaded: (sent: number, total: number) => void;
  /** What to do when hub or chain stay out of reach. */
  readonly onOutage: "stop" | "wait";
  readonly signal: AbortSignal;
  readonly sleep: (ms: number) => Promise<void>;
  readonly now: () => Date;
}

export const DATA_FILE = "data.jsonl";
/** In place of a snapshot's sha256: a revision made elsewhere is committed as it is. */
export const ANY_BYTES = "";
const COMMITS_SEARCHED = 50;
const BLIND_RETRY_MS = 120_000;
const GONE: readonly string[] = ["HubRepoNotFound", "HubRevisionNotFound"];
const COOLDOWNS: readonly string[] = ["CooldownSpace", "CooldownInterval", "ChainRateLimited"];

/** By this mark a commit made before a crash is found again. */
export const commitMark = (record: PublicationRecord): string => `[assay ${record.id}]`;

/** A publication is for one chain, known by its genesis: remembers it, or throws when this is another one. */
export function requireChain(record: PublicationRecord, { chain, learn }: PublishTools): void {
  const { endpoint, genesisHash } = chain.info();
  if (record.genesisHash === null) learn({ genesisHash });
  else if (record.genesisHash !== genesisHash) {
    throw new ChainError("WrongNetwork", { endpoint, found: genesisHash, expected: record.genesisHash });
  }
}

/** Only the hotkey that a publication is for may sign it, whatever key is at hand by now. */
export function requireSigner({ hotkey, signed }: PublicationRecord, { signer }: PublishTools): void {
  if (signed === null && signer.address !== hotkey) throw new AssayError("WalletMissing", { hotkey });
}

/** Sees to it that the hotkey is registered, the account may write and the repository is there. */
export async function prepareRepo(
  record: PublicationRecord,
  { hub, chain, learn, now }: PublishTools,
): Promise<void> {
  unwrap(await chain.registration({ netuid: record.netuid, hotkey: record.hotkey })) ??
    throwNotRegistered(record);
  const account = unwrap(await hub.whoAmI());
  const owner = record.repo.split("/")[0] ?? "";
  if (owner !== account.name && !account.orgs.includes(owner)) {
    throw new PublishError("PublishRepoNotYours", { repo: record.repo, owner, user: account.name });
  }
  unwrap(await hub.ensureDatasetRepo({ repo: record.repo, private: false }));
  learn({ repoReadyAt: now().toISOString() });
}

function throwNotRegistered({ hotkey, netuid }: PublicationRecord): never {
  throw new ChainError("NotRegistered", { hotkey, netuid });
}

/**
 * Puts the snapshot into the repository, unless it is there: a commit that carries our mark, made before a crash, is
 * taken, and so is the head when it already holds the very same bytes.
 */
export async function upload(record: PublicationRecord, tools: PublishTools): Promise<void> {
  const { hub, learn, signal, snapshotPath, onUploaded } = tools;
  const snapshot = record.snapshot as NonNullable<PublicationRecord["snapshot"]>;
  const commits = unwrap(await hub.commits({ repo: record.repo, limit: COMMITS_SEARCHED }));
  const ours = commits.find(({ title }) => title.includes(commitMark(record)));
  if (ours !== undefined) return void learn({ revision: ours.oid });
  const [head] = commits;
  if (head !== undefined && (await holdsSnapshot(record, head.oid, tools)))
    return void learn({ revision: head.oid });
  const { oid } = unwrap(
    await hub.uploadFiles({
      repo: record.repo,
      files: [{ path: DATA_FILE, source: { file: snapshotPath(snapshot.sha256) } }],
      title: `Publish ${snapshot.rows} rows ${commitMark(record)}`,
      ...(head === undefined ? {} : { parentCommit: head.oid }),
      onProgress: onUploaded,
      signal,
    }),
  );
  learn({ revision: oid });
}

/**
 * Holds what is at the revision against the snapshot. A publication that had come further once, whose revision is
 * gone since, is uploaded again.
 */
export async function verify(record: PublicationRecord, tools: PublishTools): Promise<void> {
  const revision = record.revision ?? "";
  try {
    if (!(await holdsSnapshot(record, revision, tools))) {
      throw new PublishError("PublishRevisionDiffers", { revision, repo: record.repo });
    }
  } catch (error) {
    const isGone = error instanceof HubError && GONE.includes(error.code);
    if (!isGone || record.commitment === null || record.snapshot?.sha256 === ANY_BYTES) throw error;
    return void tools.learn({ repoReadyAt: null, revision: null, commitment: null });
  }
  tools.learn({ verifiedAt: tools.now().toISOString() });
}

async function holdsSnapshot(
  record: PublicationRecord,
  revision: string,
  { hub, signal }: PublishTools,
): Promise<boolean> {
  const snapshot = record.snapshot as NonNullable<PublicationRecord["snapshot"]>;
  const file = { repo: record.repo, revision, path: DATA_FILE };
  const info = await hub.fileInfo(file);
  if (!info.ok && info.error.code === "HubFileNotFound") return false;
  const { sizeBytes, sha256 } = unwrap(info);
  if (snapshot.sha256 === ANY_BYTES) return true;
  if (sizeBytes !== snapshot.sizeBytes) return false;
  if (sha256 !== null) return sha256 === snapshot.sha256;
  const toFile = join(tmpdir(), `assay-verify-${randomUUID()}`);
  try {
    return (
      unwrap(await hub.download({ ...file, toFile, maxBytes: sizeBytes, signal })).sha256 === snapshot.sha256
    );
  } finally {
    await rm(toFile, { force: true });
  }
}

export function composeSubmission(record: PublicationRecord, { learn }: PublishTools): void {
  const text = unwrap(encodeSubmission(record, { repo: record.repo, revision: record.revision ?? "" }));
  learn({ commitment: text });
}

/** Waits until the chain will take a commitment, by its own rule; where that cannot be read, tries. */
export async function awaitWindow(record: PublicationRecord, tools: PublishTools): Promise<void> {
  const { chain, learn, now, signal } = tools;
  const { netuid, hotkey } = record;
  const standing = await standingBlock(record, tools);
  if (standing !== null) return void learn({ committedBlock: standing, waiting: null, outcome: "done" });
  for (;;) {
    signal.throwIfAborted();
    const registration = unwrap(await chain.registration({ netuid, hotkey })) ?? throwNotRegistered(record);
    const head = unwrap(await chain.head());
    const window = unwrap(
      await chain.commitWindow({ netuid, hotkey, sizeBytes: submissionBytes(record.commitment ?? "") }),
    );
    const tooEarly = head.number <= registration.block;
    if (window.kind !== "wait" && !tooEarly) break;
    const untilBlock = window.kind === "wait" ? window.untilBlock : registration.block + 1;
    const reason = window.kind === "wait" ? window.reason : "PublishBeforeRegistration";
    await untilHead(chain, untilBlock, signal, (blocksLeft) => {
      learn({ outcome: "waiting", waiting: { reason, untilBlock, blocksLeft, retryAt: null } });
    });
  }
  learn({ outcome: "running", waiting: null, mayCommitAt: now().toISOString() });
}

/**
 * The block since which our very string stands on-chain, once that is final; null where it does not, or where it is
 * from before the hotkey's registration, which the validators count as none.
 */
async function standingBlock(record: PublicationRecord, tools: PublishTools): Promise<number | null> {
  const { netuid, hotkey, commitment } = record;
  for (;;) {
    const present = unwrap(await tools.chain.commitment({ netuid, hotkey }));
    if (present === null || present.text !== commitment) return null;
    const registration = unwrap(await tools.chain.registration({ netuid, hotkey }));
    if (registration === null || present.block <= registration.block) return null;
    if (unwrap(await tools.chain.finalizedHead()).number >= present.block) return present.block;
    await untilFinalized(tools, present.block);
  }
}

/** Resolves when the best block has reached a number; tells how many blocks are left with each new one. */
function untilHead(
  chain: ChainClient,
  block: number,
  signal: AbortSignal,
  onBlocksLeft: (blocksLeft: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    let stop = (): void => {};
    const abort = (): void => {
      stop();
      reject(signal.reason as Error);
    };
    signal.addEventListener("abort", abort, { once: true });
    stop = chain.onHeads(({ number }) => {
      if (number < block) return onBlocksLeft(block - number);
      signal.removeEventListener("abort", abort);
      queueMicrotask(() => stop());
      resolve();
    });
  });
}

/** Signs the commitment and stores it, before anything is sent. */
export async function sign(record: PublicationRecord, { chain, signer, learn }: PublishTools): Promise<void> {
  const text = record.commitment ?? "";
  const signed = unwrap(await chain.prepareCommit({ netuid: record.netuid, text, signer }));
  learn({ signed });
}

/**
 * Brings a signed commit to its end. First it is looked for, since it may have been sent before a crash: only when it
 * is nowhere and can still be taken it is sent (again); when it can no longer be taken a new one is signed.
 */
export async function follow(record: PublicationRecord, tools: PublishTools): Promise<void> {
  const { chain, learn, signal } = tools;
  const signed = record.signed as NonNullable<PublicationRecord["signed"]>;
  // Asked before the search: what is final then can't change while the blocks are searched, nor can any be missed.
  const finalized = unwrap(await chain.finalizedHead()).number;
  const found = unwrap(
    await chain.findExtrinsic({
      hash: signed.hash,
      fromBlock: signed.birthBlock,
      toBlock: signed.deathBlock,
      signal,
    }),
  );
  if (found !== null) return settleFound(record, found, finalized, tools);
  if (finalized >= signed.deathBlock) return void learn({ signed: null, mayCommitAt: null, inBlock: null });
  const outcome = await chain.submit(
    signed,
    (event) => {
      if (event.kind === "inBlock") learn({ inBlock: event.block });
      if (event.kind === "retracted") learn({ inBlock: null });
    },
    signal,
  );
  await settleOutcome(outcome, tools);
}

/** Nothing is concluded before the block is final: on another fork the same bytes may end otherwise. */
async function settleFound(
  record: PublicationRecord,
  found: FoundExtrinsic,
  finalized: number,
  tools: PublishTools,
): Promise<void> {
  const block = { number: found.blockNumber, hash: found.blockHash };
  const hasFailed = found.success === false && found.error !== null;
  if (!hasFailed && record.inBlock?.hash !== block.hash) tools.learn({ inBlock: block });
  if (finalized < block.number) return untilFinalized(tools, block.number);
  if (hasFailed) return coolDownOrThrow(found.error, tools);
  tools.learn({ finalized: block });
}

/** Finality follows the best block: a new head is the time to look again. */
async function untilFinalized({ chain, signal }: PublishTools, block: number): Promise<void> {
  for (let head = unwrap(await chain.head()).number; ; head++) {
    if (unwrap(await chain.finalizedHead()).number >= block) return;
    await untilHead(chain, head + 1, signal, () => {});
  }
}

async function settleOutcome(outcome: TxOutcome, tools: PublishTools): Promise<void> {
  switch (outcome.kind) {
    case "finalized":
      return void tools.learn({ inBlock: outcome.block, finalized: outcome.block });
    case "callFailed":
    case "invalid":
      return coolDownOrThrow(outcome.error, tools);
    case "expired":
    case "dropped":
    case "usurped":
    case "unknown":
      throw new LookAgain(outcome.error);
  }
}

/** The chain must be searched before anything else is done. */
export class LookAgain extends Error {
  readonly reason: AssayError;

  constructor(reason: AssayError) {
    super(reason.code);
    this.reason = reason;
  }
}

/** A refusal for coming too soon is waited out; nothing of it is on-chain, so a new commit is signed then. */
async function coolDownOrThrow(error: AssayError, { learn, sleep, now, chain }: PublishTools): Promise<void> {
  learn({ signed: null, inBlock: null, mayCommitAt: null });
  if (!COOLDOWNS.includes(error.code)) throw error;
  const retryAt = new Date(now().getTime() + BLIND_RETRY_MS).toISOString();
  const waiting: Waiting = { reason: error.code, untilBlock: null, blocksLeft: null, retryAt };
  learn({ outcome: "waiting", waiting });
  if (chain.status().kind !== "offline") await sleep(BLIND_RETRY_MS);
  learn({ outcome: "running", waiting: null });
}

/**
 * Reads the commitment back at the finalized block and holds it against ours. One that is not newer than the hotkey's
 * registration, made anew meanwhile, counts as none: it is committed once more.
 */
export async function readBack(record: PublicationRecord, { chain, learn }: PublishTools): Promise<void> {
  const { netuid, hotkey } = record;
  const at = unwrap(await chain.finalizedHead()).hash;
  const stored = unwrap(await chain.commitment({ netuid, hotkey, at }));
  if (stored === null || stored.text !== record.commitment) throw new PublishError("PublishSuperseded");
  const registration = unwrap(await chain.registration({ netuid, hotkey, at })) ?? throwNotRegistered(record);
  if (stored.block <= registration.block)
    return void learn({ signed: null, mayCommitAt: null, inBlock: null, finalized: null });
  learn({ committedBlock: stored.block, outcome: "done", waiting: null, error: null });
}

/** True when hub and chain still hold a finished publication. Fails like any other step. */
export async function stillStands(record: PublicationRecord, tools: PublishTools): Promise<boolean> {
  if (record.genesisHash !== tools.chain.info().genesisHash || record.revision === null) return false;
  if ((await standingBlock(record, tools)) === null) return false;
  return holdsSnapshot(record, record.revision, tools);
}

/** The snapshot's bytes must still be what they were when it was frozen. */
export async function requireSnapshot(
  record: PublicationRecord,
  { snapshotPath }: PublishTools,
): Promise<void> {
  const { sha256 } = record.snapshot as NonNullable<PublicationRecord["snapshot"]>;
  const path = snapshotPath(sha256);
  if (!existsSync(path) || (await hashFile(path)) !== sha256) throw new PublishError("PublishSnapshotLost");
}
