import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { checkoutRoot } from "../../scripts/needs.ts";
import {
  openOnnxEngine,
  openTorchEngine,
  type ResidentEngine,
  type ResidentSettings,
} from "../../src-shared/engine/index.ts";
import { childProcessHost } from "../../src-shared/system/index.ts";

export interface Job {
  readonly trainFile: string;
  readonly evalFile: string;
  readonly seed: number;
}

export interface Outcome {
  readonly losses: readonly number[];
  /** For each job; what comes before the first one (the process, its libraries) is not in it. */
  readonly seconds: readonly number[];
  /** Until the first job can begin: the process, its libraries and, where it stays, the model. */
  readonly openSeconds: number;
  readonly peakMb: { readonly process: number; readonly device: number | null };
}

export interface Contestant {
  readonly name: string;
  evaluate(jobs: readonly Job[], settings: ResidentSettings): Promise<Outcome>;
}

/** @param python the interpreter with torch, transformers and peft */
export const contestants = (python: string): Record<"reference" | "exact" | "fast" | "onnx", Contestant> => {
  const worker = { python, workerDir: join(checkoutRoot, "validator-headless", "torch-worker") };
  return {
    reference: {
      name: "reference",
      evaluate: (jobs, settings) => evaluateByReference(python, jobs, settings),
    },
    exact: resident("torch exact", (settings) => openTorchEngine(worker, settings)),
    fast: resident("torch fast", (settings) => openTorchEngine(worker, { ...settings, fidelity: "fast" })),
    onnx: resident("onnx", (settings) =>
      openOnnxEngine((entry) => childProcessHost.spawn(entry, { name: "engine" }), {
        ...settings,
        device: settings.device === "cuda" ? "cpu" : settings.device,
      }),
    ),
  };
};

function resident(name: string, open: (settings: ResidentSettings) => Promise<ResidentEngine>): Contestant {
  return {
    name,
    evaluate: async (jobs, settings) => {
      const started = performance.now();
      const engine = await open(settings);
      const openSeconds = (performance.now() - started) / 1000;
      try {
        const losses: number[] = [];
        const seconds: number[] = [];
        let peakMb: Outcome["peakMb"] = { process: 0, device: null };
        for (const job of jobs) {
          const result = await engine.run({ ...job, withBaseLoss: false, adapterFolder: null });
          losses.push(result.evalLoss);
          seconds.push(result.seconds);
          peakMb = result.peakMemoryMb;
        }
        return { losses, seconds, openSeconds, peakMb };
      } finally {
        await engine.close();
      }
    },
  };
}

async function evaluateByReference(
  python: string,
  jobs: readonly Job[],
  { modelFolder, lora, training, evaluation, threads, device }: ResidentSettings,
): Promise<Outcome> {
  const request = {
    model: modelFolder,
    threads,
    device,
    lora,
    training,
    batchSize: evaluation.batchSize,
    jobs: jobs.map(({ trainFile, evalFile, seed }) => ({ train: trainFile, eval: evalFile, seed })),
  };
  const script = fileURLToPath(new URL("./reference.py", import.meta.url));
  const started = performance.now();
  const child = spawn(python, [script, JSON.stringify(request)], {
    stdio: ["ignore", "pipe", "pipe"],
    // As the worker has it, or CUDA's products of matrices would be refused.
    env: { ...process.env, CUBLAS_WORKSPACE_CONFIG: ":16:8" },
  });
  const complaints: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => complaints.push(line));
  const losses: number[] = [];
  const seconds: number[] = [];
  let openSeconds = 0;
  let peakMb: Outcome["peakMb"] = { process: 0, device: null };
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === "ready") openSeconds = (performance.now() - started) / 1000;
    if (!line.startsWith('{"loss"')) continue;
    const done = JSON.parse(line) as {
      loss: number;
      seconds: number;
      peakMb: number;
      peakDeviceMb: number | null;
    };
    losses.push(done.loss);
    seconds.push(done.seconds);
    peakMb = { process: done.peakMb, device: done.peakDeviceMb };
  }
  if (losses.length < jobs.length)
    throw new Error(complaints.slice(-5).join("\n") || "the reference stopped early");
  return { losses, seconds, openSeconds, peakMb };
}
