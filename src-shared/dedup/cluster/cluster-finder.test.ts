import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ClusterFinder, createSigner, findClusters, normaliseRow } from "../index.ts";
import { relatedTexts, trickyText } from "../test-support/arbitraries.ts";

const signer = createSigner();
const threshold = fc.constantFrom(0.05, 0.3, 0.6, 0.8, 0.9, 1);
const anyTexts = fc.oneof(relatedTexts, fc.array(trickyText.map((text) => normaliseRow([text]))));

function addSigned(finder: ClusterFinder, text: string): number {
  const { exactKey, signature } = signer.sign(text);
  return finder.addSigned(exactKey, signature);
}

describe("ClusterFinder", () => {
  it("finds from texts, from signatures and from both what findClusters finds", () => {
    fc.assert(
      fc.property(anyTexts, threshold, fc.func(fc.boolean()), (texts, least, isSigned) => {
        const expected = findClusters(texts, { threshold: least });
        const [plain, signed, mixed] = Array.from(
          { length: 3 },
          () => new ClusterFinder({ threshold: least }),
        );
        texts.forEach((text, row) => {
          expect(plain!.add(text)).toBe(row);
          expect(addSigned(signed!, text)).toBe(row);
          expect(isSigned(row) ? addSigned(mixed!, text) : mixed!.add(text)).toBe(row);
        });
        for (const finder of [plain, signed, mixed]) {
          expect(finder!.clusters((row) => texts[row]!)).toEqual(expected);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("takes more rows after it has answered", () => {
    fc.assert(
      fc.property(relatedTexts, fc.nat(), (texts, cut) => {
        const finder = new ClusterFinder();
        const middle = cut % texts.length;
        for (const text of texts.slice(0, middle)) finder.add(text);
        expect(finder.clusters((row) => texts[row]!)).toEqual(findClusters(texts.slice(0, middle)));
        for (const text of texts.slice(middle)) finder.add(text);
        expect(finder.clusters((row) => texts[row]!)).toEqual(findClusters(texts));
        expect(finder.rows).toBe(texts.length);
      }),
      { numRuns: 100 },
    );
  });

  it("takes signatures from the middle of a larger buffer", () => {
    const { exactKey, signature } = signer.sign("one two three four");
    const larger = new Uint8Array(600);
    larger.set(signature, 13);
    const finder = new ClusterFinder();
    finder.addSigned(exactKey, larger.subarray(13, 13 + signature.length));
    finder.add("one, two, three, four");
    const texts = ["one two three four", "one, two, three, four"];
    expect(finder.clusters((row) => texts[row]!)).toEqual([{ members: [0, 1], kind: "near" }]);
  });

  it("refuses signatures of another size", () => {
    expect(() => new ClusterFinder().addSigned(1, new Uint8Array(511))).toThrow(RangeError);
  });

  it("believes texts more than keys", () => {
    const texts = ["one two", "three four", "one two", "three four"];
    const finder = new ClusterFinder();
    for (const text of texts) finder.addSigned(7, signer.sign(text).signature);
    expect(finder.clusters((row) => texts[row]!)).toEqual([
      { members: [0, 2], kind: "exact" },
      { members: [1, 3], kind: "exact" },
    ]);
  });

  it("asks for no text of a row that has no candidate", () => {
    const finder = new ClusterFinder();
    const texts = Array.from({ length: 3000 }, (_, row) => `a${row} b${row} c${row} d${row}`);
    texts.push(`${texts[5]} e`);
    for (const text of texts) finder.add(text);
    const asked = new Set<number>();
    const textOf = (row: number) => {
      asked.add(row);
      return texts[row]!;
    };
    expect(finder.clusters(textOf)).toEqual(findClusters(texts));
    expect([...asked].every((row) => row === 5 || row === 3000)).toBe(true);
  });
});

describe("progress", () => {
  const texts = Array.from({ length: 3000 }, (_, row) => `a b c d e f g h i j ${row % 1000} ${row % 7}`);
  const finderOfAll = (least: number) => {
    const finder = new ClusterFinder({ threshold: least });
    for (const text of texts) finder.add(text);
    return finder;
  };

  it.each([0.05, 0.8])("begins at nothing, never goes back and ends at the total (threshold %f)", (least) => {
    const reports: [number, number][] = [];
    finderOfAll(least).clusters((row) => texts[row]!, {
      onProgress: (done, total) => reports.push([done, total]),
    });
    const [, total] = reports[0]!;
    expect(reports[0]).toEqual([0, total]);
    expect(reports.at(-1)).toEqual([total, total]);
    expect(reports.every(([, of]) => of === total)).toBe(true);
    expect(reports.every(([done], at) => at === 0 || done >= reports[at - 1]![0])).toBe(true);
  });

  it("is told at least every thousand texts asked for", () => {
    let asked = 0;
    let longest = 0;
    const textOf = (row: number) => {
      longest = Math.max(longest, ++asked);
      return texts[row]!;
    };
    finderOfAll(0.8).clusters(textOf, {
      onProgress: () => {
        asked = 0;
      },
    });
    expect(longest).toBeGreaterThan(0);
    expect(longest).toBeLessThanOrEqual(1200);
  });

  it("ends the work with what it throws, after which the finder answers as before", () => {
    const finder = finderOfAll(0.8);
    const cancelled = new Error("cancelled");
    let reports = 0;
    const cancel = () => {
      if (++reports === 3) throw cancelled;
    };
    expect(() => finder.clusters((row) => texts[row]!, { onProgress: cancel })).toThrow(cancelled);
    expect(finder.clusters((row) => texts[row]!)).toEqual(findClusters(texts));
  });
});
