import fc from "fast-check";
import { expect, test } from "vitest";
import { fillMask, layOut, neededTokens, packRows, type TokenRow, targetCount } from "./packed-rows.ts";

const row = fc.array(fc.record({ id: fc.nat(50), learn: fc.boolean() }), { minLength: 1, maxLength: 12 }).map(
  (tokens): TokenRow => ({
    ids: Int32Array.from(tokens, ({ id }) => id),
    learn: Uint8Array.from(tokens, ({ learn }, index) => (learn && index > 0 ? 1 : 0)),
  }),
);

test("every target of every row is predicted once, by the token before it, within its own row", () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 12 }), fc.integer({ min: 1, max: 30 }), (rows, packTokens) => {
      const packs = packRows(rows, packTokens);
      const seen = rows.map(() => [] as number[]);
      for (const pack of packs) {
        const layout = layOut(pack);
        expect(layout.ids).toHaveLength(pack.tokens);
        if (pack.rows.length > 1) expect(pack.tokens).toBeLessThanOrEqual(packTokens);
        for (const [index, at] of layout.predictors.entries()) {
          const rowIndex = pack.indexes[layout.rowOfTarget[index] as number] as number;
          const position = layout.positions[at] as number;
          const original = rows[rowIndex] as TokenRow;
          expect(layout.ids[at]).toBe(original.ids[position]);
          expect(layout.targets[index]).toBe(original.ids[position + 1]);
          expect(at - (layout.rowStarts[at] as number)).toBe(position);
          seen[rowIndex]?.push(position + 1);
        }
      }
      for (const [index, original] of rows.entries()) {
        const targets = [...original.learn.keys()].filter((at) => original.learn[at] === 1);
        expect(seen[index]).toEqual(targets);
        expect(targetCount(original)).toBe(targets.length);
        expect(neededTokens(original)).toBe(targets.at(-1) ?? 0);
      }
    }),
  );
});

test("a token sees its own row up to itself, and nothing else", () => {
  const rows: TokenRow[] = [
    { ids: Int32Array.of(1, 2, 3), learn: Uint8Array.of(0, 0, 1) },
    { ids: Int32Array.of(4, 5, 6), learn: Uint8Array.of(0, 1, 1) },
  ];
  const [pack] = packRows(rows, 10);
  if (pack === undefined) throw new Error("nothing was packed");
  const mask = new Float32Array(16);
  fillMask(mask, layOut(pack));
  expect([...mask].map((value) => (value === 0 ? 1 : 0))).toEqual([
    1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1,
  ]);
});
