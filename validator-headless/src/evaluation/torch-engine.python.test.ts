import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkoutRoot, pythonPeers } from "../../../scripts/needs.ts";
import {
  encodeRows,
  openOnnxEngineHere,
  openTorchEngine,
  type ResidentEngine,
  type ResidentJob,
  type ResidentProgress,
  type ResidentSettings,
} from "../../../src-shared/engine/index.ts";

const workerDir = join(checkoutRoot, "validator-headless", "torch-worker");
const torchPython = (): string => {
  const python = pythonPeers()?.torchPython ?? null;
  if (python === null)
    throw new Error("torch, transformers and peft are not set up (node scripts/python-env.mjs)");
  return python;
};
const runPython = (args: readonly string[]): string => {
  const { status, stdout, stderr } = spawnSync(torchPython(), args, { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return stdout;
};

let folder: string;
const files: Record<string, string> = {};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-torch-"));
  runPython([fileURLToPath(new URL("./test-support/tiny_models.py", import.meta.url)), folder]);
  const write = (name: string, bytes: Uint8Array): void => {
    files[name] = join(folder, `${name}.rows`);
    writeFileSync(files[name], bytes);
  };
  // With batches of 2 and 3 to a step: a leftover window, and a row that nothing is learned from.
  write("a", encodeRows([...rows(1, 22), mute]));
  write("b", encodeRows(rows(2, 15)));
  write("pair", encodeRows(rows(3, 6)));
  write("eval", encodeRows(rows(4, 11)));
  write("mute", encodeRows([mute]));
  write("foreign", encodeRows([{ ids: Int32Array.of(1, 9999), learn: Uint8Array.of(0, 1) }]));
  write("garbage", new TextEncoder().encode("no rows at all"));
  files.missing = join(folder, "nowhere");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const mute = { ids: Int32Array.of(5, 6, 7), learn: Uint8Array.of(0, 0, 0) };

/** Rows of random tokens that both models know. */
function rows(seed: number, count: number): { ids: Int32Array; learn: Uint8Array }[] {
  let state = seed;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  return Array.from({ length: count }, () => {
    const length = 8 + below(40);
    return {
      ids: Int32Array.from({ length }, () => below(290)),
      learn: Uint8Array.from({ length }, (_, index) => (index > 3 && (below(10) < 6 || index === 7) ? 1 : 0)),
    };
  });
}

const settings = (changes: Partial<ResidentSettings> = {}): ResidentSettings => ({
  modelFolder: join(folder, "qwen2"),
  modelName: "tiny",
  lora: { rank: 4, alpha: 8, dropout: 0.1, targets: "all-linear" },
  training: {
    batchSize: 2,
    accumulationSteps: 3,
    epochs: 2,
    warmupSteps: 1,
    learningRate: 5e-3,
    weightDecay: 0,
    maxGradientNorm: 1,
    quantization: "none",
    orderSeed: 42,
  },
  evaluation: { batchSize: 4, model: "merged" },
  fidelity: "exact",
  device: "cpu",
  threads: 2,
  ...changes,
});

const job = (train: string, changes: Partial<ResidentJob> = {}): ResidentJob => ({
  trainFile: files[train] as string,
  evalFile: files.eval as string,
  seed: 7,
  withBaseLoss: false,
  adapterFolder: null,
  ...changes,
});

const open = (changes: Partial<ResidentSettings> = {}): Promise<ResidentEngine> =>
  openTorchEngine({ python: torchPython(), workerDir }, settings(changes));

async function withEngine(engine: Promise<ResidentEngine>, use: (engine: ResidentEngine) => Promise<void>) {
  const opened = await engine;
  try {
    await use(opened);
  } finally {
    await opened.close();
  }
}

/** What the reference's sequence makes of the same jobs, each in fresh state. */
function reference(names: readonly string[], { modelFolder, lora, training, evaluation }: ResidentSettings) {
  const request = {
    model: modelFolder,
    threads: 2,
    device: "cpu",
    lora,
    training,
    batchSize: evaluation.batchSize,
    jobs: names.map((name) => ({ train: files[name], eval: files.eval, seed: 7 })),
  };
  return runPython([join(checkoutRoot, "bench", "validator", "reference.py"), JSON.stringify(request)])
    .split("\n")
    .filter((line) => line.startsWith('{"loss"'))
    .map((line) => (JSON.parse(line) as { loss: number }).loss);
}

describe.each([
  ["qwen2", { lora: { rank: 4, alpha: 8, dropout: 0.1, targets: "all-linear" as const } }],
  ["llama", { lora: { rank: 3, alpha: 6, dropout: 0.1, targets: ["q_proj", "v_proj"] } }],
])("a tiny %s model", (name, changes) => {
  const ofModel = (more: Partial<ResidentSettings> = {}): Partial<ResidentSettings> => ({
    modelFolder: join(folder, name),
    ...changes,
    ...more,
  });

  test("has the reference's losses, dropout and leftover windows included, whatever ran before", () =>
    withEngine(open(ofModel()), async (engine) => {
      const first = await engine.run(job("b"));
      const other = await engine.run(job("pair"));
      const again = await engine.run(job("b", { withBaseLoss: true }));
      expect(again.evalRows).toEqual(first.evalRows);
      expect(again.curve).toEqual(first.curve);
      const expected = reference(["b", "pair"], settings(ofModel()));
      expect(Math.abs(first.evalLoss - (expected[0] ?? Number.NaN))).toBeLessThan(2e-6);
      expect(Math.abs(other.evalLoss - (expected[1] ?? Number.NaN))).toBeLessThan(2e-6);
      expect(again.baseLoss).toBeGreaterThan(0);
      expect(again.baseLoss).not.toBe(again.evalLoss);
    }));

  test("loses the same in the onnx engine, which draws its first numbers otherwise", async () => {
    // Without dropout, and with so little learned that the start of A does not show.
    const training = { ...settings().training, learningRate: 2e-5 };
    const lora = { ...(changes.lora ?? settings().lora), dropout: 0 };
    const both = ofModel({ lora, training });
    const ofTorch = await open(both);
    const ofOnnx = await openOnnxEngineHere(settings(both));
    for (const train of ["a", "b"]) {
      const theirs = await ofTorch.run(job(train, { withBaseLoss: true }));
      const ours = await ofOnnx.run(job(train, { withBaseLoss: true }));
      expect(Math.abs(theirs.evalLoss - ours.evalLoss)).toBeLessThan(1e-3);
      expect(Math.abs((theirs.baseLoss ?? 0) - (ours.baseLoss ?? 1))).toBeLessThan(1e-5);
      expect(
        theirs.curve.map(({ step, totalSteps, learningRate }) => [step, totalSteps, learningRate]),
      ).toEqual(ours.curve.map(({ step, totalSteps, learningRate }) => [step, totalSteps, learningRate]));
      expect(theirs.evalRows.map(({ targets }) => targets)).toEqual(
        ours.evalRows.map(({ targets }) => targets),
      );
    }
    await ofTorch.close();
    await ofOnnx.close();
  });
});

describe("the torch worker", () => {
  test("loses the same but for rounding when it is to be fast, and with the training model", () =>
    withEngine(open(), async (exact) => {
      const { evalLoss } = await exact.run(job("b"));
      for (const changes of [
        { fidelity: "fast" as const },
        { evaluation: { batchSize: 4, model: "training" as const } },
      ]) {
        await withEngine(open(changes), async (other) => {
          expect(Math.abs((await other.run(job("b"))).evalLoss - evalLoss)).toBeLessThan(1e-4);
        });
      }
    }));

  test("says what it does and with what, and leaves an adapter that names its model", () =>
    withEngine(open({ training: { ...settings().training, quantization: "nf4" } }), async (engine) => {
      const said: ResidentProgress[] = [];
      const adapterFolder = join(folder, "adapter");
      const result = await engine.run(job("b", { adapterFolder }), {
        onProgress: (progress) => said.push(progress),
      });
      expect(said.filter(({ phase }) => phase === "training")).toHaveLength(result.curve.length);
      expect(said.at(-1)).toEqual({ phase: "evaluating", done: 11, total: 11 });
      expect(existsSync(join(adapterFolder, "adapter_model.safetensors"))).toBe(true);
      expect(result.peakMemoryMb.process).toBeGreaterThan(50);
      expect(result.peakMemoryMb.device).toBeNull();
      expect(engine.facts).toMatchObject({
        engine: "torch",
        device: "cpu, 2 threads",
        precision: { training: "f32", evaluation: "f32" },
        isReferencePrecision: false,
      });
      expect(engine.facts.workerClass).toContain("torch 2.7.0");
    }));

  test("refuses bad datasets one by one, and stays as it was", () =>
    withEngine(open(), async (engine) => {
      const before = await engine.run(job("pair"));
      for (const [code, changes] of [
        ["RowsInvalid", { trainFile: files.garbage }],
        ["RowsInvalid", { trainFile: files.missing }],
        ["RowsInvalid", { evalFile: files.foreign }],
        ["NothingToLearn", { trainFile: files.mute }],
        ["NothingToEvaluate", { evalFile: files.mute }],
      ] as [string, Partial<ResidentJob>][])
        await expect(engine.run(job("pair", changes))).rejects.toMatchObject({ code });
      const withMute = await engine.run(job("a"));
      expect(withMute.evalLoss).toBeGreaterThan(0);
      expect((await engine.run(job("pair"))).evalLoss).toBe(before.evalLoss);
    }));

  test("stops with the step at a loss that is no number, which leaves nothing behind", () => {
    // The first step of a warm-up learns nothing: a dataset of one step comes off, a longer one leaves all bounds.
    const training = { ...settings().training, epochs: 1, learningRate: 1e25 };
    return withEngine(open({ training }), async (engine) => {
      const before = await engine.run(job("pair"));
      await expect(engine.run(job("a"))).rejects.toMatchObject({
        code: "LossNotANumber",
        details: { step: 3 },
      });
      expect((await engine.run(job("pair"))).evalLoss).toBe(before.evalLoss);
    });
  });

  test("is called off within a step, also before its turn, and takes the next", () =>
    withEngine(open(), async (engine) => {
      const calledOff = new AbortController();
      const steps: number[] = [];
      const run = engine.run(job("a"), {
        signal: calledOff.signal,
        onProgress: (progress) => {
          if (progress.phase !== "training") return;
          steps.push(progress.step.step);
          calledOff.abort();
        },
      });
      const waiting = engine.run(job("b"), { signal: calledOff.signal });
      await expect(run).rejects.toMatchObject({ code: "EngineCancelled" });
      await expect(waiting).rejects.toMatchObject({ code: "EngineCancelled" });
      expect(steps.length).toBeLessThan(4);
      expect((await engine.run(job("pair"))).evalLoss).toBeGreaterThan(0);
    }));

  test("is gone when its process is killed, and keeps nobody waiting", async () => {
    const pidFile = join(folder, "worker.pid");
    const wrapper = join(folder, "wrapped");
    mkdirSync(wrapper, { recursive: true });
    writeFileSync(
      join(wrapper, "worker.py"),
      [
        "import os, runpy, sys",
        `open(${JSON.stringify(pidFile)}, 'w').write(str(os.getpid()))`,
        `sys.path.insert(0, ${JSON.stringify(workerDir)})`,
        `runpy.run_path(${JSON.stringify(join(workerDir, "worker.py"))})`,
      ].join("\n"),
    );
    const engine = await openTorchEngine({ python: torchPython(), workerDir: wrapper }, settings());
    const { readFileSync } = await import("node:fs");
    const pid = Number(readFileSync(pidFile, "utf8"));
    const run = engine.run(job("a"), { onProgress: () => process.kill(pid, "SIGKILL") });
    await expect(run).rejects.toMatchObject({ code: "EngineStopped" });
    await expect(engine.run(job("a"))).rejects.toMatchObject({ code: "EngineStopped" });
    await engine.close();
  });

  test.each([
    ["ModelFileMissing", { modelFolder: "/nowhere" }, {}],
    ["EngineUnavailable", { device: "webgpu" as const }, {}],
    ["EngineUnavailable", {}, { python: "/nowhere/python" }],
    ["EngineUnavailable", {}, { workerDir: "/nowhere" }],
  ])("can't be opened: %s, for %o and %o", (code, changes, worker) =>
    expect(
      openTorchEngine({ python: torchPython(), workerDir, ...worker }, settings(changes)),
    ).rejects.toMatchObject({ code }),
  );

  const hasCuda = (): boolean =>
    pythonPeers()?.torchPython != null &&
    runPython(["-c", "import torch; print(torch.cuda.is_available())"]).trim() === "True";
  test.skipIf(!hasCuda())("gives the same dataset the same loss twice on CUDA (needs a CUDA card)", () =>
    withEngine(
      open({ device: "cuda", training: { ...settings().training, quantization: "nf4" } }),
      async (engine) => {
        const first = await engine.run(job("a"));
        await engine.run(job("b"));
        const again = await engine.run(job("a"));
        expect(again.evalRows).toEqual(first.evalRows);
        expect(again.curve).toEqual(first.curve);
        expect(again.peakMemoryMb.device).toBeGreaterThan(0);
      },
    ),
  );
});
