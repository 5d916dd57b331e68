import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bandingFor,
  bandKeys,
  collisionProbability,
  createSigner,
  estimateJaccard,
  INDEX_BANDING,
  MISS_BOUND,
  SIGNATURE_BYTES,
  SIGNATURE_SIZE,
} from "../index.ts";
import { seededIntegers, trickyText } from "../test-support/arbitraries.ts";
import { referenceJaccard, referenceShingles } from "../test-support/reference.ts";

const signer = createSigner();

/** Two texts that share their first words, and their Jaccard similarity by the reference. */
function pairOfTexts(random: (limit: number) => number, shared: number, own: number) {
  const draw = (count: number) => Array.from({ length: count }, () => random(1e9).toString(36));
  const common = draw(shared);
  const [a, b] = [[...common, ...draw(own)].join(" "), [...common, ...draw(own)].join(" ")];
  return { a, b, similarity: referenceJaccard(referenceShingles(a), referenceShingles(b)) };
}

describe("signatures", () => {
  it.each([
    [200, 100],
    [200, 43],
    [200, 25],
    [200, 11],
    [40, 5],
  ])(
    "estimate Jaccard without bias and with the error of theory (%i shared words, %i own)",
    (shared, own) => {
      const random = seededIntegers(shared * 1000 + own);
      const pairs = Array.from({ length: 500 }, () => pairOfTexts(random, shared, own));
      const errors = pairs.map(
        ({ a, b, similarity }) =>
          estimateJaccard(signer.sign(a).signature, signer.sign(b).signature) - similarity,
      );
      const similarity = pairs[0]!.similarity;
      const theory = Math.sqrt((similarity * (1 - similarity)) / SIGNATURE_SIZE);
      const bias = errors.reduce((sum, error) => sum + error, 0) / errors.length;
      const spread = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
      expect(Math.abs(bias)).toBeLessThan((4 * theory) / Math.sqrt(errors.length));
      expect(spread / theory).toBeGreaterThan(0.85);
      expect(spread / theory).toBeLessThan(1.15);
    },
  );

  it("make candidates as often as the collision curve says", () => {
    const random = seededIntegers(77);
    const pairs = Array.from({ length: 1500 }, () => pairOfTexts(random, 60, 30));
    const met = pairs.filter(({ a, b }) => {
      const keys = new Set(signer.sign(a).bandKeys);
      return signer.sign(b).bandKeys.some((key) => keys.has(key));
    }).length;
    const expected = collisionProbability(pairs[0]!.similarity, INDEX_BANDING);
    const deviation = Math.sqrt((expected * (1 - expected)) / pairs.length);
    expect(Math.abs(met / pairs.length - expected)).toBeLessThan(4 * deviation);
  });

  it("are 512 bytes, equal for equal texts, and do not depend on what was signed before", () => {
    fc.assert(
      fc.property(trickyText, trickyText, (text, other) => {
        const first = signer.sign(text);
        signer.sign(other.repeat(40));
        expect(signer.sign(text)).toEqual(first);
        expect(createSigner().sign(text)).toEqual(first);
        expect(first.signature).toHaveLength(SIGNATURE_BYTES);
      }),
    );
  });

  it("follow rows longer than any before", () => {
    const long = Array.from({ length: 100_000 }, (_, i) => `word${i}`).join(" ");
    const fresh = createSigner();
    const short = fresh.sign("one two three");
    expect(fresh.sign(long)).toEqual(createSigner().sign(long));
    expect(fresh.sign(long).wordCount).toBe(100_000);
    expect(fresh.sign("one two three")).toEqual(short);
  });

  it("stay what they are, as they are kept on disk", () => {
    const {
      bandKeys: keys,
      exactKey,
      signature,
    } = signer.sign("the quick brown fox jumps over the lazy dog");
    expect({
      keys: keys.slice(0, 2),
      exactKey,
      signature: [...signature.slice(0, 8)],
    }).toMatchInlineSnapshot(`
      {
        "exactKey": 8081390062050253,
        "keys": [
          16617287520260,
          105180654666384,
        ],
        "signature": [
          39,
          85,
          133,
          8,
          145,
          5,
          104,
          41,
        ],
      }
    `);
  });

  it("have no band keys under three words", () => {
    expect(signer.sign("only two").bandKeys).toEqual([]);
    expect(signer.sign("now there are five words").bandKeys).toHaveLength(25);
  });

  it("have band keys that SQLite and JavaScript both hold exactly, distinct between bands", () => {
    fc.assert(
      fc.property(fc.uint32Array({ minLength: SIGNATURE_SIZE, maxLength: SIGNATURE_SIZE }), (values) => {
        const keys = bandKeys(values);
        expect(keys.every((key) => Number.isSafeInteger(key) && key >= 0)).toBe(true);
        expect(new Set(keys.map((key) => Math.floor(key / 2 ** 46))).size).toBe(INDEX_BANDING.bands);
        expect(bandKeys(new Uint8Array(values.slice().buffer))).toEqual(keys);
      }),
    );
  });

  it("have equal keys exactly for the bands that agree", () => {
    const index = fc.nat({ max: SIGNATURE_SIZE - 1 });
    fc.assert(
      fc.property(
        fc.uint32Array({ minLength: 128, maxLength: 128 }),
        fc.uniqueArray(index),
        (values, changed) => {
          const other = values.slice();
          for (const at of changed) other[at]! ^= 1 << (at % 32);
          const otherKeys = bandKeys(other);
          bandKeys(values).forEach((key, band) => {
            const touched = changed.some((at) => Math.floor(at / INDEX_BANDING.rows) === band);
            expect(otherKeys[band] === key).toBe(!touched);
          });
        },
      ),
    );
  });
});

describe("banding", () => {
  it("is 25 x 5 at 0.8 and keeps the bound on misses wherever a banding can", () => {
    expect(bandingFor(0.8)).toEqual(INDEX_BANDING);
    for (let percent = 7; percent <= 100; percent++) {
      const banding = bandingFor(percent / 100)!;
      expect(banding.bands * banding.rows).toBeLessThanOrEqual(SIGNATURE_SIZE);
      expect(1 - collisionProbability(percent / 100, banding)).toBeLessThanOrEqual(MISS_BOUND);
    }
    expect(bandingFor(0.05)).toBeNull();
  });

  it.each([
    [0.07, 128, 1],
    [0.367, 64, 2],
    [0.582, 42, 3],
    [0.708, 32, 4],
    [0.791, 25, 5],
    [0.842, 21, 6],
    [0.94, 12, 10],
    [1, 1, 128],
  ])("changes at %f to %i x %i, as documented", (threshold, bands, rows) => {
    expect(bandingFor(threshold)).toEqual({ bands, rows });
    if (threshold < 1) expect(bandingFor(threshold - 0.001)).not.toEqual({ bands, rows });
  });

  it.each([
    [0.5, { bands: 25, rows: 5 }, 0.5478],
    [0.7, { bands: 25, rows: 5 }, 0.9899],
    [0.5, { bands: 32, rows: 4 }, 0.8732],
    [0.3, { bands: 42, rows: 3 }, 0.6832],
    [0.3, { bands: 64, rows: 2 }, 0.9976],
  ])("has the documented curve (J = %f)", (similarity, banding, probability) => {
    expect(collisionProbability(similarity, banding)).toBeCloseTo(probability, 4);
  });
});
