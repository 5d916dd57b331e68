import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkoutRoot } from "../../../scripts/needs.ts";
import { LINEAR_NAMES } from "../decoder/shape.ts";
import { readModelConfig } from "../files/model-config.ts";
import { bootstrapMean } from "./bootstrap.ts";
import type { EngineProgress, EngineRequest } from "./contract.ts";
import { runOnnxEngine } from "./onnx-engine.ts";
import { neededBytes, planMemory } from "./plan-memory.ts";

const practice = join(checkoutRoot, "resources", "practice-model");
const chat = (question: string, answer: string): string =>
  JSON.stringify({
    system: "You are a helpful assistant.",
    conversations: [
      { role: "user", content: question },
      { role: "assistant", content: answer },
    ],
  });
const rows = Array.from({ length: 6 }, (_, index) => chat(`What is ${index} plus 1?`, `It is ${index + 1}.`));

const request = (changes: Partial<EngineRequest> = {}): EngineRequest => ({
  modelFolder: practice,
  modelName: "practice",
  template: "qwen2.5",
  maxTokens: 256,
  lora: { rank: 4, alpha: 8, dropout: 0.1, targets: "all-linear" },
  training: {
    batchSize: 1,
    accumulationSteps: 2,
    epochs: 1,
    warmupSteps: 0,
    learningRate: 1e-3,
    weightDecay: 0,
    maxGradientNorm: 1,
    quantization: "nf4",
  },
  evaluation: { batchSize: 8, model: "training" },
  trainRows: rows,
  evalRows: rows.slice(0, 3),
  seeds: [1],
  rankRows: false,
  adapterFolder: null,
  device: "cpu",
  threads: 1,
  ...changes,
});
const freely = { signal: new AbortController().signal, whenGoingOn: async () => {} };
const ignore = (): void => {};

describe("a run", () => {
  test("learns, says what it is about to take first, and tells every step", async () => {
    const said: EngineProgress[] = [];
    const result = await runOnnxEngine(request(), freely, (progress) => said.push(progress));
    expect(result.evalLosses[0]).toBeLessThan(result.baseLoss);
    expect(said.findIndex(({ phase }) => phase === "measured")).toBe(1);
    expect(said.filter(({ phase }) => phase === "training")).toHaveLength(3);
    expect(result.curves[0]?.map(({ step }) => step)).toEqual([1, 2, 3]);
    expect(result.device).toEqual({ phrase: "onProcessor", threads: 1, saving: null });
  });

  test("leaves out what nobody can learn from, and says why and where", async () => {
    const bad = [
      "no json",
      '{"system":null,"conversations":[]}',
      '{"system":"s","conversations":[{"role":"assistant","content":"a"},{"role":"user","content":"b"}]}',
      '{"system":"s","conversations":[{"role":"user","content":"a"}]}',
    ];
    const result = await runOnnxEngine(
      request({
        trainRows: [...bad, ...rows],
        evalRows: [bad[0] as string, rows[0] as string],
        rankRows: true,
      }),
      freely,
      ignore,
    );
    expect(result.skippedTrainRows).toEqual([
      { row: 0, reason: "not-a-row" },
      { row: 1, reason: "no-system" },
      { row: 2, reason: "wrong-role" },
      { row: 3, reason: "nothing-to-learn" },
    ]);
    expect(result.skippedEvalRows).toEqual([{ row: 0, reason: "not-a-row" }]);
    expect(result.baseRows.map(({ targets }) => targets > 0)).toEqual([false, true]);
    expect(result.helpfulness?.map((value) => value === null)).toEqual([
      true,
      true,
      true,
      true,
      ...rows.map(() => false),
    ]);
  });

  test.each([
    ["NothingToLearn", { trainRows: ["{}"] }],
    ["NothingToEvaluate", { evalRows: ["{}"] }],
    ["NothingToLearn", { maxTokens: 8 }],
    ["ModelFileMissing", { modelFolder: "/nowhere" }],
    ["ModelUnsupported", { lora: { rank: 4, alpha: 8, dropout: 0, targets: ["no_proj"] } }],
  ])("fails with %s for %o", async (code, changes) => {
    await expect(runOnnxEngine(request(changes), freely, ignore)).rejects.toMatchObject({ code });
  });

  test("stops before the next pack of rows when it is called off", async () => {
    const stop = new AbortController();
    const steps: number[] = [];
    const run = runOnnxEngine(request(), { ...freely, signal: stop.signal }, (progress) => {
      if (progress.phase !== "training") return;
      steps.push(progress.step.step);
      stop.abort();
    });
    await expect(run).rejects.toMatchObject({ code: "EngineCancelled" });
    expect(steps).toEqual([1]);
  });

  describe("with a model that breaks", () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), "assay-broken-"));
      for (const file of ["config.json", "tokenizer.json"])
        copyFileSync(join(practice, file), join(folder, file));
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    test("names the step and the row whose loss is no number", async () => {
      const weights = readFileSync(join(practice, "model.safetensors"));
      const { offset, dims } = tokenRow(weights);
      // The embedding of one token becomes infinite: only the row that says it is broken.
      const tokenizer = JSON.parse(readFileSync(join(practice, "tokenizer.json"), "utf8"));
      const brokenToken = tokenizer.model.vocab.Q as number;
      const bytesPerRow = 2 * (dims[1] as number);
      for (let at = 0; at < bytesPerRow; at += 2)
        weights.writeUInt16LE(0x7c00, offset + brokenToken * bytesPerRow + at);
      writeFileSync(join(folder, "model.safetensors"), weights);
      const clean = Array.from({ length: 3 }, (_, index) => chat(`how is ${index}?`, `it is ${index}.`));
      const trainRows = [...clean, chat("Q Q Q", "it is so.")];
      const run = runOnnxEngine(request({ modelFolder: folder, trainRows, evalRows: clean }), freely, ignore);
      await expect(run).rejects.toMatchObject({ code: "LossNotANumber" });
    });
  });
});

/** Where the embedding lies in a .safetensors file. */
function tokenRow(file: Buffer): { offset: number; dims: number[] } {
  const length = Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.subarray(8, 8 + length).toString("utf8"));
  const { data_offsets: offsets, shape } = header["model.embed_tokens.weight"];
  return { offset: 8 + length + offsets[0], dims: shape };
}

describe("the plan of memory", () => {
  const shape = readModelConfig({
    model_type: "qwen2",
    hidden_size: 896,
    intermediate_size: 4864,
    num_hidden_layers: 24,
    num_attention_heads: 14,
    num_key_value_heads: 2,
    vocab_size: 151_936,
    tie_word_embeddings: true,
  });
  const lora = { rank: 16, alpha: 32, dropout: 0.1, targets: LINEAR_NAMES };
  const GB = 1e9;

  test("takes the fastest way that fits, and the smallest where little is free", () => {
    expect(planMemory(shape, lora, 512, 16 * GB).mode).toEqual({ weightType: "float32", recompute: false });
    expect(planMemory(shape, lora, 512, 4 * GB).mode).toEqual({ weightType: "float32", recompute: true });
    expect(planMemory(shape, lora, 512, 2.8 * GB).mode).toEqual({ weightType: "float16", recompute: true });
    expect(planMemory(shape, lora, 512, 2.8 * GB).neededMb).toBeLessThan(3_000);
  });

  test("refuses what can't fit, with the number", () => {
    const plan = planMemory(shape, lora, 512, 1 * GB);
    expect(plan.mode).toBeNull();
    expect(plan.neededMb).toBeGreaterThan(1_000);
  });

  test("asks for more where rows are longer, whatever the way", () => {
    const mode = fc.record({
      weightType: fc.constantFrom("float32" as const, "float16" as const),
      recompute: fc.boolean(),
    });
    fc.assert(
      fc.property(
        mode,
        fc.integer({ min: 16, max: 4096 }),
        fc.integer({ min: 1, max: 512 }),
        (way, tokens, more) => {
          const less = neededBytes(shape, lora, way, tokens);
          expect(neededBytes(shape, lora, way, tokens + more)).toBeGreaterThanOrEqual(less);
        },
      ),
    );
  });
});

test("a mean's range holds it, and narrows with more of the same", () => {
  const few = bootstrapMean([1, 2, 3, 4]);
  const many = bootstrapMean(Array.from({ length: 25 }, () => [1, 2, 3, 4]).flat());
  expect(few.mean).toBe(2.5);
  expect(many.high - many.low).toBeLessThan((few.high - few.low) / 3);
  expect(bootstrapMean([1, 2, 3, 4])).toEqual(few);
});
