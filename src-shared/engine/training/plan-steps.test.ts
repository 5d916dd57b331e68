import fc from "fast-check";
import { expect, test } from "vitest";
import { torchPermutation } from "../random/mersenne-twister.ts";
import { learningRateAt, planSteps } from "./plan-steps.ts";

test("an order is a permutation, and torch's for a seed", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 400 }), fc.nat(2 ** 32 - 1), (count, seed) => {
      expect([...torchPermutation(count, seed)].sort((a, b) => a - b)).toEqual(
        Array.from({ length: count }, (_, index) => index),
      );
    }),
  );
  // torch.randperm(10, generator=torch.Generator().manual_seed(42)) of torch 2.7.
  expect([...torchPermutation(10, 42)]).toEqual([2, 6, 1, 8, 4, 5, 0, 9, 3, 7]);
});

const settings = fc.record({
  batchSize: fc.integer({ min: 1, max: 8 }),
  accumulationSteps: fc.integer({ min: 1, max: 8 }),
  epochs: fc.integer({ min: 1, max: 3 }),
  seed: fc.nat(1_000_000),
});

test("no row is learned from more often than there are epochs, and no more steps are taken than were planned", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), settings, (rows, options) => {
      const { windows, totalSteps } = planSteps(rows, options);
      const times = new Int32Array(rows);
      for (const window of windows) {
        expect(window.rows.length).toBeGreaterThan(0);
        expect(window.rows.length).toBeLessThanOrEqual(options.batchSize * options.accumulationSteps);
        for (const row of window.rows) times[row] = (times[row] as number) + 1;
      }
      expect(Math.max(...times)).toBeLessThanOrEqual(options.epochs);
      expect(windows.filter(({ steps }) => steps).length).toBeLessThanOrEqual(totalSteps);
    }),
  );
});

test("a leftover is a step of its own, which the last epoch lacks", () => {
  const { windows, totalSteps } = planSteps(100, { batchSize: 1, accumulationSteps: 8, epochs: 2, seed: 1 });
  expect(totalSteps).toBe(24);
  expect(windows.map(({ rows }) => rows.length)).toEqual([...Array(12).fill(8), 4, ...Array(11).fill(8)]);
});

test("rows that the Trainer leaves without a step are left without one", () => {
  const { windows } = planSteps(14, { batchSize: 2, accumulationSteps: 4, epochs: 2, seed: 1234 });
  // Recorded from transformers 4.50's own Trainer, as far as it had called training_step.
  expect(windows).toEqual([
    { rows: [13, 1, 8, 0, 10, 12, 6, 11], steps: true },
    { rows: [9, 3, 2, 5], steps: false },
    { rows: [13, 4, 8, 2, 5, 10, 9, 6], steps: true },
  ]);
});

test("the learning rate warms up and decays in a straight line", () => {
  const rates = Array.from({ length: 11 }, (_, step) => learningRateAt(step, 1, 4, 10));
  expect(rates).toEqual([0, 0.25, 0.5, 0.75, 1, 5 / 6, 4 / 6, 3 / 6, 2 / 6, 1 / 6, 0]);
  expect(learningRateAt(30, 1, 100, 24)).toBe(0.3);
});
