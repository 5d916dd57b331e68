import { u8aConcat, u8aToHex } from "@polkadot/util";
import { decodeAddress } from "@polkadot/util-crypto";
import type { ChainState } from "../chain-state.ts";
import type { BlockRef, TimelockedWeights } from "../client.ts";
import { epochSpan, type RunningEpoch, runningEpoch } from "../epoch.ts";
import { readBeaconRound, readChainTime } from "../reads.ts";
import type { Runtime } from "../runtime.ts";
import { type Beacon, readBeacon, roundAt } from "../timelock/beacon.ts";
import { lockUntil } from "../timelock/lock.ts";
import { readSubnetRules } from "./rules.ts";
import { byteVector, u16Vector, u64 } from "./scale.ts";

/** Blocks into the reveal epoch at which the weights open, so that a beacon ahead of the chain doesn't open them early. */
const marginBlocks = 3;
/** Blocks faster than this part of what the runtime declares are no scatter: the chain is a fast one. */
const declaredAtLeast = 0.9;

/** Weights that a time lock hides. Uids and values are 16-bit. */
export interface HiddenWeights {
  readonly netuid: number;
  /** SS58 address. */
  readonly hotkey: string;
  readonly uids: readonly number[];
  readonly values: readonly number[];
  readonly versionKey: bigint;
}

/**
 * What is encrypted: SCALE of hotkey, uids, values and version key (subtensor, `WeightsTlockPayload`). Older runtimes
 * know no hotkey in it (`LegacyWeightsTlockPayload`).
 */
export function timelockPayload(weights: HiddenWeights, withHotkey: boolean): Uint8Array {
  return u8aConcat(
    ...(withHotkey ? [byteVector(decodeAddress(weights.hotkey))] : []),
    u16Vector(weights.uids),
    u16Vector(weights.values),
    u64(weights.versionKey),
  );
}

/**
 * The beacon's round in which weights open that are committed in the block after `block`: three blocks into their
 * reveal epoch, rounded down, as the reference's `get_encrypted_commit` has it (less in epochs of a few blocks); never
 * one that is over already.
 */
export function revealRound(facts: {
  readonly beacon: Beacon;
  readonly block: number;
  /** When that block was made, by the chain's clock. */
  readonly blockMs: number;
  readonly blockTimeMs: number;
  readonly epoch: RunningEpoch;
  readonly revealPeriodEpochs: number;
  /** The newest round that the chain has stored. */
  readonly lastRound: number | null;
}): number {
  const { beacon, block, blockMs, epoch } = facts;
  const committedIn = block + 1 >= epoch.nextBlock ? epoch.index + 1 : epoch.index;
  const { firstBlock } = epochSpan(epoch, committedIn + facts.revealPeriodEpochs);
  const openBlock = firstBlock + Math.min(marginBlocks, Math.floor(epoch.period / 4));
  const openMs = blockMs + (openBlock - block) * facts.blockTimeMs;
  const wanted = Math.floor((openMs - beacon.genesisMs) / beacon.periodMs);
  return Math.max(wanted, roundAt(beacon, blockMs) + 1, (facts.lastRound ?? 0) + 1);
}

/** Hides weights until their reveal epoch, under the chain's own beacon. */
export async function lockWeights(
  state: ChainState,
  runtime: Runtime,
  weights: HiddenWeights,
  block: BlockRef,
): Promise<TimelockedWeights> {
  const { netuid } = weights;
  const isCurrent = runtime.hasCall("SubtensorModule", "commit_timelocked_weights");
  const [beacon, rules, epoch, blockMs, blockTimeMs, lastRound] = await Promise.all([
    readBeacon(state, runtime, block.hash),
    readSubnetRules(state, runtime, netuid, block.hash),
    runningEpoch(state, runtime, netuid, block),
    readChainTime(state, runtime, block.hash),
    reckonedBlockTime(state, runtime),
    readBeaconRound(state, runtime, block.hash),
  ]);
  const { revealPeriodEpochs, commitRevealVersion } = rules;
  const round = revealRound({
    beacon,
    block: block.number,
    blockMs,
    blockTimeMs,
    epoch,
    revealPeriodEpochs,
    lastRound,
  });
  return {
    commit: u8aToHex(locked(runtime, beacon, round, timelockPayload(weights, isCurrent))),
    revealRound: round,
    commitRevealVersion: isCurrent ? commitRevealVersion : null,
  };
}

function locked(runtime: Runtime, beacon: Beacon, round: number, payload: Uint8Array): Uint8Array {
  try {
    return lockUntil(beacon.publicKey, round, payload);
  } catch (error) {
    throw runtime.lacks("Drand.BeaconConfig", error);
  }
}

/**
 * How long blocks will take: what the runtime declares, since the scatter of a few late blocks would add up over
 * epochs; what the chain's clock shows where blocks come much faster than declared.
 */
async function reckonedBlockTime(state: ChainState, runtime: Runtime): Promise<number> {
  const declared = runtime.declaredBlockTimeMs;
  const clocked = await state.blockTimeMs();
  return clocked !== null && clocked < declared * declaredAtLeast ? clocked : declared;
}
