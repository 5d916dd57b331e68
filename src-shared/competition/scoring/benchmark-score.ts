import type { CompetitionProfile } from "../schema.ts";

export type BenchmarkScorer = Extract<CompetitionProfile["scorer"], { readonly kind: "benchmark" }>;
export type BenchmarkCurve = Pick<BenchmarkScorer, "bench" | "min" | "max" | "height" | "power">;

/**
 * The score of a loss against a benchmark, 0 to 1: 1 below `min`, 0 above `max`, `height` at `bench`, and a power curve
 * between (FLock's reference validator). Impossible settings and a missing loss score 0; so does a loss of exactly
 * 0, which stands for a fault: the reference would give it the full score.
 */
export function benchmarkScore(
  loss: number | null,
  { bench, min, max, height, power }: BenchmarkCurve,
): number {
  const isPossible = power > 0 && bench > 0 && min < max;
  if (loss === null || loss === 0 || Number.isNaN(loss) || !isPossible) return 0;
  if (loss < min) return 1;
  if (loss > max) return 0;
  if (loss === bench) return height;
  if (loss < bench) return (1 - height) * ((loss - bench) / (min - bench)) ** power + height;
  return height - height * ((loss - bench) / (max - bench)) ** power;
}

/** What a profile's scorer gives for a loss by itself; null where that depends on the other miners. */
export function scoreOfLoss(profile: CompetitionProfile, loss: number): number | null {
  return profile.scorer.kind === "benchmark" ? benchmarkScore(loss, profile.scorer) : null;
}

/**
 * The score of what a miner committed: as `benchmarkScore`, and 0 where the committed competition is another one.
 * @param competitionId what stands in the miner's commitment
 */
export function benchmarkScoreOf(
  { loss, competitionId }: { readonly loss: number | null; readonly competitionId: string },
  competition: { readonly competitionId: string; readonly curve: BenchmarkCurve },
): number {
  return competitionId === competition.competitionId ? benchmarkScore(loss, competition.curve) : 0;
}

/**
 * Scores as weights: those below `ignoreBelow` become 0. They are not brought to a sum of 1: the reference doesn't either,
 * and where weights are written as `round(w x 10000)` it would cost most of their digits.
 */
export function benchmarkWeights(
  scores: readonly number[],
  { ignoreBelow }: Pick<BenchmarkScorer, "ignoreBelow">,
): number[] {
  return scores.map((score) => (score < ignoreBelow ? 0 : score));
}
