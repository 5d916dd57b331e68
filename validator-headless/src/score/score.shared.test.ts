import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sharedDir } from "../../../scripts/needs.ts";
import { scoreText } from "./index.ts";

type Case = Readonly<Record<string, unknown>>;

test("all of the reference's vectors come out as the reference has them", () => {
  const shared = sharedDir();
  if (shared === null) throw new Error("the reference data is not beside this checkout");
  const scored = scoreText(readFileSync(join(shared, "vectors", "flock-scoring.json"), "utf8"));
  if (!scored.ok) throw scored.error;
  const kinds = JSON.parse(scored.value) as Readonly<Record<string, readonly Case[]>>;
  const cases = Object.entries(kinds).flatMap(([kind, list]) =>
    list.map((one, at) => ({ kind, at, ...one }) as Case),
  );
  expect(cases.length).toBeGreaterThan(100);
  let compared = 0;
  for (const one of cases) {
    for (const [name, expected] of Object.entries(one).filter(([key]) => key.startsWith("expect"))) {
      const actual = one[name.replace("expect", "actual")];
      expect({ kind: one.kind, at: one.at, actual: rounded(actual) }).toEqual({
        kind: one.kind,
        at: one.at,
        actual: rounded(expected),
      });
      compared++;
    }
  }
  expect(compared).toBeGreaterThanOrEqual(cases.length);
});

/** To ten decimals: the reference's root finder stops at 2e-12. */
function rounded(value: unknown): unknown {
  if (typeof value === "number") return Math.round(value * 1e10) / 1e10 + 0;
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rounded(item)]));
}
