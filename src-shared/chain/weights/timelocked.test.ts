import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quicknet, roundAt } from "../timelock/beacon.ts";
import { revealRound } from "./timelocked.ts";

const facts = {
  beacon: quicknet,
  block: 1000,
  blockMs: quicknet.genesisMs + 3_000_000,
  blockTimeMs: 12_000,
  epoch: { index: 7, nextBlock: 1100, period: 360 },
  revealPeriodEpochs: 1,
  lastRound: null,
};

/** When a round comes, in milliseconds since 1970. */
const timeOf = (round: number): number => quicknet.genesisMs + (round - 1) * quicknet.periodMs;

describe("the round that opens weights", () => {
  it("comes three blocks into the reveal epoch, rounded down as the reference does", () => {
    expect(revealRound(facts)).toBe(1000 + (103 * 12) / 3);
    expect(revealRound({ ...facts, revealPeriodEpochs: 2 })).toBe(1000 + (463 * 12) / 3);
    expect(revealRound({ ...facts, blockMs: facts.blockMs + 2999 })).toBe(1000 + (103 * 12) / 3);
    expect(revealRound({ ...facts, blockMs: facts.blockMs + 3000 })).toBe(1001 + (103 * 12) / 3);
  });

  it("is reckoned from the epoch of the block that takes the commit", () => {
    expect(revealRound({ ...facts, block: 1098 })).toBe(1000 + (5 * 12) / 3);
    expect(revealRound({ ...facts, block: 1099 })).toBe(1000 + (364 * 12) / 3);
  });

  it("is never one that is over, whatever the clocks say", () => {
    expect(revealRound({ ...facts, lastRound: 9_000_000 })).toBe(9_000_001);
    expect(revealRound({ ...facts, blockTimeMs: 1 })).toBe(1002);
  });

  it("always comes inside the reveal epoch, while blocks come as reckoned", () => {
    const schedules = fc.record({
      period: fc.integer({ min: 4, max: 50_000 }),
      into: fc.nat(),
      revealPeriodEpochs: fc.integer({ min: 1, max: 100 }),
      blockTimeMs: fc.integer({ min: 1000, max: 12_000 }),
      blockMs: fc.integer({ min: quicknet.genesisMs, max: quicknet.genesisMs + 10 ** 12 }),
    });
    fc.assert(
      fc.property(schedules, ({ period, into, revealPeriodEpochs, blockTimeMs, blockMs }) => {
        const block = 10_000_000;
        const nextBlock = block + 1 + (into % period);
        const epoch = { index: 40, nextBlock, period };
        const timing = { block, blockMs, blockTimeMs, epoch, revealPeriodEpochs };
        const round = revealRound({ ...facts, ...timing });
        const opensAtBlock = block + Math.ceil((timeOf(round) - blockMs) / blockTimeMs);
        const commitEpochEnd = nextBlock === block + 1 ? nextBlock + period : nextBlock;
        const first = commitEpochEnd + (revealPeriodEpochs - 1) * period;
        expect(opensAtBlock).toBeLessThan(first + period);
        expect(timeOf(round)).toBeGreaterThan(blockMs);
        // At most two rounds early: the reference rounds down, and counts rounds from 0.
        expect(timeOf(round)).toBeGreaterThan(
          blockMs + (first - block) * blockTimeMs - 2 * quicknet.periodMs,
        );
      }),
    );
  });
});

it("counts rounds from 1 at the beacon's beginning", () => {
  expect(roundAt(quicknet, quicknet.genesisMs - 1)).toBe(0);
  expect(roundAt(quicknet, quicknet.genesisMs)).toBe(1);
  expect(roundAt(quicknet, quicknet.genesisMs + 2999)).toBe(1);
  expect(roundAt(quicknet, quicknet.genesisMs + 3000)).toBe(2);
});
