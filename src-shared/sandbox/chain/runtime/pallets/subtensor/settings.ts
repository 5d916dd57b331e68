import type { StateWriter } from "../../../state/view.ts";
import { subtensor } from "../../items.ts";

/** A subnet's hyperparameters, as far as the sandbox lets them be chosen. */
export interface SubnetSettings {
  /** Blocks from one epoch to the next; the live chain's default is 360. */
  readonly tempo?: number;
  /** Whether weights must be committed before they count. */
  readonly commitReveal?: boolean;
  /** Epochs between committing and revealing weights; 1 by default. */
  readonly revealPeriodEpochs?: number;
  /** Blocks between a hotkey's weights, or commits; 100 by default. */
  readonly weightsRateLimitBlocks?: number;
  /** 1 by default. */
  readonly minAllowedWeights?: number;
  /** The largest share that one UID may get of a validator's weights, in parts of 65535; all of it by default. */
  readonly maxWeightsLimit?: number;
  /** Weights of a lower version are refused; 0, the default, takes any. */
  readonly weightsVersionKey?: bigint;
  readonly maxAllowedUids?: number;
  readonly immunityPeriodBlocks?: number;
  readonly burnRao?: bigint;
}

/** What a subnet of the sandbox begins with where nothing else is chosen. */
export const defaultSettings: SubnetSettings = {
  tempo: 360,
  minAllowedWeights: 1,
  maxAllowedUids: 256,
  commitReveal: false,
  weightsRateLimitBlocks: 100,
  immunityPeriodBlocks: 4096,
};

/** Writes the settings that are named; all others stay. */
export function applySettings(state: StateWriter, netuid: number, settings: SubnetSettings): void {
  const at = [netuid] as const;
  const { weightsRateLimitBlocks, revealPeriodEpochs } = settings;
  if (settings.tempo !== undefined) state.set(subtensor.tempo, at, settings.tempo);
  if (settings.commitReveal !== undefined)
    state.set(subtensor.commitRevealEnabled, at, settings.commitReveal);
  if (revealPeriodEpochs !== undefined)
    state.set(subtensor.revealPeriodEpochs, at, BigInt(revealPeriodEpochs));
  if (weightsRateLimitBlocks !== undefined)
    state.set(subtensor.weightsSetRateLimit, at, BigInt(weightsRateLimitBlocks));
  if (settings.minAllowedWeights !== undefined)
    state.set(subtensor.minAllowedWeights, at, settings.minAllowedWeights);
  if (settings.maxWeightsLimit !== undefined)
    state.set(subtensor.maxWeightsLimit, at, settings.maxWeightsLimit);
  if (settings.weightsVersionKey !== undefined)
    state.set(subtensor.weightsVersionKey, at, settings.weightsVersionKey);
  if (settings.maxAllowedUids !== undefined) state.set(subtensor.maxAllowedUids, at, settings.maxAllowedUids);
  if (settings.immunityPeriodBlocks !== undefined)
    state.set(subtensor.immunityPeriod, at, settings.immunityPeriodBlocks);
  if (settings.burnRao !== undefined) state.set(subtensor.burn, at, settings.burnRao);
}

/** Changes settings of a running subnet, as its owner would; with the tempo, the epoch begins anew in this block. */
export function changeSettings(
  state: StateWriter,
  netuid: number,
  settings: SubnetSettings,
  block: number,
): void {
  applySettings(state, netuid, settings);
  if (settings.tempo !== undefined) state.set(subtensor.lastEpochBlock, [netuid], BigInt(block));
}
