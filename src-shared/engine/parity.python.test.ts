import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { pythonPeers } from "../../scripts/needs.ts";
import type { LoraShape } from "./decoder/block-graph.ts";
import { Decoder } from "./decoder/decoder.ts";
import { loadWeights } from "./decoder/load-weights.ts";
import { packRows, type TokenRow } from "./decoder/packed-rows.ts";
import { LINEAR_NAMES } from "./decoder/shape.ts";
import type { Adapter } from "./decoder/weights.ts";
import { adapterFiles, readAdapter } from "./files/adapter-files.ts";
import { ModelFolder } from "./files/model-folder.ts";
import { OnnxDevice } from "./session/onnx-device.ts";
import { relativeError } from "./test-support/relative-error.ts";
import { matricesOf, zeroAdapter } from "./training/adapter-state.ts";
import { evaluateRows } from "./training/evaluate.ts";
import { fineTune } from "./training/fine-tune.ts";
import { planSteps } from "./training/plan-steps.ts";

/** Follows the settings in test-support/tiny_models.py. */
const LORA: Record<string, LoraShape> = {
  qwen2: { rank: 4, alpha: 8, dropout: 0, targets: LINEAR_NAMES },
  llama: { rank: 3, alpha: 6, dropout: 0, targets: ["q_proj", "v_proj"] },
};
const TRAINING = { warmupSteps: 5, learningRate: 2e-3, weightDecay: 0.01, maxGradientNorm: 1 };
const SEED = 1234;
const EVALUATED = 12;
const GRADIENT_ROWS = 4;

const resultsSchema = z.record(
  z.string(),
  z.object({
    base: z.array(z.number()),
    tuned: z.array(z.number()),
    first: z.number(),
    maxSteps: z.number(),
    record: z.array(z.object({ rows: z.array(z.number()), loss: z.number(), step: z.number() })),
    schedule: z.object({ rows: z.number(), batch: z.number(), accumulation: z.number(), epochs: z.number() }),
  }),
);
type Results = z.infer<typeof resultsSchema>[string];

let folder: string;
let results: z.infer<typeof resultsSchema>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-tiny-models-"));
  runPython([fileURLToPath(new URL("./test-support/tiny_models.py", import.meta.url)), folder]);
  results = resultsSchema.parse(JSON.parse(readFileSync(join(folder, "results.json"), "utf8")));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function runPython(args: readonly string[]): string {
  const python = pythonPeers()?.torchPython ?? null;
  if (python === null)
    throw new Error("torch, transformers and peft are not set up (node scripts/python-env.mjs)");
  const { status, stdout, stderr } = spawnSync(python, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim().split("\n").at(-1) ?? "";
}

describe.each(["qwen2", "llama"])("a tiny %s model against transformers and peft", (name) => {
  const lora = LORA[name] as LoraShape;
  const expected = (): Results => results[name] as Results;
  const readRows = (): TokenRow[] =>
    (
      JSON.parse(readFileSync(join(folder, name, "rows.json"), "utf8")) as {
        ids: number[];
        learn: number[];
      }[]
    ).map(({ ids, learn }) => ({ ids: Int32Array.from(ids), learn: Uint8Array.from(learn) }));

  async function open(recompute = false) {
    const model = await ModelFolder.open(join(folder, name));
    const device = new OnnxDevice({ provider: "cpu", threads: 2 });
    const weights = await loadWeights(model, device, { weightType: "float32", quantization: "none" });
    await model.close();
    const decoder = new Decoder(device, {
      shape: model.shape,
      weightType: "float32",
      lora,
      recompute,
      attentionChunkTokens: 16,
    });
    decoder.setWeights(weights);
    const adapterAt = (file: string): Promise<Adapter> =>
      readAdapter(join(folder, name, file), model.shape, lora);
    return { decoder, shape: model.shape, adapterAt, rows: readRows() };
  }

  test("the frozen model's loss of each row", async () => {
    const { decoder, rows } = await open();
    const losses = await evaluateRows({
      decoder,
      rows: rows.slice(-EVALUATED),
      adapter: null,
      packTokens: 90,
    });
    expectClose(
      losses.map(({ sum }) => sum),
      expected().base,
      1e-5,
    );
  });

  test.each([false, true])("the gradients of all matrices (worked out again: %s)", async (recompute) => {
    const { decoder, rows, shape, adapterAt } = await open(recompute);
    const gradients = zeroAdapter(shape, lora);
    const adapter = await adapterAt("adapter.safetensors");
    const [pack, ...others] = packRows(rows.slice(0, GRADIENT_ROWS), 1000);
    expect(others).toEqual([]);
    if (pack === undefined) throw new Error("nothing was packed");
    const targets = (await decoder.evaluate(pack, adapter)).losses.length;
    const { losses } = await decoder.train(pack, adapter, gradients, 1 / targets, { seed: 1, pass: 0 });
    expectClose([losses.reduce((sum, loss) => sum + loss, 0) / targets], [expected().first], 1e-5);
    const theirs = matricesOf(await adapterAt("gradients.safetensors"));
    const errors = matricesOf(gradients).map((ours, index) => relativeError(ours, theirs[index] ?? []));
    expect(Math.max(...errors)).toBeLessThan(1e-4);
  });

  test("which rows each step takes", () => {
    const { record, schedule, maxSteps } = expected();
    const plan = planSteps(schedule.rows, {
      batchSize: schedule.batch,
      accumulationSteps: schedule.accumulation,
      epochs: schedule.epochs,
      seed: SEED,
    });
    expect(plan.totalSteps).toBe(maxSteps);
    expect(plan.windows.flatMap(({ rows }) => rows)).toEqual(record.flatMap(({ rows }) => rows));
    expect(plan.windows.filter(({ steps }) => steps)).toHaveLength(maxSteps);
  });

  test.each([false, true])(
    "the loss of every step, and of every row after them (worked out again: %s)",
    async (recompute) => {
      const { decoder, rows, shape, adapterAt } = await open(recompute);
      const { record, schedule, tuned } = expected();
      const ours: number[] = [];
      const adapter = await fineTune({
        decoder,
        shape,
        lora,
        rows,
        training: {
          ...TRAINING,
          batchSize: schedule.batch,
          accumulationSteps: schedule.accumulation,
          epochs: schedule.epochs,
        },
        seed: SEED,
        packTokens: 64,
        adapter: await adapterAt("adapter.safetensors"),
        onStep: ({ loss }) => ours.push(loss),
      });
      const theirs: number[] = [];
      for (const { step, loss } of record) theirs[step] = (theirs[step] ?? 0) + loss;
      expectClose(ours, theirs, 1e-4);
      const losses = await evaluateRows({ decoder, rows: rows.slice(-EVALUATED), adapter, packTokens: 90 });
      expectClose(
        losses.map(({ sum }) => sum),
        tuned,
        1e-4,
      );
    },
  );

  test("peft loads an adapter that was saved, and computes the same with it", async () => {
    const { decoder, rows, shape, adapterAt } = await open();
    const adapter = await adapterAt("tuned.safetensors");
    const saved = join(folder, name, "saved");
    mkdirSync(saved);
    for (const [file, content] of Object.entries(adapterFiles(adapter, shape, lora, "tiny"))) {
      writeFileSync(join(saved, file), content);
    }
    const script = fileURLToPath(new URL("./test-support/load_adapter.py", import.meta.url));
    const args = [script, join(folder, name), saved, String(EVALUATED)];
    const theirs = z.array(z.number()).parse(JSON.parse(runPython(args)));
    const losses = await evaluateRows({ decoder, rows: rows.slice(-EVALUATED), adapter, packTokens: 90 });
    expectClose(
      losses.map(({ sum }) => sum),
      theirs,
      1e-4,
    );
  });
});

function expectClose(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  const errors = actual.map((value, index) => Math.abs(value / (expected[index] ?? Number.NaN) - 1));
  expect(Math.max(...errors), `${actual.join(" ")}\n${expected.join(" ")}`).toBeLessThan(tolerance);
}
