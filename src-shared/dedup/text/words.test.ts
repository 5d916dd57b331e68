import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSigner, jaccard, normaliseRow, shingleSet } from "../index.ts";
import { trickyText } from "../test-support/arbitraries.ts";
import {
  referenceJaccard,
  referenceShingles,
  referenceText,
  referenceWords,
} from "../test-support/reference.ts";

const signer = createSigner();
const words = (...turns: string[]) => referenceWords(normaliseRow(turns));

/** Whether a shingle keeps its words outside its text: a conjunct's second consonant, for one, would not. */
const standsAlone = (shingle: string) => referenceWords(` ${shingle}`).join(" ") === shingle;

describe("words", () => {
  it.each([
    ["latin runs with digits", "Don't stop, it's 48/2=24!", ["don", "t", "stop", "it", "s", "48", "2", "24"]],
    [
      "Han one by one, digits between them as a run",
      "2024年3月abc漢",
      ["2024", "年", "3", "月", "abc", "漢"],
    ],
    ["kana with their marks, wide and half-width", "がｶﾞ", ["が", "ｶﾞ"]],
    ["the long-vowel sign as a run", "ラーメン", ["ラ", "ー", "メ", "ン"]],
    ["Thai vowels with their consonant", "ที่กำ๓", ["ที่", "กำ", "๓"]],
    ["Khmer subscripts with their consonant", "ខ្មែរ", ["ខ្មែ", "រ"]],
    ["a Thai mark on a Latin letter in the run", "a\u0e31b", ["a\u0e31b"]],
    ["emoji as separators, but for their marks", "so👍🏽cool ❤️", ["so", "cool", "\ufe0f"]],
    ["lone surrogates as separators", "a\ud800b", ["a", "b"]],
    ["full Unicode lower case", "İstanbul STRASSE ẞ ΟΔΟΣ", ["i\u0307stanbul", "strasse", "ß", "οδος"]],
    ["composed and decomposed alike", "e\u0301té", ["été"]],
  ])("takes %s", (_, text, expected) => {
    expect(words(text)).toEqual(expected);
    expect(signer.sign(normaliseRow([text])).wordCount).toBe(expected.length);
  });

  it("counts words and hashes shingles as the reference does", () => {
    fc.assert(
      fc.property(trickyText, (raw) => {
        const text = normaliseRow([raw]);
        const shingles = [...referenceShingles(text)];
        const hashes = shingleSet(text);
        expect(signer.sign(text).wordCount).toBe(referenceWords(text).length);
        expect(hashes).toHaveLength(shingles.length);
        for (const shingle of shingles.filter(standsAlone))
          expect(hashes).toContain(shingleSet(` ${shingle}`)[0]);
      }),
      { numRuns: 3000 },
    );
  });

  it("knows a surrogate pair after its halves have been met alone", () => {
    const lettersBeyondTheBasicPlane = "\u{10080}";
    expect(signer.sign("\ud800 \udc80").wordCount).toBe(0);
    expect(signer.sign(lettersBeyondTheBasicPlane).wordCount).toBe(1);
  });

  it("finds the Jaccard similarity of the reference", () => {
    fc.assert(
      fc.property(trickyText, trickyText, trickyText, (a, b, c) => {
        const left = normaliseRow([a, b]);
        const right = normaliseRow([a, c]);
        expect(jaccard(shingleSet(left), shingleSet(right))).toBe(
          referenceJaccard(referenceShingles(left), referenceShingles(right)),
        );
      }),
      { numRuns: 1000 },
    );
  });
});

describe("normalised text", () => {
  it("joins turns by one space before anything else is looked at", () => {
    fc.assert(
      fc.property(fc.array(trickyText, { maxLength: 4 }), (turns) => {
        expect(normaliseRow(turns)).toBe(referenceText(turns));
        expect(normaliseRow(turns)).toBe(turns.map((turn) => normaliseRow([turn])).join(" "));
      }),
    );
  });

  it("lets shingles cross turns", () => {
    expect(shingleSet(normaliseRow(["one two", "three"]))).toEqual(shingleSet("one two three"));
  });
});
