import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { sharedDir } from "../../../scripts/needs.ts";
import { benchmarkScore } from "./benchmark-score.ts";

const vectorsSchema = z.object({
  benchmarkScore: z.array(
    z.object({
      loss: z.number().nullable(),
      bench: z.number(),
      minBench: z.number(),
      maxBench: z.number(),
      power: z.number(),
      benchHeight: z.number(),
      minerCompetitionId: z.string(),
      competitionId: z.string(),
      expect: z.number(),
    }),
  ),
});

test("benchmark scores are the reference validator's", () => {
  const shared = sharedDir();
  if (shared === null) throw new Error("the reference data is not beside this checkout");
  const file = join(shared, "vectors", "flock-scoring.json");
  const { benchmarkScore: cases } = vectorsSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  const own = cases.filter(({ minerCompetitionId, competitionId }) => minerCompetitionId === competitionId);
  expect(own.length).toBeGreaterThan(10);
  for (const {
    loss,
    bench,
    minBench: min,
    maxBench: max,
    power,
    benchHeight: height,
    expect: score,
  } of own) {
    expect(benchmarkScore(loss, { bench, min, max, power, height })).toBeCloseTo(score, 12);
  }
});
