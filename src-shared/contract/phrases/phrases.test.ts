import { describe, expect, test } from "vitest";
import { describeError, inWords, sentenceOf } from "../words.ts";
import { de } from "./de/index.ts";
import { en } from "./en/index.ts";
import { keptText, type Phrase, saidIn } from "./index.ts";

type Wording = (details: unknown, say: (said: unknown) => string) => string;

/** Passes for a number, a text and a file that was imported. */
const anything = Object.assign(new Number(7), { name: "n", rows: 7, bad: 7 });

/** What a wording asks for; whatever it is, it is given something that passes for a text, a number and a list. */
function detailsOf(wording: Wording): string[] {
  const asked = new Set<string>();
  const get = (_: object, name: string | symbol): unknown => {
    asked.add(String(name));
    return [anything];
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
    const phrase: Phrase = { phrase: "lineUnread", reason: { phrase: "notUtf8" } };
    expect(inWords(phrase, "de")).toBe("Der Eintrag enthält Bytes, die kein UTF-8 sind.");
    expect(describeError("Busy", { what: { phrase: "checkingAllRows" } }, "de").sentence).toBe(
      "Eine größere Änderung läuft noch: alle Zeilen prüfen.",
    );
    const failure = { code: "RowGone", details: {} };
    expect(inWords({ phrase: "troubleWith", name: "a.csv", why: sentenceOf(failure) }, "de")).toBe(
      "a.csv: Diese Zeile ist nicht mehr da.",
    );
  });

  test("are kept as texts and come back", () => {
    const phrase: Phrase = { phrase: "keysUnread", keys: ["a", '"b"'] };
    expect(saidIn(keptText(phrase))).toEqual(phrase);
  });

  test("what an older version kept stays as it is, and what a newer one says is called by its name", () => {
    expect(inWords(saidIn("Edit row 3"), "de")).toBe("Edit row 3");
    expect(inWords(saidIn('{"phrase":"neverHeardOf"}'), "de")).toBe("neverHeardOf");
    expect(inWords(saidIn('{"phrase":"keysUnread"}'), "de")).toBe("keysUnread");
    expect(inWords(saidIn('{"phrase":"constructor"}'), "de")).toBe("constructor");
    expect(inWords(saidIn('{"phrase":7}'), "de")).toBe('{"phrase":7}');
  });
});
