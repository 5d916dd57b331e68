import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countedEpoch, epochSpan, legacyEpoch } from "./epoch.ts";

describe("epochs", () => {
  it("of older runtimes begin where their number first changes", () => {
    const anyBlock = fc.record({ block: fc.nat(10_000_000), netuid: fc.nat(200), tempo: fc.nat(1000) });
    fc.assert(
      fc.property(anyBlock, ({ block, netuid, tempo }) => {
        const { index, nextBlock } = legacyEpoch(block, netuid, tempo);
        expect(nextBlock).toBeGreaterThan(block);
        expect(legacyEpoch(nextBlock! - 1, netuid, tempo).index).toBe(index);
        expect(legacyEpoch(nextBlock!, netuid, tempo).index).toBe(index + 1n);
      }),
    );
  });

  it("of newer ones follow the last by tempo, or sooner where the owner asked for one", () => {
    const facts = { index: 4, lastBlock: 1000, pendingAt: 0, tempo: 360 };
    expect(countedEpoch(facts)).toEqual({ index: 4n, nextBlock: 1360, period: 360 });
    expect(countedEpoch({ ...facts, pendingAt: 1100 }).nextBlock).toBe(1100);
    expect(countedEpoch({ ...facts, tempo: 0 }).nextBlock).toBeNull();
  });

  it("ahead and behind follow from the running one", () => {
    const running = { index: 7, nextBlock: 1360, period: 360 };
    expect(epochSpan(running, 7)).toEqual({ firstBlock: 1000, lastBlock: 1359 });
    expect(epochSpan(running, 8)).toEqual({ firstBlock: 1360, lastBlock: 1719 });
    expect(epochSpan(running, 5)).toEqual({ firstBlock: 280, lastBlock: 639 });
    const anyEpoch = fc.record({ block: fc.nat(10_000_000), netuid: fc.nat(200), tempo: fc.nat(1000) });
    fc.assert(
      fc.property(anyEpoch, fc.integer({ min: -3, max: 3 }), ({ block, netuid, tempo }, distance) => {
        const { index, nextBlock, period } = legacyEpoch(block, netuid, tempo);
        const wanted = Number(index) + distance;
        const { firstBlock, lastBlock } = epochSpan(
          { index: Number(index), nextBlock: nextBlock!, period },
          wanted,
        );
        for (const inside of [firstBlock, lastBlock])
          expect(Math.floor((inside + netuid + 1) / (tempo + 1))).toBe(wanted);
        expect(lastBlock - firstBlock).toBe(tempo);
      }),
    );
  });
});
