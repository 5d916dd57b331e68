import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { checkoutRoot } from "../../../scripts/needs.ts";
import { type CompetitionProfile, findBuiltIn } from "../../../src-shared/competition/index.ts";
import type { PracticeMiner, PracticeProgress, PracticeStage } from "../../../src-shared/contract/index.ts";
import { runPractice } from "./run-practice.ts";

/** Four short trainings, on a machine that does other things as well. */
const TIMEOUT_MS = 240_000;

const folder = mkdtempSync(join(tmpdir(), "assay-practice-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const row = (question: string, answer: string): string =>
  `${JSON.stringify({
    system: "You are a patient teacher.",
    conversations: [
      { role: "user", content: question },
      { role: "assistant", content: answer },
    ],
  })}\n`;
const sums = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => from + index)
    .map((n) => row(`What is ${n} plus ${n}?`, `${n} plus ${n} is ${n + n}.`))
    .join("");

async function practise(
  profileId: string,
  rows: string,
  evalRows: string | null = null,
): Promise<{
  end: PracticeProgress;
  of: (kind: PracticeMiner["kind"]) => PracticeMiner;
  stages: PracticeStage[];
}> {
  const rowsFile = join(folder, `${profileId}.jsonl`);
  const evalFile = evalRows === null ? null : join(folder, `${profileId}.eval.jsonl`);
  writeFileSync(rowsFile, rows);
  if (evalFile !== null) writeFileSync(evalFile, evalRows ?? "");
  const stages: PracticeStage[] = [];
  const end = await runPractice({
    dir: join(folder, profileId),
    profile: findBuiltIn(profileId) as CompetitionProfile,
    rowsFile,
    evalFile,
    modelDir: join(checkoutRoot, "resources", "practice-model"),
    onProgress: ({ stage }) => {
      if (stages.at(-1) !== stage) stages.push(stage);
    },
  });
  const of = (kind: PracticeMiner["kind"]): PracticeMiner =>
    end.miners.find((miner) => miner.kind === kind) as PracticeMiner;
  return { end, of, stages };
}

const lossOf = ({ loss }: PracticeMiner): number => loss ?? Number.NaN;
/** What the chain answered, as shares, beside what was decided. */
function expectReadBack({ weights, miners }: PracticeProgress): void {
  const total = weights?.values.reduce((sum, { value }) => sum + value, 0) ?? 0;
  for (const { uid, weight } of miners) {
    const value = weights?.values.find((each) => each.uid === uid)?.value ?? 0;
    expect(value / total).toBeCloseTo(weight ?? 0, 3);
  }
}

test.each(["flock-off", "flock-dataset"])(
  "%s: good rows beat careless ones, these beat shuffled answers, a copy and a broken dataset get nothing",
  async (profileId) => {
    const { end, of, stages } = await practise(profileId, sums(3, 23));
    expect(stages).toEqual(["seeding", "downloading", "training", "weights", "reading-back"]);
    expect(lossOf(of("good"))).toBeLessThan(lossOf(of("noisy")));
    expect(lossOf(of("noisy"))).toBeLessThan(lossOf(of("shuffled")));
    expect(lossOf(of("shuffled"))).toBeLessThan(end.baseLoss ?? 0);
    expect(of("duplicate")).toMatchObject({ code: "SameLoss", why: { uid: of("good").uid }, loss: 999 });
    expect(of("invalid")).toMatchObject({ code: "NoSystem", why: { line: 3 }, loss: 999 });
    expect(of(null)).toMatchObject({ isYou: true, name: "miner", rows: 20, code: "Evaluated" });
    expect(end.ownRows).toEqual({ total: 20, counting: 20 });
    expect(end.miners[0]?.kind).toBe("good");
    expectReadBack(end);
  },
  TIMEOUT_MS,
);

test(
  "flock-off-bench: rows are held to the eval set, the practice model's losses give scores of every size",
  async () => {
    const { end, of } = await practise("flock-off-bench", sums(50, 80), sums(0, 300));
    expect(end.evalRows).toBe(300);
    expect(of("good").score).toBeGreaterThan(of("noisy").score ?? 1);
    expect(of("duplicate")).toMatchObject({ code: "SharesRows", score: 0 });
    expect(of("shuffled")).toMatchObject({ code: "StrangeRow", score: 0 });
    expect(of("invalid")).toMatchObject({ code: "RepeatedRow", score: 0 });
    expect(of(null)).toMatchObject({ code: "Evaluated", rows: 30 });
    expectReadBack(end);
  },
  TIMEOUT_MS,
);

test(
  "flock-off-daily: a day goes by, one winner takes it all, and a row from outside costs everything",
  async () => {
    const { end, of, stages } = await practise("flock-off-daily", row("Who?", "Nobody."));
    expect(stages).toContain("passing");
    expect(of(null)).toMatchObject({ code: "StrangeRow", loss: 999, weight: 0 });
    expect(end.weights?.values).toEqual([{ uid: of("good").uid, value: 65_535 }]);
    expectReadBack(end);
  },
  TIMEOUT_MS,
);
