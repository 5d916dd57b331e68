import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chooseRows, holdOut, keyOfRows, type PlacedRow } from "./choose-rows.ts";
import { difference, mostChanged } from "./interpret.ts";

const rows = fc
  .uniqueArray(fc.string({ maxLength: 6 }), { maxLength: 40 })
  .map((texts): PlacedRow[] => texts.map((json, index) => ({ index, json })));

describe("the rows that are looked at", () => {
  test("are as many as were asked for, in their order", () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 50 }), (all, limit) => {
        const chosen = chooseRows(all, limit);
        expect(chosen).toHaveLength(Math.min(limit, all.length));
        expect(chosen).toEqual(all.filter((row) => chosen.includes(row)));
        expect(chooseRows(all, null)).toEqual(all);
      }),
    );
  });

  test("stay the same where another row is changed", () => {
    fc.assert(
      fc.property(rows, fc.nat(), fc.integer({ min: 1, max: 20 }), (all, at, limit) => {
        fc.pre(all.length > 0);
        const changed = all.map((row, index) =>
          index === at % all.length ? { ...row, json: `${row.json} changed` } : row,
        );
        const before = new Set(chooseRows(all, limit).map(({ index }) => index));
        const after = new Set(chooseRows(changed, limit).map(({ index }) => index));
        expect(after.difference(before).size).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("are never measured on, when a share is held out", () => {
    fc.assert(
      fc.property(rows, fc.double({ min: 0, max: 1, noNaN: true }), (all, share) => {
        const { kept, heldOut } = holdOut(all, share);
        expect([...kept, ...heldOut].sort((a, b) => a.index - b.index)).toEqual(all);
        if (all.length > 1) {
          expect(heldOut.length).toBeGreaterThan(0);
          expect(kept.length).toBeGreaterThan(0);
        }
      }),
    );
  });

  test("have a key that tells order and content", () => {
    const [a, b] = [
      { index: 0, json: "a" },
      { index: 1, json: "b" },
    ];
    expect(keyOfRows([a, b])).toBe(keyOfRows([a, { ...b, index: 7 }]));
    expect(keyOfRows([a, b])).not.toBe(keyOfRows([b, a]));
  });
});

const losses = fc.array(fc.option(fc.double({ min: 0, max: 10, noNaN: true })), {
  minLength: 1,
  maxLength: 60,
});

describe("a difference of losses", () => {
  test("lies within its range, and turns round with the two", () => {
    fc.assert(
      fc.property(losses, (ours) => {
        const theirs = ours.map((loss, index) => loss && loss + Math.sin(index));
        const one = difference(ours, theirs);
        expect(one === null).toBe(ours.every((loss) => loss === null));
        if (one === null) return;
        const { mean, low, high } = one.interval;
        expect(low).toBeLessThanOrEqual(mean + 1e-9);
        expect(high).toBeGreaterThanOrEqual(mean - 1e-9);
        expect(difference(theirs, ours)?.interval.mean).toBeCloseTo(-mean, 9);
      }),
    );
  });

  test("is a verdict only where chance is ruled out", () => {
    const before = Array.from({ length: 40 }, (_, index) => 3 + Math.sin(index));
    const verdict = (change: (index: number) => number) =>
      difference(
        before.map((loss, index) => loss + change(index)),
        before,
      )?.verdict;
    expect(verdict(() => -0.1)).toBe("better");
    expect(verdict(() => 0.1)).toBe("worse");
    expect(verdict((index) => (index % 2 === 0 ? 0.5 : -0.5))).toBe("same");
    expect(verdict(() => 0)).toBe("same");
  });

  test("counts rows that have a loss in both alone", () => {
    expect(difference([null, 2], [1, null])).toBeNull();
    expect(difference([null, 2], [1, 3])?.interval.mean).toBe(-1);
  });
});

test("the rows that changed most are named, best and worst first", () => {
  const outcome = {
    baseLoss: 0,
    loss: 0,
    seedLosses: [],
    rowsBefore: [1, 1, 1, null, 1],
    rowsAfter: [2, 0, 1, 1, 0.5],
  };
  const { better, worse } = mostChanged(outcome, 2);
  expect(better.map(({ row }) => row)).toEqual([1, 4]);
  expect(worse.map(({ row }) => row)).toEqual([0]);
});
