import fc from "fast-check";
import { expect, test } from "vitest";
import { settle } from "./consensus.ts";

const someWeights = fc
  .array(fc.array(fc.nat(20), { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 5 })
  .map((lists) =>
    lists.map((list) => {
      const sum = list.reduce((total, value) => total + value, 0);
      return list.map((value) => (sum === 0 ? 0 : value / sum));
    }),
  );

test("the consensus is what validators with half of the stake give at least", () => {
  const { consensus, incentive, vtrust } = settle(
    [0.4, 0.35, 0.25],
    [
      [1, 0],
      [0.6, 0.4],
      [0, 1],
    ],
  );
  expect(consensus).toEqual([0.6, 0.4]);
  expect(vtrust).toEqual([0.6, 1, 0.4]);
  expect(incentive[0]).toBeCloseTo((0.4 * 0.6 + 0.35 * 0.6) / (0.4 * 0.6 + 0.35 + 0.25 * 0.4), 12);
});

test("a minority pays nobody", () => {
  expect(
    settle(
      [0.6, 0.4],
      [
        [0, 0],
        [1, 0],
      ],
    ),
  ).toEqual({ consensus: [0, 0], incentive: [0, 0], vtrust: [0, 0] });
});

test("what is paid is paid once, only for what is agreed on, and nobody is trusted more than wholly", () => {
  fc.assert(
    fc.property(someWeights, (weights) => {
      const stakes = weights.map((_, index) => 1 + index);
      const { consensus, incentive, vtrust } = settle(stakes, weights);
      const paid = incentive.reduce((total, value) => total + value, 0);
      if (consensus.every((value) => value === 0)) expect(paid).toBe(0);
      else expect(paid).toBeCloseTo(1, 9);
      for (const [uid, value] of consensus.entries()) if (value === 0) expect(incentive[uid]).toBe(0);
      for (const value of vtrust) expect(value).toBeLessThanOrEqual(1 + 1e-12);
      const alike = settle(
        stakes,
        weights.map(() => weights[0] as number[]),
      );
      expect(alike.consensus).toEqual(weights[0]);
    }),
  );
});
