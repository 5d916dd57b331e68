import fc from "fast-check";
import { expect, test } from "vitest";
import { Draws } from "../index.ts";

const many = (seed: string, count: number): number[] => {
  const draws = new Draws(seed);
  return Array.from({ length: count }, () => draws.uniform());
};

test("the same seed draws the same numbers, another seed others", () => {
  expect(many("a", 5)).toEqual(many("a", 5));
  expect(many("a", 5)).not.toEqual(many("b", 5));
});

test("are those of xoshiro128**, from the first half of the seed's sha256", () => {
  // Worked out apart, in Python.
  expect(many("seed", 3)).toEqual([0.4906274536402736, 0.035515996534675964, 0.2052601291168752]);
});

test("numbers are spread evenly", () => {
  const counts = new Array<number>(16).fill(0);
  for (const value of many("spread", 16_000)) counts[Math.floor(value * 16)]!++;
  const chiSquared = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  // 15 degrees of freedom: beyond 38 once in a thousand seeds.
  expect(chiSquared).toBeLessThan(38);
});

test("normal numbers have mean 0 and deviation 1", () => {
  const draws = new Draws("normal");
  const values = Array.from({ length: 10_000 }, () => draws.normal());
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  expect(Math.abs(mean)).toBeLessThan(0.04);
  expect(Math.abs(variance - 1)).toBeLessThan(0.06);
});

test("a shuffle keeps every item and leaves the list as it was", () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.string(), (items, seed) => {
      const before = [...items];
      expect(new Draws(seed).shuffled(items).sort()).toEqual([...before].sort());
      expect(items).toEqual(before);
    }),
  );
});
