import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inWords } from "../../contract/index.ts";
import { worded } from "../../contract/test-support/worded.ts";
import {
  type JsonNode,
  JsonNumber,
  MAX_JSON_DEPTH,
  parseJson,
  parseJsonDetailed,
  rowIdentity,
  writeJson,
} from "../index.ts";

const node = (text: string): JsonNode => {
  const parsed = parseJson(text);
  if (!parsed.ok) throw new Error(inWords(parsed.error.reason));
  return parsed.value;
};

describe("parseJson", () => {
  test("agrees with JSON.parse on everything JSON.stringify writes", () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 5, stringUnit: "binary" }),
        fc.constantFrom(undefined, 1, "\t"),
        (value, indent) => {
          const text = JSON.stringify(value, null, indent);
          expect(JSON.parse(writeJson(node(text)))).toEqual(JSON.parse(text));
        },
      ),
    );
  });

  test("refuses what JSON.parse refuses and takes what it takes", () => {
    const soup = fc.array(fc.constantFrom(...'{}[],:"\\/bu0 19-+.eE\n\ttruefalsn\u0001'), { maxLength: 12 });
    fc.assert(
      fc.property(soup, (parts) => {
        const text = parts.join("");
        let expected = true;
        try {
          JSON.parse(text);
        } catch {
          expected = false;
        }
        expect(parseJson(text).ok).toBe(expected);
      }),
      { numRuns: 3000 },
    );
  });

  test.each(["1", "1.0", "1e0", "-0", "123456789012345678901234567890", "1.10", "1E+2", "0.1000"])(
    "keeps the spelling of %s",
    (lexeme) => {
      expect(writeJson(node(`{"n":${lexeme}}`))).toBe(`{"n":${lexeme}}`);
      expect(node(lexeme)).toEqual(new JsonNumber(lexeme));
    },
  );

  test("keeps key order, even of numbers and of __proto__", () => {
    const text = '{"b":1,"2":2,"1":3,"__proto__":4,"a":5}';
    expect(writeJson(node(text))).toBe(text);
  });

  test("takes the last of duplicate keys and names them", () => {
    const parsed = parseJsonDetailed('{"a":1,"b":2,"a":3}');
    expect(parsed.ok && { text: writeJson(parsed.value.node), keys: parsed.value.duplicateKeys }).toEqual({
      text: '{"a":3,"b":2}',
      keys: ["a"],
    });
  });

  test("keeps lone surrogates through a round trip", () => {
    expect(writeJson(node('"\\ud83d x \\ude00"'))).toBe('"\\ud83d x \\ude00"');
  });

  test.each([
    ['{"a":1,}', 1, 8, "comma"],
    ['{"a":\n  tru}', 2, 3, "no JSON value"],
    ['["\u0001"]', 1, 3, "control character"],
    ["\ufeff{}", 1, 1, "byte order mark"],
    ["[1] 2", 1, 5, "more after the end"],
    ["", 1, 1, "ends"],
    ['"abc', 1, 1, "no closing quote"],
    ["01", 1, 2, "no JSON value"],
    ["NaN", 1, 1, "no JSON value"],
  ])("says where %j goes wrong", (text, line, column, reason) => {
    const parsed = parseJson(text);
    expect(parsed.ok ? null : worded(parsed.error)).toMatchObject({
      line,
      column,
      reason: expect.stringContaining(reason),
    });
  });

  test("refuses nesting that would endanger the stack, and takes the deepest allowed", () => {
    const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);
    expect(parseJson(nested(MAX_JSON_DEPTH)).ok).toBe(true);
    expect(parseJson(nested(MAX_JSON_DEPTH + 1)).ok).toBe(false);
    expect(parseJson("[".repeat(1_000_000)).ok).toBe(false);
  });
});

describe("rowIdentity", () => {
  test.each([
    ['{"a":1,"b":2}', '{"b":2,"a":1}'],
    ["1.0", "1.00"],
    ["1.0", "10e-1"],
    ["-0", "0"],
    ['"\\u0041"', '"A"'],
    ['{"a":1,"a":2}', '{"a":2}'],
  ])("%s is %s", (a, b) => {
    expect(rowIdentity(node(a))).toBe(rowIdentity(node(b)));
  });

  test.each([
    ["1", "1.0"],
    ["1", "true"],
    ["1", '"1"'],
    ["9007199254740993", "9007199254740992"],
    ["-0.0", "0.0"],
    ["[1,2]", "[2,1]"],
    ["null", "{}"],
    ["[]", "{}"],
  ])("%s is not %s", (a, b) => {
    expect(rowIdentity(node(a))).not.toBe(rowIdentity(node(b)));
  });
});
