import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type CompetitionProfile,
  findBuiltIn,
  keepConsensus,
  keepOld,
  stepWeights,
  type WinRateScorer,
  winRates,
  winRateWeights,
} from "../index.ts";

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const someLoss = fc.oneof(fc.constant(0), fc.double({ min: 0.5, max: 4, noNaN: true }));
const miners = fc.array(fc.record({ loss: someLoss, block: fc.nat(5) }), { minLength: 1, maxLength: 40 });

const flockOff = findBuiltIn("flock-off") as CompetitionProfile;
const profile = { scorer: flockOff.scorer as WinRateScorer, fallbackLoss: flockOff.fallbackLoss };

describe("win rates", () => {
  test("a later miner must be better by more than the advantage", () => {
    expect(winRates([2, 1.93], [1, 2], 0.04).wins).toEqual([1, 0]);
    expect(winRates([2, 1.91], [1, 2], 0.04).wins).toEqual([0, 1]);
    expect(winRates([2, 2], [2, 2], 0.04).wins).toEqual([0, 0]);
  });

  test("each pair has at most one winner, and the invalid neither win nor are beaten", () => {
    fc.assert(
      fc.property(miners, fc.double({ min: 0, max: 0.5, noNaN: true }), (entries, advantage) => {
        const { wins, winRate } = winRates(
          entries.map(({ loss }) => loss),
          entries.map(({ block }) => block),
          advantage,
        );
        const valid = entries.filter(({ loss }) => loss !== 0).length;
        expect(sum(wins)).toBeLessThanOrEqual((valid * (valid - 1)) / 2);
        for (const [index, { loss }] of entries.entries()) {
          if (loss === 0) expect([wins[index], winRate[index]]).toEqual([0, 0]);
          else expect(winRate[index]).toBe(valid > 1 ? (wins[index] as number) / (valid - 1) : 0);
        }
      }),
    );
  });

  test("the order in which miners are given changes nothing", () => {
    fc.assert(
      fc.property(miners, (entries) => {
        const rates = (list: typeof entries) =>
          winRates(
            list.map(({ loss }) => loss),
            list.map(({ block }) => block),
            0.04,
          ).winRate;
        expect([...rates([...entries].reverse())].reverse()).toEqual(rates(entries));
      }),
    );
  });
});

describe("step weights", () => {
  test("sum to 1 over the evaluated, are 0 elsewhere, and follow the win rates", () => {
    const entries = fc.array(
      fc.record({ rate: fc.double({ min: 0, max: 1, noNaN: true }), seen: fc.boolean() }),
      {
        minLength: 1,
        maxLength: 50,
      },
    );
    fc.assert(
      fc.property(entries, (list) => {
        const weights = stepWeights(
          list.map(({ rate }) => rate),
          list.map(({ seen }) => seen),
          0.08,
        );
        const seen = list.flatMap((entry, index) =>
          entry.seen ? [{ rate: entry.rate, weight: weights[index] as number }] : [],
        );
        expect(sum(weights)).toBeCloseTo(seen.length > 0 ? 1 : 0, 12);
        for (const [index, entry] of list.entries()) if (!entry.seen) expect(weights[index]).toBe(0);
        const sorted = [...seen].sort((a, b) => a.rate - b.rate);
        for (const [index, entry] of sorted.entries()) {
          if (index > 0)
            expect(entry.weight).toBeGreaterThanOrEqual((sorted[index - 1] as typeof entry).weight);
        }
      }),
    );
  });

  test("are the softmax of the rates divided by the temperature", () => {
    const [high, low] = stepWeights([1, 0.92, 1], [true, true, false], 0.08) as [number, number];
    expect(high / low).toBeCloseTo(Math.E, 9);
  });

  test("don't overflow at low temperatures", () => {
    expect(stepWeights([1, 0], [true, true], 1e-6)).toEqual([1, 0]);
  });
});

describe("blending", () => {
  test("keeps a share of the old weights and mixes in the normalised consensus", () => {
    expect(keepOld([1, 0], [0, 0.5], 0.8)).toEqual([expect.closeTo(0.2, 12), expect.closeTo(0.4, 12)]);
    expect(keepConsensus([1, 0], [0.1, 0.3], 0.2)).toEqual([
      expect.closeTo(0.85, 12),
      expect.closeTo(0.15, 12),
    ]);
  });

  test("without any consensus only shrinks", () => {
    expect(keepConsensus([1, 0], [0, 0], 0.2)).toEqual([0.8, 0]);
  });

  test("a UID that is new has no old weight", () => {
    expect(keepOld([0.5, 0.5], [1], 0.5)).toEqual([0.75, 0.25]);
  });
});

describe("weights of the win-rate profiles", () => {
  const blocks = [1, 2, 3, 4];

  test("are worked out as in the reference, from the consensus on", () => {
    const losses = [2.5, 2.0, null, 999];
    const consensus = [0.4, 0.3, 0.2, 0.1];
    // Two in matches, and one of them wins; the third was not evaluated, the fourth is invalid.
    const share = Math.exp(1 / 0.08);
    const step = [1 / (share + 2), share / (share + 2), 0, 1 / (share + 2)];
    const expected = step.map((weight, uid) => {
      const smoothed = 0.8 * (consensus[uid] as number) + 0.2 * weight;
      return 0.8 * smoothed + 0.2 * (consensus[uid] as number);
    });
    const weights = winRateWeights({ losses, commitBlocks: blocks, consensus, oldWeights: null }, profile);
    for (const [uid, weight] of expected.entries()) expect(weights[uid]).toBeCloseTo(weight, 12);
  });

  test("a loss of 0 and the fallback loss are both invalid", () => {
    const of = (invalid: number): number[] =>
      winRateWeights(
        { losses: [2, 2.2, invalid], commitBlocks: blocks, consensus: [0, 0, 0], oldWeights: [0, 0, 0] },
        profile,
      );
    expect(of(0)).toEqual(of(999));
  });

  test("without any consensus yet, the best rises epoch by epoch", () => {
    let oldWeights: number[] | null = null;
    const best: number[] = [];
    for (let epoch = 0; epoch < 20; epoch++) {
      const input = { losses: [2.4, 2.0, 2.2], commitBlocks: blocks, consensus: [0, 0, 0], oldWeights };
      oldWeights = winRateWeights(input, profile);
      best.push((oldWeights[1] as number) / sum(oldWeights));
    }
    expect(best.at(-1)).toBeGreaterThan(0.9);
  });
});
