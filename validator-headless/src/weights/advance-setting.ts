import type {
  BlockRef,
  ChainError,
  EpochClock,
  PreparedExtrinsic,
  TxOutcome,
  WeightAction,
} from "../../../src-shared/chain/index.ts";
import { sentenceOf, unwrap } from "../../../src-shared/contract/index.ts";
import { RoundError } from "../errors.ts";
import type { SettingRecord } from "../store/records.ts";
import type { WeightsContext } from "./context.ts";

/** So many blocks after the final one is a transaction waited for before other settings have their turn. */
const PATIENCE_BLOCKS = 8;
/** The same for one that an epoch before should have had: it must not keep this epoch's from being set. */
const PATIENCE_WITH_LATE_BLOCKS = 2;

/** After so many transactions that came to nothing, an epoch's weights are given up; the next epoch's are set anew. */
const MOST_ATTEMPTS = 8;

/**
 * Takes a setting of weights as far as it can go now. What is sent is stored before it is sent, and looked for on the
 * chain before anything is sent again, so that neither a restart nor a lost connection sets weights twice or loses a
 * salt. Answers the setting as it was stored last. Throws a `ChainError` of reading.
 */
export async function advanceSetting(
  context: WeightsContext,
  setting: SettingRecord,
  clock: EpochClock,
  signal: AbortSignal,
): Promise<SettingRecord> {
  let current = setting;
  for (;;) {
    const next = await step(context, current, clock, signal);
    if (next === null) return current;
    // Another service on this store was quicker: what it signed is what goes on.
    if (!context.store.replaceSetting(current, next)) return current;
    const isTryingAgain = next.attempts > current.attempts;
    current = next;
    if (next.state === "verified" || next.state === "failed") {
      const { state, mode, epoch, lastError } = next;
      context.log[state === "failed" ? "error" : "info"]({ epoch, mode, lastError }, `weights ${state}`);
      return current;
    }
    // What the chain refused in this block it may take in the next one, not sooner.
    if (isTryingAgain) return current;
  }
}

/** The setting after its next step; null where there is nothing to be done now. */
async function step(
  context: WeightsContext,
  setting: SettingRecord,
  clock: EpochClock,
  signal: AbortSignal,
): Promise<SettingRecord | null> {
  switch (setting.state) {
    case "planned":
      return setting.epoch < clock.epoch
        ? failed(setting, setting.lastError)
        : sign(context, setting, "extrinsic");
    case "sent":
      return follow(
        context,
        setting,
        "extrinsic",
        signal,
        setting.epoch < clock.epoch ? PATIENCE_WITH_LATE_BLOCKS : PATIENCE_BLOCKS,
      );
    case "committed":
      return setting.mode === "timelocked" ? awaitOpening(context, setting) : reveal(context, setting);
    case "revealing":
      return follow(context, setting, "reveal", signal, PATIENCE_BLOCKS);
    case "set":
      return verify(context, setting);
    default:
      return null;
  }
}

type Part = "extrinsic" | "reveal";

/** Signs and stores; nothing is sent yet. */
async function sign(
  { chain, netuid, signer }: WeightsContext,
  setting: SettingRecord,
  part: Part,
): Promise<SettingRecord | null> {
  const prepared = await chain.prepareWeights({ netuid, signer, action: actionOf(setting, part) });
  if (!prepared.ok) return withError(setting, prepared.error);
  const state = part === "extrinsic" ? "sent" : "revealing";
  return { ...setting, [part]: prepared.value, state };
}

function actionOf(setting: SettingRecord, part: Part): WeightAction {
  const { mode, uids, values, commit, salt, revealRound, commitRevealVersion } = setting;
  const versionKey = BigInt(setting.versionKey);
  if (part === "reveal") return { kind: "reveal", uids, values, salt: salt ?? [], versionKey };
  if (mode === "plain") return { kind: "set", uids, values, versionKey };
  if (mode === "commit-reveal") return { kind: "commit", hash: commit ?? "" };
  return { kind: "timelocked", commit: commit ?? "", revealRound: revealRound ?? 0, commitRevealVersion };
}

/**
 * Learns what became of a transaction that may have been sent, and sends it where it can't have been taken yet. Only what
 * is final counts: a block that is taken back would take a salt's last use with it.
 */
async function follow(
  context: WeightsContext,
  setting: SettingRecord,
  part: Part,
  signal: AbortSignal,
  patienceBlocks: number,
): Promise<SettingRecord | null> {
  const { chain } = context;
  const extrinsic = setting[part] as PreparedExtrinsic;
  const { hash, birthBlock: fromBlock, deathBlock } = extrinsic;
  const final = unwrap(await chain.finalizedHead());
  const toBlock = Math.min(deathBlock, final.number);
  const found = unwrap(await chain.findExtrinsic({ hash, fromBlock, toBlock }));
  if (found !== null) {
    const block = { number: found.blockNumber, hash: found.blockHash };
    if (found.success === false) return refused(setting, part, found.error);
    return taken(setting, part, block);
  }
  if (final.number >= deathBlock) return again(setting, part);
  const patience = beyond(chain, final.number + patienceBlocks);
  try {
    const waiting = AbortSignal.any([signal, patience.over]);
    return settle(setting, part, await chain.submit(extrinsic, undefined, waiting));
  } finally {
    patience.stop();
  }
}

/** Fires once the chain has gone beyond a block. */
function beyond(chain: WeightsContext["chain"], block: number): { over: AbortSignal; stop: () => void } {
  const controller = new AbortController();
  const stop = chain.onHeads(({ number }) => {
    if (number > block) controller.abort();
  });
  return { over: controller.signal, stop };
}

function settle(setting: SettingRecord, part: Part, outcome: TxOutcome): SettingRecord | null {
  switch (outcome.kind) {
    case "finalized":
      return taken(setting, part, outcome.block);
    case "callFailed":
    case "invalid":
      return refused(setting, part, outcome.error);
    case "usurped":
    case "dropped":
    case "expired":
    case "unknown":
      // It may still be taken: the next look at the chain tells.
      return null;
  }
}

function taken(setting: SettingRecord, part: Part, block: BlockRef): SettingRecord {
  if (part === "reveal") return { ...setting, state: "set", revealBlock: block, salt: null, lastError: null };
  const state = setting.mode === "plain" ? "set" : "committed";
  return { ...setting, state, block, lastError: null };
}

/** Not taken, and it never will be: the same is tried again with a new transaction, as long as that can help. */
function refused(setting: SettingRecord, part: Part, error: ChainError | null): SettingRecord {
  const lastError = error === null ? null : sentenceOf(error);
  const next = again({ ...setting, lastError }, part);
  const isFinal = error !== null && (OUTDATED_PLAN.has(error.code) || FINAL.has(error.code));
  return isFinal ? failed(next, lastError) : next;
}

/** What the subnet demands changed since the weights were planned: a new plan will do. */
const OUTDATED_PLAN: ReadonlySet<string> = new Set([
  "NotRegistered",
  "WeightsTooFew",
  "WeightTooLarge",
  "WeightsMalformed",
  "WeightsVersionOutdated",
  "CommitRevealOn",
  "CommitRevealOff",
  "CommitRevealVersionChanged",
  "RevealRoundPast",
]);

/** No transaction of this epoch will be taken. */
const FINAL: ReadonlySet<string> = new Set([
  "NoValidatorPermit",
  "WeightCommitExpired",
  "WeightCommitNotFound",
  "WeightCommitMismatch",
]);

/** Whether weights failed for a reason that weights planned anew would not meet. */
export function mayBePlannedAnew({ state, lastError }: SettingRecord): boolean {
  return state === "failed" && lastError?.phrase === "sentenceOf" && OUTDATED_PLAN.has(lastError.error.code);
}

function again(setting: SettingRecord, part: Part): SettingRecord {
  const attempts = setting.attempts + 1;
  if (attempts >= MOST_ATTEMPTS) return failed({ ...setting, attempts }, setting.lastError);
  const state = part === "reveal" ? "committed" : "planned";
  return { ...setting, attempts, state, [part]: null };
}

const failed = (setting: SettingRecord, lastError: SettingRecord["lastError"]): SettingRecord => ({
  ...setting,
  state: "failed",
  lastError,
});

function withError(setting: SettingRecord, error: ChainError): SettingRecord | null {
  const lastError = sentenceOf(error);
  const isNew = JSON.stringify(setting.lastError) !== JSON.stringify(lastError);
  return isNew ? { ...setting, lastError } : null;
}

/** A hash commit is revealed in its epoch, and lost after it. */
async function reveal(context: WeightsContext, setting: SettingRecord): Promise<SettingRecord | null> {
  const { chain, netuid } = context;
  const { hashed } = unwrap(await chain.weightCommits({ netuid, hotkey: setting.hotkey }));
  const own = hashed.find(({ hash }) => hash === setting.commit);
  if (own?.state === "waiting") return null;
  if (own?.state === "revealable") return sign(context, setting, "reveal");
  const why = sentenceOf({ code: "WeightCommitExpired", details: {} });
  return failed({ ...setting, salt: null }, setting.lastError ?? why);
}

/** The chain opens time-locked weights by itself; they are there when they are read back. */
async function awaitOpening(context: WeightsContext, setting: SettingRecord): Promise<SettingRecord | null> {
  const { chain, netuid } = context;
  const { timelocked } = unwrap(await chain.weightCommits({ netuid, hotkey: setting.hotkey }));
  if (timelocked.some(({ commit }) => commit === setting.commit)) return null;
  return { ...setting, state: "set", revealBlock: await openedIn(context, setting) };
}

/**
 * Where the chain opens weights while commits are switched off, it counts that as a setting of the hotkey's, in a block of
 * its own; null elsewhere.
 */
async function openedIn(context: WeightsContext, setting: SettingRecord): Promise<BlockRef | null> {
  const { chain, netuid } = context;
  const { commitReveal } = unwrap(await chain.subnetRules({ netuid }));
  if (commitReveal || !(await areThere(context, setting))) return null;
  const { neurons, block } = unwrap(await chain.metagraph({ netuid }));
  const own = neurons.find(({ hotkey }) => hotkey === setting.hotkey);
  return own === undefined ? null : { number: own.lastUpdate, hash: block.hash };
}

async function verify(context: WeightsContext, setting: SettingRecord): Promise<SettingRecord> {
  if (await areThere(context, setting)) return { ...setting, state: "verified", lastError: null };
  return failed(setting, sentenceOf(new RoundError("WeightsNotThere")));
}

const U16_MAX = 65_535;

/** Whether the chain holds these weights, which it scales so that the largest is 65535. */
async function areThere(
  { chain, netuid }: WeightsContext,
  { uid, uids, values }: SettingRecord,
): Promise<boolean> {
  const stored = unwrap(await chain.weightsOf({ netuid, uid }));
  const largest = Math.max(1, ...values);
  const wanted = new Map(uids.map((each, at) => [each, Math.round(((values[at] ?? 0) * U16_MAX) / largest)]));
  const there = new Map(stored.map(({ uid: each, value }) => [each, value]));
  const isSame = (each: number): boolean => Math.abs((wanted.get(each) ?? 0) - (there.get(each) ?? 0)) <= 1;
  return [...wanted.keys(), ...there.keys()].every(isSame);
}
