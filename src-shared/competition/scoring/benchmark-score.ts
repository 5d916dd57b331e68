import type { CompetitionProfile } from "../schema.ts";

type BenchmarkScorer = CompetitionProfile["scorer"] & { readonly kind: "benchmark" };

/**
 * The score of a loss against a benchmark, 0 to 1: 1 below `min`, 0 above `max`, `height` at `bench`, and a power curve
 * between (FLock's reference validator). Impossible settings and a missing loss score 0.
 */
export function benchmarkScore(
  loss: number | null,
  { bench, min, max, height, power }: Omit<BenchmarkScorer, "kind" | "ignoreBelow">,
): number {
  if (loss === null || power <= 0 || bench <= 0 || min >= max) return 0;
  if (loss < min) return 1;
  if (loss > max) return 0;
  if (loss < bench) return (1 - height) * ((loss - bench) / (min - bench)) ** power + height;
  return height - height * ((loss - bench) / (max - bench)) ** power;
}

/** What a profile's scorer gives for a loss by itself; null where that depends on the other miners. */
export function scoreOfLoss(profile: CompetitionProfile, loss: number): number | null {
  return profile.scorer.kind === "benchmark" ? benchmarkScore(loss, profile.scorer) : null;
}
