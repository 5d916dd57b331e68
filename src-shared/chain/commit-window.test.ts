import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { intervalWindow, spaceWindow } from "./commit-window.ts";

describe("space per epoch", () => {
  const epoch = { index: 9n, nextBlock: 500 };
  const facts = { maxSpace: 3100n, epoch, head: 400, sizeBytes: 60 };

  it("lets 31 short commitments through in one epoch, and no more", () => {
    const kinds = Array.from({ length: 33 }, (_, done) => {
      const usage = { lastEpoch: 9n, usedSpace: BigInt(done * 100) };
      return spaceWindow({ ...facts, usage }).kind;
    });
    expect(kinds).toEqual([...Array(31).fill("now"), "wait", "wait"]);
  });

  it("waits for the next epoch's first block", () => {
    const usage = { lastEpoch: 9n, usedSpace: 3100n };
    expect(spaceWindow({ ...facts, usage })).toEqual({
      kind: "wait",
      untilBlock: 500,
      blocksLeft: 100,
      reason: "CooldownSpace",
    });
    expect(spaceWindow({ ...facts, usage, epoch: { index: 10n, nextBlock: 860 } })).toEqual({ kind: "now" });
  });

  it("still waits a block where the next epoch is overdue", () => {
    const usage = { lastEpoch: 9n, usedSpace: 3100n };
    expect(spaceWindow({ ...facts, usage, head: 505 })).toMatchObject({ untilBlock: 506, blocksLeft: 1 });
  });

  it("knows nothing where no epoch will come or it would never fit", () => {
    const usage = { lastEpoch: 9n, usedSpace: 3100n };
    expect(spaceWindow({ ...facts, usage, epoch: null }).kind).toBe("unknown");
    expect(spaceWindow({ ...facts, usage, epoch: { index: 9n, nextBlock: null } }).kind).toBe("unknown");
    expect(spaceWindow({ ...facts, usage: null, sizeBytes: 4000 }).kind).toBe("unknown");
    expect(spaceWindow({ ...facts, usage: null }).kind).toBe("now");
  });

  it("takes a block exactly where the runtime's own check would", () => {
    const numbers = fc.record({
      used: fc.nat(4000),
      size: fc.nat(600),
      lastEpoch: fc.nat(3),
      index: fc.nat(3),
    });
    fc.assert(
      fc.property(numbers, ({ used, size, lastEpoch, index }) => {
        const usedNow = lastEpoch === index ? used : 0;
        const isTaken = usedNow + Math.max(100, size) <= 3100;
        const window = spaceWindow({
          usage: { lastEpoch: BigInt(lastEpoch), usedSpace: BigInt(used) },
          maxSpace: 3100n,
          epoch: { index: BigInt(index), nextBlock: 1000 },
          head: 10,
          sizeBytes: size,
        });
        expect(window.kind === "now").toBe(isTaken);
      }),
    );
  });
});

describe("one per interval", () => {
  it("can be taken in the block that is a whole interval later", () => {
    const facts = { lastBlock: 1000, intervalBlocks: 100 };
    expect(intervalWindow({ ...facts, head: 1001 })).toEqual({
      kind: "wait",
      untilBlock: 1100,
      blocksLeft: 99,
      reason: "CooldownInterval",
    });
    expect(intervalWindow({ ...facts, head: 1098 }).kind).toBe("wait");
    expect(intervalWindow({ ...facts, head: 1099 }).kind).toBe("now");
  });
});
