import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkoutRoot, sharedDir } from "../../scripts/needs.ts";
import { Generator } from "./random/generator.ts";
import type { EngineRequest } from "./run/contract.ts";
import { runOnnxEngine } from "./run/onnx-engine.ts";

const SEEDS = [1, 2, 3];
/** Ten training runs on two busy cores. */
const TIMEOUT_MS = 300_000;
const LONGEST_CHARS = 900;

/** Maths questions that the practice model was not trained on: every tenth, as its script leaves them out. */
const unseen = (): string[] => {
  const shared = sharedDir();
  if (shared === null) throw new Error("the reference data is not beside this checkout");
  return readFileSync(join(shared, "data", "gsm8k-train.jsonl"), "utf8")
    .split("\n")
    .filter((line, index) => line !== "" && index % 10 === 9 && line.length < LONGEST_CHARS)
    .map((line) => JSON.parse(line) as { question: string; answer: string })
    .map(({ question, answer }) => row(question, answer));
};

const row = (question: string, answer: string): string =>
  JSON.stringify({
    system: "You are a helpful assistant.",
    conversations: [
      { role: "user", content: question },
      { role: "assistant", content: answer },
    ],
  });

/** Every question with another one's answer. */
function withShuffledAnswers(rows: readonly string[]): string[] {
  const parsed = rows.map((text) => JSON.parse(text).conversations as { content: string }[]);
  return parsed.map(([question], index) =>
    row(question?.content ?? "", parsed[(index + 7) % parsed.length]?.[1]?.content ?? ""),
  );
}

const run = (trainRows: string[], evalRows: string[], changes: Partial<EngineRequest> = {}) =>
  runOnnxEngine(
    {
      modelFolder: join(checkoutRoot, "resources", "practice-model"),
      modelName: "practice",
      template: "qwen2.5",
      maxTokens: 1024,
      lora: { rank: 16, alpha: 32, dropout: 0.1, targets: "all-linear" },
      training: {
        batchSize: 1,
        accumulationSteps: 8,
        epochs: 1,
        warmupSteps: 2,
        learningRate: 2e-4,
        weightDecay: 0,
        maxGradientNorm: 1,
        quantization: "none",
      },
      evaluation: { batchSize: 1, model: "merged" },
      trainRows,
      evalRows,
      seeds: SEEDS,
      rankRows: false,
      adapterFolder: null,
      device: "cpu",
      threads: 2,
      ...changes,
    },
    { signal: new AbortController().signal, whenGoingOn: async () => {} },
    () => {},
  );

test(
  "rows whose answers fit teach the practice model more than the same rows with shuffled answers, whatever the seed",
  async () => {
    const rows = unseen();
    const evalRows = rows.slice(0, 24);
    const clean = rows.slice(24, 88);
    const ofClean = await run(clean, evalRows);
    const ofShuffled = await run(withShuffledAnswers(clean), evalRows);
    expect(Math.max(...ofClean.evalLosses)).toBeLessThan(Math.min(...ofShuffled.evalLosses));
    expect(Math.max(...ofClean.evalLosses)).toBeLessThan(ofClean.baseLoss);
  },
  TIMEOUT_MS,
);

test(
  "the rows that are said to help do help more than as many by chance, and those said to help least help less",
  async () => {
    const rows = unseen();
    const evalRows = rows.slice(0, 24);
    const pool = new Generator(5).shuffle(rows.slice(40, 160));
    const { helpfulness } = await run(pool, evalRows, { seeds: [1], rankRows: true });
    const order = pool
      .map((text, index) => ({ text, value: helpfulness?.[index] ?? Number.NEGATIVE_INFINITY }))
      .sort((a, b) => b.value - a.value)
      .map(({ text }) => text);
    const seeds = SEEDS.slice(0, 2);
    const best = await run(order.slice(0, 32), evalRows, { seeds });
    const worst = await run(order.slice(-32), evalRows, { seeds });
    const byChance = await run(pool.slice(0, 32), evalRows, { seeds });
    expect(Math.max(...best.evalLosses)).toBeLessThan(Math.min(...byChance.evalLosses));
    expect(Math.max(...byChance.evalLosses)).toBeLessThan(Math.min(...worst.evalLosses));
  },
  TIMEOUT_MS,
);

test(
  "equal requests give equal losses, to the last bit",
  async () => {
    const rows = unseen();
    const first = await run(rows.slice(10, 26), rows.slice(0, 4), { seeds: [3] });
    const again = await run(rows.slice(10, 26), rows.slice(0, 4), { seeds: [3] });
    expect(again.evalLosses).toEqual(first.evalLosses);
    expect(again.curves).toEqual(first.curves);
  },
  TIMEOUT_MS,
);
