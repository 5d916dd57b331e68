import { hexToU8a, u8aConcat } from "@polkadot/util";
import { blake2AsHex } from "@polkadot/util-crypto";
import type { PlainRecord } from "../../../codec/plain.ts";
import { accountId } from "../../../metadata/declarations/types/substrate.ts";
import { sequence, tuple, u16, u64 } from "../../../metadata/types.ts";
import type { Hex } from "../../../state/bytes.ts";
import type { StateReader } from "../../../state/view.ts";
import { type CallContext, type Calls, ensureIn, moduleFailure } from "../../dispatch.ts";
import { subtensor, type WeightCommit } from "../../items.ts";
import type { ChainRuntime } from "../../runtime.ts";
import { isRegistered, setLastUpdate, subnetExists } from "./neurons.ts";
import { epochWithLookahead } from "./schedule.ts";
import { stakeWeight } from "./stake.ts";

const ensure = ensureIn("SubtensorModule");
const U16_MAX = 65_535;
const ROOT = 0;
const MAX_UNREVEALED = 10;

interface Weights {
  readonly netuid: number;
  readonly uids: readonly number[];
  readonly values: readonly number[];
  readonly versionKey: bigint;
}

/** Largest becomes 65535, the rest in proportion, rounded as the runtime's fixed-point does. */
export function maxUpscale(values: readonly number[]): readonly number[] {
  const largest = values.reduce((most, value) => Math.max(most, value), 0);
  if (largest === 0 || largest === U16_MAX) return values;
  return values.map((value) => Math.round((value * U16_MAX) / largest));
}

const isSelfWeight = (uid: number, uids: readonly number[]): boolean => uids.length === 1 && uids[0] === uid;

export function hasMinStake(state: StateReader, netuid: number, hotkey: Hex): boolean {
  return stakeWeight(state, netuid, hotkey).total >= state.get(subtensor.stakeThreshold);
}

/** Whether enough blocks went by since the uid's last weights or commit; never set counts as long ago. */
export function keepsRate(state: StateReader, netuid: number, uid: number, block: number): boolean {
  const last = state.get(subtensor.lastUpdate, netuid)[uid];
  if (last === undefined) return false;
  return last === 0n || BigInt(block) - last >= state.get(subtensor.weightsSetRateLimit, netuid);
}

function mayJudge(state: StateReader, netuid: number, uid: number, hotkey: Hex, uids: readonly number[]) {
  if (isSelfWeight(uid, uids)) return true;
  if (state.get(subtensor.subnetOwnerHotkey, netuid) === hotkey) return true;
  return state.get(subtensor.validatorPermit, netuid)[uid] === true;
}

/** Sets weights; the checks are the runtime's, in its order. */
function setWeights(context: CallContext, hotkey: Hex, weights: Weights): void {
  const { state, block } = context;
  const { netuid, uids, values, versionKey } = weights;
  ensure(context, netuid !== ROOT, "CanNotSetRootNetworkWeights");
  ensure(context, uids.length === values.length, "WeightVecNotEqualSize");
  ensure(context, subnetExists(state, netuid), "MechanismDoesNotExist");
  const count = state.get(subtensor.subnetworkN, netuid);
  ensure(context, uids.length <= count, "UidsLengthExceedUidsInSubNet");
  const uid = uidOf(context, netuid, hotkey);
  ensure(context, hasMinStake(state, netuid, hotkey), "NotEnoughStakeToSetWeights");
  const wantedVersion = state.get(subtensor.weightsVersionKey, netuid);
  ensure(context, wantedVersion === 0n || versionKey >= wantedVersion, "IncorrectWeightVersionKey");
  const isRevealed = state.get(subtensor.commitRevealEnabled, netuid);
  ensure(context, isRevealed || keepsRate(state, netuid, uid, block), "SettingWeightsTooFast");
  ensure(context, mayJudge(state, netuid, uid, hotkey, uids), "NeuronNoValidatorPermit");
  ensure(context, new Set(uids).size === uids.length, "DuplicateUids");
  ensure(
    context,
    uids.every((other) => other < count),
    "UidVecContainInvalidOne",
  );
  const least = Math.min(count, state.get(subtensor.minAllowedWeights, netuid));
  ensure(context, isSelfWeight(uid, uids) || values.length >= least, "WeightVecLengthIsLow");
  const scaled = maxUpscale(values);
  ensure(context, keepsMaxWeight(state, netuid, uid, uids, scaled), "MaxWeightExceeded");

  state.set(
    subtensor.weights,
    [netuid, uid],
    uids.map((to, at) => [to, scaled[at] ?? 0] as const),
  );
  if (!isRevealed) setLastUpdate(state, netuid, uid, block);
  context.emit("SubtensorModule", "WeightsSet", [netuid, uid]);
}

function keepsMaxWeight(
  state: StateReader,
  netuid: number,
  uid: number,
  uids: readonly number[],
  scaled: readonly number[],
): boolean {
  const limit = state.get(subtensor.maxWeightsLimit, netuid);
  if (limit === U16_MAX || isSelfWeight(uid, uids)) return true;
  const sum = scaled.reduce((total, value) => total + value, 0);
  return sum === 0 || scaled.every((value) => value / sum <= limit / U16_MAX);
}

function uidOf(context: CallContext, netuid: number, hotkey: Hex): number {
  const uid = context.state.get(subtensor.uids, netuid, hotkey);
  if (uid === null) throw moduleFailure(context.runtime, "SubtensorModule", "HotKeyNotRegisteredInSubNet");
  return uid;
}

const u16s = sequence(u16);
const commitment = tuple(u16, u16s, u16s, u16s, u64);

/** Blake2b-256 of SCALE (who, netuid, uids, values, salt, version key): what a hash commit promises. */
export function commitHash(
  runtime: ChainRuntime,
  who: Hex,
  args: {
    readonly netuid: number;
    readonly uids: readonly number[];
    readonly values: readonly number[];
    readonly salt: readonly number[];
    readonly versionKey: bigint;
  },
): Hex {
  const promised = [args.netuid, args.uids, args.values, args.salt, args.versionKey];
  const bytes = u8aConcat(runtime.codec.encode(accountId, who), runtime.codec.encode(commitment, promised));
  return blake2AsHex(bytes);
}

/** The part of committing that hash commits and time-locked ones share. Answers uid and epoch. */
function beginCommit(context: CallContext, hotkey: Hex, netuid: number): number {
  const { state, block } = context;
  ensure(context, isRegistered(state, netuid, hotkey), "HotKeyNotRegisteredInSubNet");
  const uid = uidOf(context, netuid, hotkey);
  ensure(context, keepsRate(state, netuid, uid, block), "CommittingWeightsTooFast");
  return uid;
}

function commitWeights(context: CallContext, hotkey: Hex, netuid: number, hash: Hex): void {
  const { state, block } = context;
  ensure(context, subnetExists(state, netuid), "MechanismDoesNotExist");
  ensure(context, state.get(subtensor.commitRevealEnabled, netuid), "CommitRevealDisabled");
  const uid = beginCommit(context, hotkey, netuid);
  const epoch = epochWithLookahead(state, netuid, block);
  const { live } = splitExpired(context, netuid, state.get(subtensor.weightCommits, netuid, hotkey) ?? []);
  ensure(context, live.length < MAX_UNREVEALED, "TooManyUnrevealedCommits");
  const made: WeightCommit = [hash, epoch, BigInt(block), 0n];
  state.set(subtensor.weightCommits, [netuid, hotkey], [...live, made]);
  context.emit("SubtensorModule", "WeightsCommitted", [hotkey, netuid, hash]);
  setLastUpdate(state, netuid, uid, block);
}

/** Commits from the front of the queue whose reveal epoch is over, and the rest. */
function splitExpired(
  context: Pick<CallContext, "state" | "block">,
  netuid: number,
  queue: readonly WeightCommit[],
): { readonly expired: readonly WeightCommit[]; readonly live: readonly WeightCommit[] } {
  const period = context.state.get(subtensor.revealPeriodEpochs, netuid);
  const epoch = epochWithLookahead(context.state, netuid, context.block);
  const firstLive = queue.findIndex(([, commitEpoch]) => epoch <= commitEpoch + period);
  const at = firstLive === -1 ? queue.length : firstLive;
  return { expired: queue.slice(0, at), live: queue.slice(at) };
}

/** Whether weights committed in that epoch may be revealed now: exactly one reveal period later. */
export function isRevealEpoch(
  state: StateReader,
  netuid: number,
  block: number,
  commitEpoch: bigint,
): boolean {
  const period = state.get(subtensor.revealPeriodEpochs, netuid);
  return epochWithLookahead(state, netuid, block) === commitEpoch + period;
}

function revealWeights(
  context: CallContext,
  hotkey: Hex,
  args: Weights & { readonly salt: readonly number[] },
): void {
  const { state, block, runtime } = context;
  const { netuid } = args;
  ensure(context, state.get(subtensor.commitRevealEnabled, netuid), "CommitRevealDisabled");
  const queue = state.get(subtensor.weightCommits, netuid, hotkey);
  if (queue === null) throw moduleFailure(runtime, "SubtensorModule", "NoWeightsCommitFound");
  const { expired, live } = splitExpired(context, netuid, queue);
  const hash = commitHash(runtime, hotkey, args);
  const wasExpired = expired.some(([expiredHash]) => expiredHash === hash);
  ensure(context, live.length > 0 || !wasExpired, "ExpiredWeightCommit");
  ensure(context, live.length > 0, "NoWeightsCommitFound");
  const at = live.findIndex(([liveHash]) => liveHash === hash);
  ensure(context, at !== -1 || !wasExpired, "ExpiredWeightCommit");
  const found = live[at];
  if (found === undefined) {
    throw moduleFailure(runtime, "SubtensorModule", "InvalidRevealCommitHashNotMatch");
  }
  ensure(context, isRevealEpoch(state, netuid, block, found[1]), "RevealTooEarly");
  const rest = live.slice(at + 1);
  if (rest.length === 0) state.remove(subtensor.weightCommits, netuid, hotkey);
  else state.set(subtensor.weightCommits, [netuid, hotkey], rest);
  setWeights(context, hotkey, args);
  context.emit("SubtensorModule", "WeightsRevealed", [hotkey, netuid, hash]);
}

/**
 * Keeps a time-locked commit under the epoch it was made in. Opening it needs the beacon's signature of the
 * round; `timelocked.ts` is where the epoch step hands ripe commits to whoever can open them.
 */
function commitTimelocked(context: CallContext, hotkey: Hex, args: PlainRecord): void {
  const { state, block } = context;
  const netuid = args.netuid as number;
  const commit = args.commit as Hex;
  const round = args.reveal_round as bigint;
  ensure(context, subnetExists(state, netuid), "MechanismDoesNotExist");
  ensure(context, state.get(subtensor.commitRevealEnabled, netuid), "CommitRevealDisabled");
  const version = state.get(subtensor.commitRevealVersion);
  ensure(context, args.commit_reveal_version === version, "IncorrectCommitRevealVersion");
  const uid = beginCommit(context, hotkey, netuid);
  const epoch = epochWithLookahead(state, netuid, block);
  const queue = state.get(subtensor.timelockedCommits, netuid, epoch);
  const own = queue.filter(([who]) => who === hotkey);
  ensure(context, own.length < MAX_UNREVEALED, "TooManyUnrevealedCommits");
  state.set(
    subtensor.timelockedCommits,
    [netuid, epoch],
    [...queue, [hotkey, BigInt(block), commit, round] as const],
  );
  const hash = blake2AsHex(hexToU8a(commit));
  context.emit("SubtensorModule", "TimelockedWeightsCommitted", [hotkey, netuid, hash, round]);
  setLastUpdate(state, netuid, uid, block);
}

/** Sets the weights that a time-locked commit held, as its maker would. */
export function applyRevealed(context: CallContext, hotkey: Hex, weights: Weights): void {
  setWeights(context, hotkey, weights);
  context.emit("SubtensorModule", "TimelockedWeightsRevealed", [weights.netuid, hotkey]);
}

const weightsOf = (args: PlainRecord, uids: "dests" | "uids", values: "weights" | "values"): Weights => ({
  netuid: args.netuid as number,
  uids: args[uids] as readonly number[],
  values: args[values] as readonly number[],
  versionKey: args.version_key as bigint,
});

function ensureMainMechanism(context: CallContext, args: PlainRecord): void {
  ensure(context, args.mecid === 0, "MechanismDoesNotExist");
}

function setPlainWeights(context: CallContext, hotkey: Hex, args: PlainRecord): void {
  const enabled = context.state.get(subtensor.commitRevealEnabled, args.netuid as number);
  ensure(context, !enabled, "CommitRevealEnabled");
  setWeights(context, hotkey, weightsOf(args, "dests", "weights"));
}

const reveal = (context: CallContext, hotkey: Hex, args: PlainRecord): void =>
  revealWeights(context, hotkey, {
    ...weightsOf(args, "uids", "values"),
    salt: args.salt as readonly number[],
  });

const commit = (context: CallContext, hotkey: Hex, args: PlainRecord): void =>
  commitWeights(context, hotkey, args.netuid as number, args.commit_hash as Hex);

const free = (weight: bigint, run: Calls[string]["run"]): Calls[string] => ({ paysFee: false, weight, run });

/** Only the main mechanism (0) exists on the sandbox's subnets. */
const onMainMechanism =
  (run: Calls[string]["run"]): Calls[string]["run"] =>
  (context, hotkey, args) => {
    ensureMainMechanism(context, args);
    run(context, hotkey, args);
  };

export const weightsCalls: Calls = {
  set_weights: free(15_540_000_000n, setPlainWeights),
  set_mechanism_weights: free(15_540_000_000n, onMainMechanism(setPlainWeights)),
  commit_weights: free(67_770_000n, commit),
  commit_mechanism_weights: free(67_770_000n, onMainMechanism(commit)),
  reveal_weights: free(122_000_000n, reveal),
  reveal_mechanism_weights: free(122_000_000n, onMainMechanism(reveal)),
  commit_timelocked_weights: free(84_020_000n, commitTimelocked),
  commit_timelocked_mechanism_weights: free(84_020_000n, onMainMechanism(commitTimelocked)),
};
