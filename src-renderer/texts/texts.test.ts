import { afterEach, describe, expect, test, vi } from "vitest";
import { bytes, count, fixed, percent, when } from "../ui/format.ts";
import { languageName } from "../ui/language.ts";
import { de } from "./de/index.ts";
import { en } from "./en/index.ts";
import { say, speak } from "./index.ts";

type Texts = { readonly [key: string]: string | Texts };

/** Words that are the same in both languages: names, the field's own words, and forms without words. */
const SAME: ReadonlySet<string> = new Set([
  "Alpaca (instruction, output)",
  "Alpaca",
  "Alt ↑",
  "Alt ↓",
  "Assistant",
  "Chat",
  "Commitment",
  "Hotkey",
  "Import",
  "JSON",
  "Loss",
  "Markdown",
  "Miner",
  "Null",
  "Problem",
  "Revision",
  "ShareGPT (from, value)",
  "ShareGPT",
  "Status",
  "System",
  "Text",
  "Token",
  "Tokens",
  "Training",
  "UID {{uid}}",
  "UID {{uid}}, {{name}}",
  "User",
  "null",
  "{{before}} → {{after}}",
  "{{began}}, {{seconds}} s",
  "{{places}} in {{rows}}",
  "{{rows}}, {{time}}",
  "{{tool}} ({{hint}})",
]);

const german = new Map(textsOf(de));
const pairs = textsOf(en).map(([key, text]) => ({ key, text, translation: german.get(key) ?? "" }));

function textsOf(texts: Texts, within = ""): [key: string, text: string][] {
  return Object.entries(texts).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[`${within}${key}`, value]] : textsOf(value, `${within}${key}.`),
  );
}

const namesIn = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{\{\s*(\w+)/g)].map(([, name]) => name ?? ""))].sort();
const elementsIn = (text: string): string[] => [...text.matchAll(/<\/?\w+>/g)].map(([tag]) => tag).sort();

describe("the German texts", () => {
  test("are those that there are in English", () => {
    expect([...german.keys()].sort()).toEqual(pairs.map(({ key }) => key).sort());
  });

  test("are never empty", () => {
    expect(pairs.filter(({ translation }) => translation.trim() === "")).toEqual([]);
  });

  test("are filled in with what the English ones are", () => {
    const filledIn = (text: string): string[] => [...namesIn(text), ...elementsIn(text)];
    const inGerman = pairs.map(({ key, translation }) => [key, ...filledIn(translation)]);
    expect(inGerman).toEqual(pairs.map(({ key, text }) => [key, ...filledIn(text)]));
  });

  test("differ from the English ones", () => {
    const same = pairs.filter(({ text, translation }) => text === translation && !SAME.has(text));
    expect(same.map(({ key, text }) => `${key}: ${text}`)).toEqual([]);
  });

  test("are not excused where they differ", () => {
    const needed = new Set(
      pairs.filter(({ text, translation }) => text === translation).map(({ text }) => text),
    );
    expect([...SAME].filter((text) => !needed.has(text))).toEqual([]);
  });
});

describe("the language that is shown", () => {
  const page = { documentElement: { lang: "" } };
  const speakOn = (languages: readonly string[], language: Parameters<typeof speak>[0]): void => {
    vi.stubGlobal("document", page);
    vi.stubGlobal("navigator", { languages });
    speak(language);
  };
  afterEach(() => {
    speakOn([], "en");
    vi.unstubAllGlobals();
  });

  test.each([
    [["de-AT", "en"], "system", "de"],
    [["fr-FR", "de"], "system", "de"],
    [["fr-FR"], "system", "en"],
    [["de-DE"], "en", "en"],
    [["en-US"], "de", "de"],
  ] as const)("is, where the system's are %j and the choice is %j, %j", (languages, choice, shown) => {
    speakOn(languages, choice);
    expect(page.documentElement.lang).toBe(shown);
    expect(say("common.cancel")).toBe(shown === "de" ? de.common.cancel : en.common.cancel);
  });

  test("is that of numbers, dates and names of languages", () => {
    const written = (): string[] => [
      say("common.rows", { count: 1 }),
      say("common.rows", { count: 12_345 }),
      count(12_345),
      fixed(0.8, 2),
      percent(0.299),
      bytes(1_234_567),
      when("2026-03-01T12:00:00"),
      languageName("fr"),
    ];
    expect(written()).toEqual([
      "1 row",
      "12,345 rows",
      "12,345",
      "0.80",
      "29%",
      "1.2 MB",
      "1 Mar 2026, 12:00",
      "French",
    ]);
    speakOn([], "de");
    expect(written()).toEqual([
      "1 Zeile",
      "12.345 Zeilen",
      "12.345",
      "0,80",
      "29\u00a0%",
      "1,2 MB",
      "01.03.2026, 12:00",
      "Französisch",
    ]);
  });

  test("is that of names of panels", () => {
    expect(say("ui.closePanel", { panel: "Row" })).toBe("Close row");
    speakOn([], "de");
    expect(say("ui.closePanel", { panel: "Zeile" })).toBe("Zeile schließen");
  });
});
