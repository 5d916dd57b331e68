import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runConsensus, weightedMedian } from "./consensus.ts";

const rows = (...entries: readonly [number, readonly [number, number][]][]) =>
  new Map(entries.map(([from, row]) => [from, new Map(row)]));

describe("consensus", () => {
  it("takes the weight that more than kappa of the stake backs", () => {
    const given = [
      { weight: 0.9, stake: 0.4 },
      { weight: 0.5, stake: 0.3 },
      { weight: 0.1, stake: 0.3 },
    ];
    expect(weightedMedian(given, 0.5)).toBe(0.5);
    expect(weightedMedian(given, 0.4)).toBe(0.9);
    expect(weightedMedian([], 0.5)).toBe(0);
  });

  it("clips a small validator that overrates its friend, in incentive and in trust", () => {
    const outcome = runConsensus({
      stakes: [60, 30, 10, 0, 0],
      isActive: [true, true, true, true, true],
      hasPermit: [true, true, true, false, false],
      weights: rows(
        [
          0,
          [
            [3, 1],
            [4, 1],
          ],
        ],
        [
          1,
          [
            [3, 1],
            [4, 1],
          ],
        ],
        [2, [[4, 1]]],
      ),
      kappa: 0.5,
      maxValidators: 2,
    });
    expect(outcome.consensus).toEqual([0, 0, 0, 0.5, 0.5]);
    expect(outcome.validatorTrust.slice(0, 3)).toEqual([1, 1, 0.5]);
    expect(outcome.incentive[4]).toBeCloseTo(0.5 / 0.95);
    expect(outcome.dividends[0]).toBeGreaterThan(outcome.dividends[1] ?? 1);
    expect(outcome.permits).toEqual([true, true, false, false, false]);
  });

  it("leaves out the inactive, the unpermitted and weights on oneself", () => {
    const outcome = runConsensus({
      stakes: [1, 1, 1],
      isActive: [false, true, true],
      hasPermit: [true, false, true],
      weights: rows([0, [[1, 1]]], [1, [[1, 1]]], [2, [[2, 1]]]),
      kappa: 0.5,
      maxValidators: 3,
    });
    expect(outcome.incentive).toEqual([0, 0, 0]);
  });

  it("gives shares that sum to one or to nothing", () => {
    const weight = fc.tuple(fc.nat(5), fc.nat(65_535));
    const row = fc.tuple(fc.nat(5), fc.array(weight, { maxLength: 6 }));
    fc.assert(
      fc.property(
        fc.array(fc.nat(1_000_000), { minLength: 6, maxLength: 6 }),
        fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
        fc.array(row, { maxLength: 6 }),
        (stakes, hasPermit, given) => {
          const outcome = runConsensus({
            stakes,
            isActive: stakes.map(() => true),
            hasPermit,
            weights: new Map(given.map(([from, entries]) => [from, new Map(entries)])),
            kappa: 0.5,
            maxValidators: 64,
          });
          for (const shares of [outcome.incentive, outcome.dividends]) {
            const total = shares.reduce((sum, share) => sum + share, 0);
            expect(total === 0 || Math.abs(total - 1) < 1e-9).toBe(true);
          }
          expect(outcome.validatorTrust.every((trust) => trust <= 1 + 1e-9)).toBe(true);
        },
      ),
    );
  });
});
