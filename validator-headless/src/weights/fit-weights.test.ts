import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { capShares, fitWeights } from "./fit-weights.ts";

const U16_MAX = 65_535;
const weight = fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1, noNaN: true }));
const someWeights = fc.array(weight, { minLength: 1, maxLength: 64 });
/** As subnets have it: a 16-bit part of the whole. */
const share = fc.integer({ min: 300, max: U16_MAX }).map((limit) => limit / U16_MAX);
const sumOf = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const positives = (values: readonly number[]): number => values.filter((value) => value > 0).length;
const canBeKept = (weights: readonly number[], maxShare: number): boolean =>
  positives(weights) * maxShare > 1.05;

describe("capShares", () => {
  it("leaves no share above the cap, where there are enough to share among", () => {
    fc.assert(
      fc.property(someWeights, share, (weights, maxShare) => {
        fc.pre(canBeKept(weights, maxShare));
        const capped = capShares(weights, maxShare);
        expect(Math.max(...capped) / sumOf(capped)).toBeLessThanOrEqual(maxShare * (1 + 1e-9));
      }),
      { numRuns: 500 },
    );
  });

  it("keeps the order, and what was nothing stays nothing", () => {
    fc.assert(
      fc.property(someWeights, share, (weights, maxShare) => {
        const capped = capShares(weights, maxShare);
        for (const [one, first] of weights.entries()) {
          expect((capped[one] as number) > 0).toBe(first > 0);
          for (const [other, second] of weights.entries()) {
            if (first > second) expect(capped[one] as number).toBeGreaterThanOrEqual(capped[other] as number);
          }
        }
      }),
    );
  });

  it("keeps the proportions of all that are below the cap", () => {
    fc.assert(
      fc.property(someWeights, share, (weights, maxShare) => {
        fc.pre(canBeKept(weights, maxShare));
        const capped = capShares(weights, maxShare);
        const cap = Math.max(...capped);
        for (const [uid, value] of capped.entries()) if (value < cap) expect(value).toBe(weights[uid]);
      }),
      { numRuns: 500 },
    );
  });

  it("changes nothing where nothing is above the cap, and shares alike where nothing else can be done", () => {
    expect(capShares([0.2, 0.3, 0.5], 0.5)).toEqual([0.2, 0.3, 0.5]);
    expect(capShares([0.9, 0, 0.1], 0.3)).toEqual([1, 0, 1]);
    expect(capShares([0, 0], 0.3)).toEqual([0, 0]);
  });
});

describe("fitWeights", () => {
  const modes = fc.constantFrom("plain" as const, "timelocked" as const, "commit-reveal" as const);
  const rules = fc.constantFrom("reference" as const, "strict" as const);

  it("gives the chain nothing that it refuses: as many as it wants, each once, 16 bits, and no share too large", () => {
    fc.assert(
      fc.property(
        someWeights,
        share,
        modes,
        rules,
        fc.integer({ min: 1, max: 80 }),
        (weights, maxWeightShare, mode, rule, minAllowedWeights) => {
          fc.pre(canBeKept(weights, maxWeightShare) && Math.max(...weights) > 0.05);
          const { uids, values } = fitWeights(
            weights,
            { mode, rules: rule },
            { minAllowedWeights, maxWeightShare },
          );
          expect(new Set(uids).size).toBe(uids.length);
          expect(values).toHaveLength(uids.length);
          expect(uids.every((uid) => uid >= 0 && uid < weights.length)).toBe(true);
          expect(values.every((value) => Number.isInteger(value) && value >= 0 && value <= U16_MAX)).toBe(
            true,
          );
          expect(uids.length).toBeGreaterThanOrEqual(Math.min(minAllowedWeights, weights.length));
          const largest = Math.max(...values);
          const asStored = values.map((value) => Math.round((value * U16_MAX) / largest));
          expect(Math.max(...asStored)).toBeLessThanOrEqual(maxWeightShare * sumOf(asStored));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("gives nobody a weight who has none", () => {
    fc.assert(
      fc.property(someWeights, fc.integer({ min: 1, max: 80 }), (weights, minAllowedWeights) => {
        const { uids, values } = fitWeights(
          weights,
          { mode: "plain", rules: "reference" },
          { minAllowedWeights, maxWeightShare: 1 },
        );
        for (const [at, uid] of uids.entries()) if (weights[uid] === 0) expect(values[at]).toBe(0);
      }),
    );
  });
});
