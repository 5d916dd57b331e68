import { describe, expect, test } from "vitest";
import { de } from "./de/index.ts";
import { en } from "./en/index.ts";
import { inWords, keptText, type Phrase, saidIn } from "./index.ts";

type Wording = (details: unknown, say: (said: unknown) => string) => string;

/** What a wording asks for; whatever it is, it is given something that passes for a text, a number and a list. */
function detailsOf(wording: Wording): string[] {
  const asked = new Set<string>();
  const get = (_: object, name: string | symbol): unknown => {
    asked.add(String(name));
    return [7];
  };
  wording(new Proxy({}, { get }), String);
  return [...asked].sort();
}

describe("the phrases", () => {
  const names = Object.keys(en) as (keyof typeof en)[];

  test.each(names)("%s speaks of the same details in German", (name) => {
    expect(detailsOf(de[name] as Wording)).toEqual(detailsOf(en[name] as Wording));
  });

  test("are put into the language that is asked for", () => {
    const phrase: Phrase = { phrase: "whiteSpaceAround", turn: 2 };
    expect(inWords(phrase)).toBe("Turn 2 has white space before or after its text.");
    expect(inWords(phrase, "de")).toBe("Beitrag 2 hat Leerraum vor oder nach dem Text.");
    expect(inWords({ phrase: "onlyFirstRowsCount", rows: 1_000 }, "de")).toContain("1.000");
  });

  test("may stand within each other", () => {
    expect(inWords({ phrase: "lineUnread", reason: { phrase: "systemNull" } }, "de")).toBe(
      "System ist null..",
    );
  });

  test("are kept as texts and come back", () => {
    const phrase: Phrase = { phrase: "keysUnread", keys: ["a", '"b"'] };
    expect(saidIn(keptText(phrase))).toEqual(phrase);
  });

  test("what an older version kept stays as it is, and what a newer one says is called by its name", () => {
    expect(inWords(saidIn("Edit row 3"), "de")).toBe("Edit row 3");
    expect(inWords(saidIn('{"phrase":"neverHeardOf"}'), "de")).toBe("neverHeardOf");
    expect(inWords(saidIn('{"phrase":7}'), "de")).toBe('{"phrase":7}');
  });
});
