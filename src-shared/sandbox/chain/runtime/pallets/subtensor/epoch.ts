import type { CallContext } from "../../dispatch.ts";
import { subtensor } from "../../items.ts";
import { runConsensus } from "./consensus.ts";
import { hotkeysOf, netuids } from "./neurons.ts";
import { decayBurn } from "./registration.ts";
import { isEpochDue } from "./schedule.ts";
import { changeStake, stakeWeight } from "./stake.ts";
import { revealTimelocked, type TimelockOpener } from "./timelocked.ts";

const U16_MAX = 65_535;
const ROOT = 0;
/** Alpha that a subnet's participants get each block, in rao. */
const EMISSION_PER_BLOCK = 1_000_000_000n;
const SHARE_PARTS = 1_000_000_000n;

/** What happens at the beginning of each block: prices fall, ripe commits are revealed, due epochs run. */
export function beginBlock(context: CallContext, opener: TimelockOpener): void {
  const { state, block } = context;
  let epochsLeft = state.get(subtensor.maxEpochsPerBlock);
  for (const netuid of netuids(state)) {
    if (netuid === ROOT) continue;
    decayBurn(state, netuid);
    const isDue = isEpochDue(state, netuid, block);
    if (!isDue || epochsLeft > 0) revealTimelocked(context, netuid, opener);
    state.update(subtensor.blocksSinceLastStep, [netuid], (count) => count + 1n);
    if (!isDue) continue;
    if (epochsLeft === 0) {
      putOff(context, netuid);
      continue;
    }
    epochsLeft -= 1;
    runEpoch(context, netuid);
  }
}

/** Only so many epochs run in one block; the rest run in the next. */
function putOff(context: CallContext, netuid: number): void {
  const [from_block, to_block] = [BigInt(context.block), BigInt(context.block + 1)];
  context.state.set(subtensor.pendingEpochAt, [netuid], to_block);
  context.emit("SubtensorModule", "EpochDeferred", { netuid, from_block, to_block });
}

function runEpoch(context: CallContext, netuid: number): void {
  const { state, block } = context;
  const hotkeys = hotkeysOf(state, netuid);
  const tempo = state.get(subtensor.tempo, netuid);
  const cutoff = BigInt(activityCutoff(tempo, state.get(subtensor.activityCutoffFactorMilli, netuid)));
  const isActive = state.get(subtensor.lastUpdate, netuid).map((last) => last + cutoff >= BigInt(block));
  const stakes = hotkeys.map((hotkey) => stakeWeight(state, netuid, hotkey).total);
  const outcome = runConsensus({
    stakes: stakes.map(Number),
    isActive,
    hasPermit: state.get(subtensor.validatorPermit, netuid),
    weights: new Map(
      [...state.entries(subtensor.weights, netuid)].map(([[, uid], row]) => [uid, new Map(row)]),
    ),
    kappa: state.get(subtensor.kappa, netuid) / U16_MAX,
    maxValidators: state.get(subtensor.maxAllowedValidators, netuid),
  });
  const largest = stakes.reduce((most, stake) => (stake > most ? stake : most), 0n);
  state.set(
    subtensor.stakeWeight,
    [netuid],
    stakes.map((stake) => (largest === 0n ? 0 : Number((stake * BigInt(U16_MAX)) / largest))),
  );
  state.set(subtensor.active, [netuid], isActive);
  state.set(subtensor.consensus, [netuid], scaledToMost(outcome.consensus));
  state.set(subtensor.incentive, [netuid], outcome.incentive.map(toU16));
  state.set(subtensor.dividends, [netuid], outcome.dividends.map(toU16));
  state.set(subtensor.validatorTrust, [netuid], outcome.validatorTrust.map(toU16));
  state.set(subtensor.validatorPermit, [netuid], outcome.permits);
  pay(context, netuid, outcome.incentive, outcome.dividends);

  state.set(subtensor.blocksSinceLastStep, [netuid], 0n);
  state.set(subtensor.lastStepBlock, [netuid], BigInt(block));
  state.set(subtensor.lastEpochBlock, [netuid], BigInt(block));
  state.set(subtensor.pendingEpochAt, [netuid], 0n);
  state.update(subtensor.subnetEpochIndex, [netuid], (index) => index + 1n);
}

/**
 * Stakes what the epoch's blocks emitted: the owner's cut to the owner's hotkey, half of the rest to miners by
 * incentive, half to validators by dividends. A half that nobody earned is not emitted.
 */
function pay(
  context: CallContext,
  netuid: number,
  incentive: readonly number[],
  dividends: readonly number[],
): void {
  const { state } = context;
  const emitted = EMISSION_PER_BLOCK * state.get(subtensor.blocksSinceLastStep, netuid);
  const cut = (emitted * BigInt(state.get(subtensor.subnetOwnerCut))) / BigInt(U16_MAX);
  const half = (emitted - cut) / 2n;
  const hotkeys = hotkeysOf(state, netuid);
  const earned = hotkeys.map((_, uid) => part(half, incentive[uid] ?? 0) + part(half, dividends[uid] ?? 0));
  for (const [uid, hotkey] of hotkeys.entries()) {
    const amount = earned[uid] ?? 0n;
    if (amount > 0n) changeStake(state, hotkey, state.get(subtensor.owner, hotkey), netuid, amount);
    const dividend = part(half, dividends[uid] ?? 0);
    if (dividend > 0n) state.set(subtensor.alphaDividends, [netuid, hotkey], dividend);
  }
  state.set(subtensor.emission, [netuid], earned);
  const owner = state.get(subtensor.subnetOwnerHotkey, netuid);
  const isEarning = earned.some((amount) => amount > 0n);
  if (isEarning && cut > 0n && state.has(subtensor.owner, owner)) {
    changeStake(state, owner, state.get(subtensor.owner, owner), netuid, cut);
  }
  if (isEarning)
    context.emit("SubtensorModule", "IncentiveAlphaEmittedToMiners", {
      netuid,
      emissions: incentive.map((share) => part(half, share)),
    });
}

const part = (whole: bigint, share: number): bigint =>
  (whole * BigInt(Math.round(share * Number(SHARE_PARTS)))) / SHARE_PARTS;

const toU16 = (share: number): number => Math.round(Math.min(1, share) * U16_MAX);

function scaledToMost(values: readonly number[]): readonly number[] {
  const most = Math.max(0, ...values);
  return values.map((value) => (most === 0 ? 0 : toU16(value / most)));
}

/** After how many blocks without weights a neuron counts as inactive: a factor in thousandths of the tempo. */
export const activityCutoff = (tempo: number, factorMilli: number): number =>
  Math.floor((tempo * factorMilli) / 1000);
