import type { CompetitionProfile } from "../schema.ts";
import { meetVtrust } from "./vtrust.ts";

export type WinRateScorer = Extract<CompetitionProfile["scorer"], { readonly kind: "win-rate" }>;

export interface WinRates {
  readonly wins: readonly number[];
  /** Wins divided by matches, 0 to 1; 0 for who had no match. */
  readonly winRate: readonly number[];
}

/**
 * Compares all valid miners (loss other than 0) with each other. The earlier committer's loss is multiplied by
 * `1 - earlierAdvantage` first, so that a later copy that is hardly better doesn't win; i wins where it is strictly lower.
 * @param losses by index; 0 for an invalid one
 * @param commitBlocks by index; equal blocks give nobody an advantage
 */
export function winRates(
  losses: readonly number[],
  commitBlocks: readonly number[],
  earlierAdvantage: number,
): WinRates {
  const valid = [...losses.keys()].filter((index) => losses[index] !== 0);
  const wins = losses.map(() => 0);
  for (const i of valid) {
    for (const j of valid) {
      if (i !== j && isWin(losses, commitBlocks, earlierAdvantage, i, j)) wins[i] = (wins[i] as number) + 1;
    }
  }
  const matches = valid.length - 1;
  return { wins, winRate: wins.map((won) => (matches > 0 ? won / matches : 0)) };
}

function isWin(
  losses: readonly number[],
  blocks: readonly number[],
  advantage: number,
  i: number,
  j: number,
): boolean {
  const blockI = blocks[i] as number;
  const blockJ = blocks[j] as number;
  const lossI = (losses[i] as number) * (blockI < blockJ ? 1 - advantage : 1);
  const lossJ = (losses[j] as number) * (blockJ < blockI ? 1 - advantage : 1);
  return lossI < lossJ;
}

/**
 * Softmax of win rates divided by the temperature, over those who were evaluated; 0 for the others. Who was evaluated and
 * found invalid has a win rate of 0 and, as in the reference, the least share rather than none.
 */
export function stepWeights(
  winRate: readonly number[],
  evaluated: readonly boolean[],
  temperature: number,
): number[] {
  const scaled = winRate.map((rate, index) => (evaluated[index] ? rate / temperature : null));
  const highest = scaled.reduce<number>((most, value) => Math.max(most, value ?? -Infinity), -Infinity);
  const powers = scaled.map((value) => (value === null ? 0 : Math.exp(value - highest)));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => (sum === 0 ? 0 : power / sum));
}

/** Goes a part of the way from the old weights to this step's: `share`·old + (1 - share)·step. */
export function keepOld(step: readonly number[], old: readonly number[], share: number): number[] {
  return step.map((weight, uid) => share * (old[uid] ?? 0) + (1 - share) * weight);
}

/** Mixes in the normalised consensus: (1 - share)·weights + share·consensus/Σconsensus; nothing where all consensus is 0. */
export function keepConsensus(
  weights: readonly number[],
  consensus: readonly number[],
  share: number,
): number[] {
  const sum = consensus.reduce((total, value) => total + value, 0);
  return weights.map(
    (weight, uid) => (1 - share) * weight + (sum > 0 ? (share * (consensus[uid] ?? 0)) / sum : 0),
  );
}

export interface WinRateInput {
  /**
   * By UID: the raw loss; null for who was not evaluated in this epoch. 0 and everything from `fallbackLoss` on is invalid:
   * evaluated, but in no match.
   */
  readonly losses: readonly (number | null)[];
  /** By UID; what stands for a UID without a loss is not looked at. */
  readonly commitBlocks: readonly number[];
  /** By UID, as the metagraph has it (0 to 1, any sum). */
  readonly consensus: readonly number[];
  /** By UID: what this function answered last; null before that, and the consensus stands for it. */
  readonly oldWeights: readonly number[] | null;
}

/**
 * The weights of a profile with the win-rate scorer, by UID: win rates, softmax, a part of the old weights, a part of the
 * consensus, and as much consensus more as the least vtrust asks for (FLock's reference validator).
 */
export function winRateWeights(
  { losses, commitBlocks, consensus, oldWeights }: WinRateInput,
  profile: { readonly scorer: WinRateScorer; readonly fallbackLoss: number },
): number[] {
  const { scorer, fallbackLoss } = profile;
  const valid = losses.map((loss) => (loss !== null && loss < fallbackLoss ? loss : 0));
  const { winRate } = winRates(valid, commitBlocks, scorer.earlierAdvantage);
  const step = stepWeights(
    winRate,
    losses.map((loss) => loss !== null),
    scorer.temperature,
  );
  const smoothed = keepOld(step, oldWeights ?? consensus, scorer.keepOldWeights);
  const blended = keepConsensus(smoothed, consensus, scorer.keepConsensus);
  return meetVtrust(blended, consensus, scorer.minVtrust);
}
