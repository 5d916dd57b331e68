import {
  benchmarkScoreOf,
  keepConsensus,
  keepOld,
  meetVtrust,
  stepWeights,
  winRates,
} from "../../../../src-shared/competition/index.ts";
import type { Fields } from "../fields.ts";

// What the built-in win-rate profiles use, for cases that don't say otherwise.
const EARLIER_ADVANTAGE = 0.04;
const TEMPERATURE = 0.08;
const KEEP_OLD = 0.8;
const KEEP_CONSENSUS = 0.2;

/** A number, 0 to 1. A setting that is null is impossible, and so scores 0. */
export function benchmarkScoreCase(fields: Fields): number {
  const setting = (name: string): number => fields.numberOrNull(name) ?? Number.NaN;
  return benchmarkScoreOf(
    { loss: fields.numberOrNull("loss"), competitionId: fields.text("minerCompetitionId") },
    {
      competitionId: fields.text("competitionId"),
      curve: {
        bench: setting("bench"),
        min: setting("minBench"),
        max: setting("maxBench"),
        power: setting("power"),
        height: fields.number("benchHeight"),
      },
    },
  );
}

export function winRateCase(fields: Fields): {
  actualWins: readonly number[];
  actualWinRate: readonly number[];
} {
  const losses = fields.numbers("losses");
  const { wins, winRate } = winRates(
    losses,
    fields.numbers("blocks", losses.length),
    fields.number("earlierAdvantage", EARLIER_ADVANTAGE),
  );
  return { actualWins: wins, actualWinRate: winRate };
}

export function vtrustCase(fields: Fields): number[] {
  const weights = fields.numbers("weights");
  return meetVtrust(weights, fields.numbers("consensus", weights.length), fields.number("vtrustMin"));
}

/** Each station from win rates to weights: softmax, with a share of the old weights, with a share of the consensus. */
export function stepWeightsCase(fields: Fields): { step: number[]; smoothed: number[]; blended: number[] } {
  const rates = fields.numbers("winRate");
  const consensus = fields.numbers("consensus", rates.length);
  const evaluated = fields.has("evaluated") ? fields.flags("evaluated", rates.length) : rates.map(() => true);
  const old = fields.has("old") ? fields.numbers("old", rates.length) : consensus;
  const step = stepWeights(rates, evaluated, fields.number("temperature", TEMPERATURE));
  const smoothed = keepOld(step, old, fields.number("keepOld", KEEP_OLD));
  const blended = keepConsensus(smoothed, consensus, fields.number("keepConsensus", KEEP_CONSENSUS));
  return { step, smoothed, blended };
}
