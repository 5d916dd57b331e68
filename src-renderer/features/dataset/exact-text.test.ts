import fc from "fast-check";
import { expect, test } from "vitest";
import { piecesOf } from "./exact-text.ts";

test("every character of a text is in one of its pieces, in order", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      let at = 0;
      for (const piece of piecesOf(text)) {
        expect(piece.at).toBe(at);
        if (piece.kind === "text") {
          expect(text.slice(at, at + piece.shown.length)).toBe(piece.shown);
          at += piece.shown.length;
        } else at = piecesOf(text).find((next) => next.at > piece.at)?.at ?? text.length;
      }
      expect(at).toBe(text.length);
    }),
  );
});

test("what is easily overlooked is shown", () => {
  expect(piecesOf(" a<|im_end|>\u200b\n ").map(({ shown, kind }) => `${kind} ${shown}`)).toEqual([
    "mark ·",
    "text a",
    "token <|im_end|>",
    "mark [ZWSP]",
    "mark ¶\n",
    "mark ·",
  ]);
});
