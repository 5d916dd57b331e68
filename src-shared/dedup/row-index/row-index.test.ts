import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NO_KEY, RowIndex } from "./row-index.ts";

const COLUMNS = 3;
const key = fc.oneof(fc.nat(4), fc.constant(NO_KEY), fc.constant(0xfffffffe));
const rows = fc.array(fc.tuple(key, key, key), { maxLength: 40 });

describe("an index of rows by keys", () => {
  test("finds what shares a key, before and after it is settled, and settled in parts", () => {
    fc.assert(
      fc.property(rows, fc.array(fc.nat(40)), fc.tuple(key, key, key), (all, settledAt, wanted) => {
        const index = new RowIndex(COLUMNS);
        all.forEach((keys, row) => {
          index.add(row, Uint32Array.from(keys));
          if (settledAt.includes(row)) for (const _ of index.settle());
        });
        const expected = all.flatMap((keys, row) =>
          keys.some((own, column) => own !== NO_KEY && own === wanted[column]) ? [row] : [],
        );
        const found = index.candidates(Uint32Array.from(wanted));
        expect([...found].sort((a, b) => a - b)).toEqual(expected);
      }),
    );
  });

  test("groups the rows that share a key, each row once", () => {
    fc.assert(
      fc.property(rows, (all) => {
        const index = new RowIndex(COLUMNS);
        all.forEach((keys, row) => {
          index.add(row, Uint32Array.from(keys));
          if (row % 7 === 0) index.add(row, Uint32Array.from(keys));
        });
        for (const _ of index.settle());
        for (let column = 0; column < COLUMNS; column++) {
          const byKey = Map.groupBy(all.keys(), (row) => all[row]?.[column]);
          byKey.delete(NO_KEY);
          const expected = [...byKey.values()].filter((group) => group.length > 1);
          expect(new Set([...index.groups(column)].map(String))).toEqual(new Set(expected.map(String)));
        }
      }),
    );
  });

  test("refuses a row with other columns", () => {
    expect(() => new RowIndex(2).add(1, new Uint32Array(3))).toThrow(RangeError);
  });
});
