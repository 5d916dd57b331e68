import fc from "fast-check";
import { expect, test } from "vitest";
import { formatBlock, parseBlock } from "./block-text.ts";

const cell = fc.string({ unit: fc.constantFrom("a", '"', "\t", "\n", "\r\n", " ", "é", "😀", ",") });

test("a block comes back as it was, whatever its cells hold", () => {
  const blocks = fc
    .tuple(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.array(cell, { minLength: 4, maxLength: 4 }), { minLength: 1 }),
    )
    .map(([columns, rows]) => rows.map((cells) => cells.slice(0, columns)))
    // One empty cell at the end cannot be told from the line end that some programs put there.
    .filter((rows) => rows.at(-1)?.join("") !== "" || (rows.at(-1)?.length ?? 0) > 1);
  fc.assert(fc.property(blocks, (rows) => void expect(parseBlock(formatBlock(rows))).toEqual(rows)));
});

test.each([
  [
    "what Excel copies",
    'a\t"b\nc"\r\nd\te\r\n',
    [
      ["a", "b\nc"],
      ["d", "e"],
    ],
  ],
  ["quotes within a text", 'say "hi"\tx', [['say "hi"', "x"]]],
  ["a quote that does not end", '"open\tx\ny', [['"open', "x"], ["y"]]],
  ["quotes around a part only", '"a" b', [['"a" b']]],
  ["one word", "word", [["word"]]],
  ["nothing", "", [[""]]],
])("reads %s", (_, text, rows) => {
  expect(parseBlock(text)).toEqual(rows);
});
