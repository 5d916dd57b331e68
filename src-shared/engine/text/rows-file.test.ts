import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeRows, encodeRows, hashOfRows } from "./rows-file.ts";

const row = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 2 ** 31 - 1 }), fc.boolean()), { maxLength: 20 })
  .map((tokens) => ({
    ids: Int32Array.from(tokens.map(([id]) => id)),
    learn: Uint8Array.from(tokens.map(([, learn]) => Number(learn))),
  }));
const rows = fc.array(row, { maxLength: 8 });

test("rows come back as they were, from wherever their bytes lie", () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 0, max: 7 }), (some, offset) => {
      const bytes = encodeRows(some);
      const moved = new Uint8Array(offset + bytes.length);
      moved.set(bytes, offset);
      expect(decodeRows(moved.subarray(offset))).toEqual(some);
    }),
  );
});

test("bytes that were cut off or grew are no rows", () => {
  fc.assert(
    fc.property(rows, fc.nat(), (some, at) => {
      const bytes = encodeRows(some);
      expect(decodeRows(bytes.subarray(0, at % bytes.length))).toBeNull();
      expect(decodeRows(new Uint8Array([...bytes, 0]))).toBeNull();
    }),
  );
});

test("equal rows have equal hashes, others don't", () => {
  fc.assert(
    fc.property(rows, rows, (a, b) => {
      const isEqual = JSON.stringify(a) === JSON.stringify(b);
      expect(hashOfRows(encodeRows(a)) === hashOfRows(encodeRows(b))).toBe(isEqual);
    }),
  );
});
