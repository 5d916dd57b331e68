import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type BenchmarkCurve,
  benchmarkScore,
  benchmarkScoreOf,
  benchmarkWeights,
  findBuiltIn,
  scoreOfLoss,
} from "../index.ts";

const curve: BenchmarkCurve = { bench: 2.6, min: 2.4, max: 2.8, height: 0.05, power: 2 };
const someLoss = fc.double({ min: 2, max: 3.2, noNaN: true });

describe("benchmark scores", () => {
  test("fall from 1 over the height at the benchmark to 0", () => {
    expect([2.39, 2.4, 2.5, 2.6, 2.7, 2.8, 2.81].map((loss) => benchmarkScore(loss, curve))).toEqual([
      1,
      1,
      expect.closeTo(0.05 + 0.95 / 4, 9),
      0.05,
      expect.closeTo(0.05 - 0.05 / 4, 9),
      expect.closeTo(0, 12),
      0,
    ]);
  });

  test("lie between 0 and 1, and a lower loss never scores less", () => {
    fc.assert(
      fc.property(someLoss, someLoss, fc.integer({ min: 1, max: 10 }), (a, b, power) => {
        const [better, worse] = [Math.min(a, b), Math.max(a, b)].map((loss) =>
          benchmarkScore(loss, { ...curve, power }),
        ) as [number, number];
        expect(better).toBeGreaterThanOrEqual(worse - 1e-15);
        for (const score of [better, worse]) {
          expect(score).toBeGreaterThanOrEqual(-1e-15);
          expect(score).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test.each<[string, number | null, Partial<BenchmarkCurve>]>([
    ["a missing loss", null, {}],
    ["a loss of 0, which stands for a fault", 0, {}],
    ["a loss that is no number", Number.NaN, {}],
    ["the fallback loss", 999, {}],
    ["no power", 2.3, { power: 0 }],
    ["a benchmark of 0", 2.3, { bench: 0 }],
    ["bounds that are equal", 2.3, { min: 2.8 }],
  ])("%s scores 0", (_, loss, change) => {
    expect(benchmarkScore(loss, { ...curve, ...change })).toBe(0);
  });

  test("a benchmark on a bound is no division by zero", () => {
    expect(benchmarkScore(2.8, { ...curve, bench: 2.8 })).toBe(0.05);
    expect(benchmarkScore(2.4, { ...curve, bench: 2.4 })).toBe(0.05);
  });

  test("another competition's submission scores 0", () => {
    const competition = { competitionId: "1", curve };
    expect(benchmarkScoreOf({ loss: 2.3, competitionId: "1" }, competition)).toBe(1);
    expect(benchmarkScoreOf({ loss: 2.3, competitionId: "f127" }, competition)).toBe(0);
  });

  test("a dataset whose training fails scores the height at the benchmark, as the reference has it", () => {
    const profile = findBuiltIn("flock-off-bench");
    if (profile === null) throw new Error("missing");
    expect(scoreOfLoss(profile, profile.trainingFailureLoss ?? profile.fallbackLoss)).toBe(0.05);
  });

  test("what is next to nothing becomes no weight", () => {
    expect(benchmarkWeights([1, 1e-6, 9.9e-7, 0], { ignoreBelow: 1e-6 })).toEqual([1, 1e-6, 0, 0]);
  });
});
