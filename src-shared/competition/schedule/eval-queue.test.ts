import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type CompetitionProfile,
  type EpochSchedule,
  type EvalQueue,
  epochShares,
  findBuiltIn,
  finishEvaluation,
  newEvalQueue,
  selectForEpoch,
  startEpoch,
} from "../index.ts";

const schedule = (findBuiltIn("flock-off") as CompetitionProfile).schedule as EpochSchedule;
const UIDS = 256;

const finishAll = (queue: EvalQueue): EvalQueue =>
  queue.pending.reduce((rest, uid) => finishEvaluation(rest, uid), queue);

const seeds = fc.string({ maxLength: 8 });

describe("the first epoch", () => {
  test("evaluates everybody once, in an order that the seed decides", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: UIDS }), seeds, (size, seed) => {
        const { pending } = startEpoch(newEvalQueue, { schedule, weights: Array(size).fill(0), seed });
        expect([...pending].sort((a, b) => a - b)).toEqual([...Array(size).keys()]);
      }),
    );
    const order = (seed: string) =>
      startEpoch(newEvalQueue, { schedule, weights: Array(UIDS).fill(0), seed }).pending;
    expect(order("a")).toEqual(order("a"));
    expect(order("a")).not.toEqual(order("b"));
  });
});

describe("later epochs", () => {
  const choice = fc.record({
    weights: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: UIDS, maxLength: UIDS }),
    ages: fc.array(fc.option(fc.nat(40)), { minLength: UIDS, maxLength: UIDS }),
    seed: seeds,
  });

  test("take the top by weight, a sample of the rest, and of what is left the longest waiting", () => {
    fc.assert(
      fc.property(choice, ({ weights, ages, seed }) => {
        const miners = weights.map((weight, uid) => ({ uid, weight, lastEpoch: ages[uid] ?? null }));
        const chosen = selectForEpoch({ schedule, epoch: 50, miners, seed });
        expect(new Set(chosen).size).toBe(32);
        expect(selectForEpoch({ schedule, epoch: 50, miners: [...miners].reverse(), seed })).toEqual(chosen);
        const top = chosen.slice(24);
        const leastTop = Math.min(...top.map((uid) => weights[uid] as number));
        for (const [uid, weight] of weights.entries()) {
          if (!top.includes(uid)) expect(weight).toBeLessThanOrEqual(leastTop);
        }
        const age = (uid: number): number => ages[uid] ?? -1;
        const longest = Math.max(...chosen.slice(0, 8).map(age));
        for (const { uid } of miners) {
          if (!chosen.includes(uid)) expect(age(uid)).toBeGreaterThanOrEqual(longest);
        }
      }),
      { numRuns: 30 },
    );
  });

  test("sample by rank: e times less often for each 32 ranks", () => {
    const miners = Array.from({ length: UIDS }, (_, uid) => ({ uid, weight: UIDS - uid, lastEpoch: uid }));
    const drawn = new Array<number>(UIDS).fill(0);
    // One sampled at a time, so that what was drawn leaves the odds of the others as they are.
    const single: EpochSchedule = { kind: "epochs", sampleSize: 10, top: 8, sampled: 1, longestAgo: 1 };
    const rounds = 1500;
    for (let round = 0; round < rounds; round++) {
      const [, uid] = selectForEpoch({ schedule: single, epoch: 1, miners, seed: `${round}` });
      drawn[uid as number] = (drawn[uid as number] as number) + 1;
    }
    const block = (from: number): number =>
      drawn.slice(from, from + 32).reduce((sum, count) => sum + count, 0);
    expect(block(8) / block(40)).toBeGreaterThan(2.2);
    expect(block(8) / block(40)).toBeLessThan(3.4);
    expect(drawn.slice(0, 8)).toEqual(Array(8).fill(0));
  });

  test("reach each of 256 UIDs at least once in every 32 epochs, whatever the weights", () => {
    fc.assert(
      fc.property(seeds, fc.array(fc.nat(1000), { minLength: UIDS, maxLength: UIDS }), (seed, base) => {
        let queue = newEvalQueue;
        const seen: ReadonlySet<number>[] = [];
        for (let epoch = 0; epoch <= 100; epoch++) {
          const weights = base.map((value, uid) => (value * (epoch + 7) + uid * epoch) % 997);
          queue = startEpoch(queue, { schedule, weights, seed: `${seed}${epoch}` });
          seen.push(new Set(queue.pending));
          queue = finishAll(queue);
        }
        for (let from = 1; from + 32 <= seen.length; from++) {
          const union = new Set(seen.slice(from, from + 32).flatMap((uids) => [...uids]));
          expect(union.size).toBe(UIDS);
        }
      }),
      { numRuns: 10 },
    );
  });

  test("evaluate everybody where there are no more than an epoch takes", () => {
    const first = finishAll(startEpoch(newEvalQueue, { schedule, weights: [1, 2, 3], seed: "s" }));
    const second = startEpoch(first, { schedule, weights: [1, 2, 3], seed: "s" });
    expect([...second.pending].sort()).toEqual([0, 1, 2]);
  });

  test("a UID that was never evaluated comes before all others", () => {
    const first = finishAll(startEpoch(newEvalQueue, { schedule, weights: Array(100).fill(1), seed: "s" }));
    const second = startEpoch(first, { schedule, weights: Array(101).fill(1).with(100, 0), seed: "s" });
    expect(second.pending).toContain(100);
  });
});

describe("an epoch", () => {
  test("is never cut by a new one", () => {
    const weights = Array(UIDS).fill(0);
    let queue = startEpoch(newEvalQueue, { schedule, weights, seed: "s" });
    for (const uid of queue.pending.slice(0, -1)) {
      queue = finishEvaluation(queue, uid);
      expect(startEpoch(queue, { schedule, weights, seed: "other" })).toBe(queue);
    }
    const next = startEpoch(finishAll(queue), { schedule, weights, seed: "s" });
    expect([next.epoch, next.pending.length]).toEqual([1, 32]);
  });

  test("takes in no result of a UID that it doesn't ask for", () => {
    const queue = startEpoch(newEvalQueue, { schedule, weights: [0, 0], seed: "s" });
    expect(finishEvaluation(queue, 7)).toBe(queue);
    expect(finishEvaluation(newEvalQueue, 0)).toBe(newEvalQueue);
  });
});

test("parts follow the sample size in proportion, with at least one of the longest waiting", () => {
  expect(epochShares(schedule)).toEqual({ top: 8, sampled: 16, longestAgo: 8 });
  expect(epochShares({ ...schedule, sampleSize: 8 })).toEqual({ top: 2, sampled: 4, longestAgo: 2 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), (sampleSize) => {
      const { top, sampled, longestAgo } = epochShares({ ...schedule, sampleSize });
      expect(top + sampled + longestAgo).toBe(sampleSize);
      expect(Math.min(top, sampled)).toBeGreaterThanOrEqual(0);
      expect(longestAgo).toBeGreaterThan(0);
    }),
  );
});
