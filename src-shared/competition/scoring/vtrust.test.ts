import fc from "fast-check";
import { expect, test } from "vitest";
import { meetVtrust, vtrustLoss } from "../index.ts";

const shares = (size: number) =>
  fc
    .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: size, maxLength: size })
    .filter((values) => values.some((value) => value > 1e-3))
    .map((values) => {
      const sum = values.reduce((total, value) => total + value, 0);
      return values.map((value) => value / sum);
    });

const validators = fc.integer({ min: 2, max: 40 }).chain((size) =>
  fc.record({
    weights: shares(size),
    consensus: fc
      .tuple(shares(size), fc.double({ min: 0.05, max: 1, noNaN: true }))
      .map(([values, thickness]) => values.map((value) => value * thickness)),
    minVtrust: fc.double({ min: 0.1, max: 0.95, noNaN: true }),
  }),
);

test("weights meet the least vtrust, or 1.05 times the least loss where the consensus is too thin", () => {
  fc.assert(
    fc.property(validators, ({ weights, consensus, minVtrust }) => {
      const least = 1 - consensus.reduce((total, value) => total + value, 0);
      const met = meetVtrust(weights, consensus, minVtrust);
      const bound = least > 1 - minVtrust ? 1.05 * least : 1 - minVtrust;
      expect(vtrustLoss(met, consensus)).toBeLessThanOrEqual(bound + 1e-9);
    }),
  );
});

test("weights move no further than they must, and on the line to the consensus", () => {
  fc.assert(
    fc.property(validators, ({ weights, consensus, minVtrust }) => {
      const sum = consensus.reduce((total, value) => total + value, 0);
      const met = meetVtrust(weights, consensus, minVtrust);
      const desired = 1 - sum > 1 - minVtrust ? 1.05 * (1 - sum) : 1 - minVtrust;
      if (vtrustLoss(weights, consensus) <= desired) expect(met).toEqual(weights);
      else expect(vtrustLoss(met, consensus)).toBeCloseTo(desired, 9);
      for (const [uid, weight] of met.entries()) {
        const ends = [weights[uid] as number, (consensus[uid] as number) / sum];
        expect(weight).toBeGreaterThanOrEqual(Math.min(...ends) - 1e-12);
        expect(weight).toBeLessThanOrEqual(Math.max(...ends) + 1e-12);
      }
    }),
  );
});

test("without any consensus the weights stay", () => {
  expect(meetVtrust([0.7, 0.3], [0, 0], 0.5)).toEqual([0.7, 0.3]);
});

test("a consensus that can just meet it is moved to until it does", () => {
  expect(vtrustLoss(meetVtrust([1, 0], [0, 0.5], 0.5), [0, 0.5])).toBeCloseTo(0.5, 12);
  expect(meetVtrust([0.5, 0.5, 0], [0, 0, 1], 1)).toEqual([
    expect.closeTo(0, 9),
    expect.closeTo(0, 9),
    expect.closeTo(1, 9),
  ]);
});
