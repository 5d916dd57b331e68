import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkoutRoot } from "../../../scripts/needs.ts";
import { unwrap } from "../../contract/index.ts";
import { parseRow, viewRow } from "../../dataset/index.ts";
import { childProcessHost } from "../../system/index.ts";
import type { TokenRow } from "../decoder/packed-rows.ts";
import { runOnnxEngine } from "../run/onnx-engine.ts";
import type { EngineProcess } from "../run/remote-engine.ts";
import { RowTokenizer } from "../text/row-tokenizer.ts";
import { encodeRows } from "../text/rows-file.ts";
import type { ResidentEngine, ResidentJob, ResidentProgress, ResidentSettings } from "./contract.ts";
import { openOnnxEngine, openOnnxEngineHere } from "./onnx-engine.ts";

const practice = join(checkoutRoot, "resources", "practice-model");
const chat = (question: string, answer: string): string =>
  JSON.stringify({
    system: "You are a helpful assistant.",
    conversations: [
      { role: "user", content: question },
      { role: "assistant", content: answer },
    ],
  });
const sums = Array.from({ length: 6 }, (_, index) => chat(`What is ${index} plus 1?`, `It is ${index + 1}.`));
const colours = ["red", "green", "blue", "grey"].map((name) => chat("Name a colour.", `One is ${name}.`));
const evalRows = sums.slice(0, 3);

const settings = (changes: Partial<ResidentSettings> = {}): ResidentSettings => ({
  modelFolder: practice,
  modelName: "practice",
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
  evaluation: { batchSize: 1, model: "merged" },
  fidelity: "exact",
  device: "cpu",
  threads: 1,
  ...changes,
});

let folder: string;
const files: Record<string, string> = {};
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "assay-resident-"));
  const tokenizer = await RowTokenizer.open(practice, "qwen2.5", 256);
  const write = (name: string, texts: readonly string[]): void => {
    const rows = texts.map((text) => tokenizer.encode(viewRow(unwrap(parseRow(text)))) as TokenRow);
    files[name] = join(folder, name);
    writeFileSync(files[name], encodeRows(rows));
  };
  write("sums", sums);
  write("colours", colours);
  write("eval", evalRows);
  write("pair", colours.slice(0, 2));
  files.garbage = join(folder, "garbage");
  writeFileSync(files.garbage, "no rows at all");
  files.foreign = join(folder, "foreign");
  writeFileSync(files.foreign, encodeRows([{ ids: Int32Array.of(1, 9999), learn: Uint8Array.of(0, 1) }]));
  files.mute = join(folder, "mute");
  writeFileSync(files.mute, encodeRows([{ ids: Int32Array.of(1, 2), learn: Uint8Array.of(0, 0) }]));
  files.missing = join(folder, "nowhere");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const job = (train: string, changes: Partial<ResidentJob> = {}): ResidentJob => ({
  trainFile: files[train] as string,
  evalFile: files.eval as string,
  seed: 7,
  withBaseLoss: false,
  adapterFolder: null,
  ...changes,
});

async function withEngine(engine: Promise<ResidentEngine>, use: (engine: ResidentEngine) => Promise<void>) {
  const opened = await engine;
  try {
    await use(opened);
  } finally {
    await opened.close();
  }
}

describe("an engine that keeps its model", () => {
  test("gives equal jobs equal losses whatever ran before, and those of a run by itself", () =>
    withEngine(openOnnxEngineHere(settings()), async (engine) => {
      const first = await engine.run(job("sums", { withBaseLoss: true }));
      const other = await engine.run(job("colours"));
      const again = await engine.run(job("sums", { withBaseLoss: true }));
      expect(again).toEqual({
        ...first,
        tokens: again.tokens,
        seconds: again.seconds,
        peakMemoryMb: again.peakMemoryMb,
      });
      expect(other.evalLoss).not.toBe(first.evalLoss);
      expect(again.tokens.evaluated).toBe(first.tokens.evaluated / 2);
      const { modelFolder, modelName, lora, training, evaluation } = settings();
      const alone = await runOnnxEngine(
        {
          modelFolder,
          modelName,
          template: "qwen2.5",
          maxTokens: 256,
          lora,
          training,
          evaluation,
          trainRows: sums,
          evalRows,
          seeds: [7],
          rankRows: false,
          adapterFolder: null,
          device: "cpu",
          threads: 1,
        },
        { signal: new AbortController().signal, whenGoingOn: async () => {} },
        () => {},
      );
      expect([first.evalLoss, first.baseLoss]).toEqual([alone.evalLosses[0], alone.baseLoss]);
      expect(first.curve).toEqual(alone.curves[0]);
    }));

  test("takes the order of rows from another seed than the adapter where that is wanted", () =>
    withEngine(
      openOnnxEngineHere(settings({ training: { ...settings().training, orderSeed: 42 } })),
      async (engine) => {
        const here = await engine.run(job("sums", { seed: 1 }));
        const there = await engine.run(job("sums", { seed: 2 }));
        // B is zero at first: whatever A is, the first step sees the model alone, on the same rows.
        expect(here.curve[0]?.loss).toBe(there.curve[0]?.loss);
        expect(here.evalLoss).not.toBe(there.evalLoss);
      },
    ));

  test("says what it does, and leaves the adapter where it is asked to", () =>
    withEngine(openOnnxEngineHere(settings()), async (engine) => {
      const said: ResidentProgress[] = [];
      const adapterFolder = join(folder, "adapter");
      await engine.run(job("sums", { adapterFolder }), { onProgress: (progress) => said.push(progress) });
      expect(said.filter(({ phase }) => phase === "training")).toHaveLength(3);
      expect(said.at(-1)).toEqual({ phase: "evaluating", done: 3, total: 3 });
      expect(existsSync(join(adapterFolder, "adapter_model.safetensors"))).toBe(true);
      expect(engine.facts).toMatchObject({
        engine: "onnx",
        device: "cpu, 1 thread",
        precision: { training: "nf4", evaluation: "f32" },
        isReferencePrecision: false,
      });
    }));

  test.each([
    ["RowsInvalid", { trainFile: "garbage" }],
    ["RowsInvalid", { trainFile: "missing" }],
    ["RowsInvalid", { evalFile: "foreign" }],
    ["NothingToLearn", { trainFile: "mute" }],
    ["NothingToEvaluate", { evalFile: "mute" }],
  ])("fails with %s for %o, and takes the next", (code, changes) =>
    withEngine(openOnnxEngineHere(settings()), async (engine) => {
      const wrong = Object.fromEntries(Object.entries(changes).map(([key, name]) => [key, files[name]]));
      await expect(engine.run(job("sums", wrong))).rejects.toMatchObject({ code });
      expect((await engine.run(job("sums"))).evalLoss).toBeGreaterThan(0);
    }),
  );

  test("stops at a loss that is no number, which leaves nothing behind", () => {
    // The first step of a warm-up learns nothing: a dataset of one step comes off, a longer one leaves all bounds.
    const training = { ...settings().training, warmupSteps: 1, learningRate: 1e25 };
    return withEngine(openOnnxEngineHere(settings({ training })), async (engine) => {
      const before = await engine.run(job("pair"));
      await expect(engine.run(job("colours"))).rejects.toMatchObject({ code: "LossNotANumber" });
      expect((await engine.run(job("pair"))).evalLoss).toBe(before.evalLoss);
    });
  });

  test.each([
    ["ModelFileMissing", { modelFolder: "/nowhere" }],
    ["EngineUnavailable", { device: "cuda" as const }],
    ["RunTooLarge", { maxTokens: 10_000_000 }],
  ])("can't be opened: %s", (code, changes) =>
    expect(openOnnxEngineHere(settings(changes))).rejects.toMatchObject({ code }),
  );
});

describe("the same in a process of its own", () => {
  const spawned: { process: EngineProcess; pid: number | null }[] = [];
  const spawn = (entry: URL): EngineProcess => {
    const process = childProcessHost.spawn(entry, { name: "Assay engine" });
    spawned.push({ process, pid: process.pid });
    return process;
  };

  test("answers as the one in this process, and ends when it is closed", async () => {
    const here = await openOnnxEngineHere(settings());
    const engine = await openOnnxEngine(spawn, settings());
    expect(engine.facts).toEqual(here.facts);
    const [theirs, second, ours] = await Promise.all([
      engine.run(job("sums")),
      engine.run(job("colours")),
      here.run(job("sums")),
    ]);
    expect(theirs.evalLoss).toBe(ours.evalLoss);
    expect(theirs.evalRows).toEqual(ours.evalRows);
    expect(second.curve).toHaveLength(2);
    await engine.close();
    await here.close();
    expect(await spawned.at(-1)?.process.exited).toBe(0);
    await expect(engine.run(job("sums"))).rejects.toMatchObject({ code: "EngineStopped" });
  });

  test("is called off within a step, also before its turn, and takes the next", () =>
    withEngine(openOnnxEngine(spawn, settings()), async (engine) => {
      const calledOff = new AbortController();
      const steps: number[] = [];
      const run = engine.run(job("sums"), {
        signal: calledOff.signal,
        onProgress: (progress) => {
          if (progress.phase !== "training") return;
          steps.push(progress.step.step);
          calledOff.abort();
        },
      });
      const waiting = engine.run(job("colours"), { signal: calledOff.signal });
      await expect(run).rejects.toMatchObject({ code: "EngineCancelled" });
      await expect(waiting).rejects.toMatchObject({ code: "EngineCancelled" });
      expect(steps.length).toBeLessThan(3);
      expect((await engine.run(job("colours"))).curve).toHaveLength(2);
    }));

  test("is gone when its process is killed", async () => {
    const engine = await openOnnxEngine(spawn, settings());
    const { process: child } = spawned.at(-1) as { process: EngineProcess };
    const run = engine.run(job("sums"), { onProgress: () => child.kill() });
    await expect(run).rejects.toMatchObject({ code: "EngineStopped" });
    await expect(engine.run(job("sums"))).rejects.toMatchObject({ code: "EngineStopped" });
    await engine.close();
  });

  test("says why it can't be opened, and leaves no process", async () => {
    await expect(openOnnxEngine(spawn, settings({ modelFolder: "/nowhere" }))).rejects.toMatchObject({
      code: "ModelFileMissing",
    });
    await spawned.at(-1)?.process.exited;
  });
});
