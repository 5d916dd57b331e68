import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalizeWeights, quantizeWeights } from "../index.ts";

const plain = { mode: "plain", rules: "reference" } as const;
const hashed = { mode: "commit-reveal", rules: "reference" } as const;
const weights = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 256 });

describe("weights for the chain", () => {
  test("the largest is 65535, the rest in proportion, rounded half to even, zeros dropped", () => {
    expect(quantizeWeights([0, 0.5, 0.25, 1e-9, 2 / 65535, 0.5], plain)).toEqual({
      uids: [1, 2, 4, 5],
      values: [65535, 32768, 4, 65535],
    });
    // Halfway: 0.5, 1.5 and 2.5 parts of 65535.
    expect(quantizeWeights([65535, 0.5, 1.5, 2.5], plain)).toEqual({
      uids: [0, 2, 3],
      values: [65535, 2, 2],
    });
  });

  test("are in proportion within half a step, whatever the mode but the reference's hash", () => {
    fc.assert(
      fc.property(
        weights,
        fc.constantFrom(plain, { mode: "timelocked", rules: "reference" } as const),
        (list, mode) => {
          const { uids, values } = quantizeWeights(list, mode);
          const largest = Math.max(0, ...list);
          if (largest > 0) expect(Math.max(...values)).toBe(65535);
          for (const [uid, weight] of list.entries()) {
            const value = values[uids.indexOf(uid)] ?? 0;
            expect(Math.abs(value - (largest === 0 ? 0 : (weight / largest) * 65535))).toBeLessThanOrEqual(
              0.5,
            );
          }
          expect(values.every((value) => Number.isInteger(value) && value > 0)).toBe(true);
        },
      ),
    );
  });

  test("behind a hash, the reference rounds ten thousandths to even and keeps every UID", () => {
    expect(quantizeWeights([0, 1, 0.00005, 0.00015, 0.33333, 0.05], hashed)).toEqual({
      uids: [0, 1, 2, 3, 4, 5],
      values: [0, 10000, 0, 1, 3333, 500],
    });
    expect(quantizeWeights([0.00025, 9], hashed).values).toEqual([2, 65535]);
  });

  test("behind a hash, the strict rules write them as anywhere else", () => {
    const list = [0.1, 0, 0.3];
    expect(quantizeWeights(list, { mode: "commit-reveal", rules: "strict" })).toEqual(
      quantizeWeights(list, plain),
    );
  });

  test("no weights are no weights", () => {
    expect(quantizeWeights([0, 0], plain)).toEqual({ uids: [], values: [] });
  });

  test.each([Number.NaN, -0.1, Number.POSITIVE_INFINITY])("%s is refused rather than set", (weight) => {
    expect(() => quantizeWeights([1, weight], plain)).toThrow(RangeError);
  });

  test("are normalised to a sum of 1 where there are any", () => {
    expect(normalizeWeights([1, 3])).toEqual([0.25, 0.75]);
    expect(normalizeWeights([0, 0])).toEqual([0, 0]);
  });
});
