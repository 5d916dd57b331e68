import fc from "fast-check";
import { expect, test } from "vitest";
import { estimateTokens } from "./tokens.ts";

test("a text counts the same whichever letters stand beside it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary-ascii" }), (ascii) => {
      expect(estimateTokens(`${ascii} é`)).toBe(estimateTokens(ascii) + 1);
    }),
    { numRuns: 500 },
  );
});

test("counts words by length, and digits, signs and line breaks", () => {
  expect(estimateTokens("Hello, world")).toBe(3);
  expect(estimateTokens("internationalisation")).toBe(3);
  expect(estimateTokens("1234")).toBe(4);
  expect(estimateTokens("a\n\n\nb")).toBe(3);
  expect(estimateTokens("你好")).toBe(2);
});
