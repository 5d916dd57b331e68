import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { sharedDir } from "../../../scripts/needs.ts";
import { parseJson, rowIdentity } from "../../dataset/index.ts";
import { benchmarkScoreOf, dailyWinner, meetVtrust, rowOverlap, winRates } from "../index.ts";

const numbers = z.array(z.number());
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
  dailyWinner: z.array(
    z.object({
      hotkeys: z.array(z.string()),
      coldkeys: z.array(z.string()),
      submissions: z.array(
        z.object({
          uid: z.number(),
          hotkey: z.string(),
          coldkey: z.string(),
          block: z.number(),
          timestamp: z.number(),
          loss: z.number().nullable(),
        }),
      ),
      expect: z.object({ uid: z.number(), loss: z.number() }).nullable(),
    }),
  ),
  rowOverlap: z.array(z.object({ a: z.array(z.unknown()), b: z.array(z.unknown()), expect: z.number() })),
  winRate: z.array(
    z.object({ losses: numbers, blocks: numbers, expectWins: numbers, expectWinRate: numbers }),
  ),
  vtrust: z.array(z.object({ weights: numbers, consensus: numbers, vtrustMin: z.number(), expect: numbers })),
});

describe("the reference validator's own answers", () => {
  const shared = sharedDir();
  if (shared === null) throw new Error("the reference data is not beside this checkout");
  const vectors = vectorsSchema.parse(
    JSON.parse(readFileSync(join(shared, "vectors", "flock-scoring.json"), "utf8")),
  );

  test.each(vectors.benchmarkScore)("benchmark score of $loss", (c) => {
    const curve = {
      bench: c.bench,
      min: c.minBench,
      max: c.maxBench,
      power: c.power,
      height: c.benchHeight,
    };
    const score = benchmarkScoreOf(
      { loss: c.loss, competitionId: c.minerCompetitionId },
      { competitionId: c.competitionId, curve },
    );
    expect(score).toBeCloseTo(c.expect, 12);
  });

  test.each(vectors.dailyWinner)("daily winner $expect", ({ expect: expected, ...competition }) => {
    const winner = dailyWinner({
      ...competition,
      eligibleShare: 0.05,
      rules: "reference",
      fallbackLoss: 999,
    });
    expect(winner === null ? null : { uid: winner.uid, loss: winner.loss }).toEqual(expected);
  });

  test.each(vectors.rowOverlap)("row overlap $expect", ({ a, b, expect: expected }) => {
    expect(rowOverlap(a.map(identity), b.map(identity))).toBe(expected);
  });

  test.each(vectors.winRate)("win rates of $losses", ({ losses, blocks, expectWins, expectWinRate }) => {
    expect(winRates(losses, blocks, 0.04)).toEqual({ wins: expectWins, winRate: expectWinRate });
  });

  test.each(vectors.vtrust)(
    "weights for a vtrust of $vtrustMin",
    ({ weights, consensus, vtrustMin, ...c }) => {
      const met = meetVtrust(weights, consensus, vtrustMin);
      for (const [uid, weight] of c.expect.entries()) expect(met[uid]).toBeCloseTo(weight, 10);
    },
  );
});

function identity(row: unknown): string {
  const node = parseJson(JSON.stringify(row));
  if (!node.ok) throw new Error("a vector's row is no JSON");
  return rowIdentity(node.value);
}
