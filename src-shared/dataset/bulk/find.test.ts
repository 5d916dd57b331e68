import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { finderFor } from "./find.ts";

const finder = (text: string, options: Partial<Parameters<typeof finderFor>[0]> = {}) => {
  const made = finderFor({ text, isRegex: false, matchCase: true, wholeWord: false, ...options });
  if (!made.ok) throw made.error;
  return made.value;
};

describe("a text", () => {
  test("is found as often as splitting by it says, whatever it holds, and replaced there", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", ".", "*", "$1", "(", "é", "😀"), minLength: 1 });
    fc.assert(
      fc.property(text, fc.array(text), text, (wanted, pieces, replacement) => {
        const within = pieces.join(wanted);
        const parts = within.split(wanted);
        expect(finder(wanted).count(within)).toBe(parts.length - 1);
        expect(finder(wanted).replace(within, replacement)).toBe(parts.join(replacement));
      }),
    );
  });

  test("is found as a whole word in any script, and in any case where that is wanted", () => {
    expect(finder("tea", { wholeWord: true }).count("tea teapot (tea) steam tea.")).toBe(3);
    expect(finder("чай", { wholeWord: true }).count("чай чайник")).toBe(1);
    expect(finder("TEA", { matchCase: false }).count("Tea tEa")).toBe(2);
  });
});

describe("a regular expression", () => {
  test("fills in its groups and a dollar sign", () => {
    const swapped = finder("(\\w+) (\\w+)", { isRegex: true }).replace("one two, three four", "$2 $1 $$1 $9");
    expect(swapped).toBe("two one $1 $9, four three $1 $9");
  });

  test("finds nothing twice and ends where it matches the empty text", () => {
    expect(finder("a*", { isRegex: true }).replace("baac", "-")).toBe("-b--c-");
    expect(finder("^", { isRegex: true }).count("a\nb\nc")).toBe(3);
  });

  test("takes no longer for being wicked", () => {
    const wicked = finder("(a+)+$", { isRegex: true });
    expect(wicked.count(`${"a".repeat(5_000)}b`)).toBe(0);
  });

  test.each(["(", "[", "a{2,1}", "(?=a)", "\\1"])("that cannot be used is said to be: %s", (text) => {
    const made = finderFor({ text, isRegex: true, matchCase: true, wholeWord: false });
    expect(made.ok ? null : made.error.code).toBe("PatternInvalid");
  });
});
