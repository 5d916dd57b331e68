/**
 * How long evaluating datasets takes, and whether it comes out the same: `npm run bench -- validator [--quick]
 * [--shape 0.5b-cut] [--datasets N] [--rows N] [--eval-rows N] [--seeds N] [--threads N] [--python PATH] [--device D]
 * [--only speed|agreement]`. Measured against `reference.py`, which loads, trains, loads again, merges and evaluates for
 * each dataset as the reference validator does, with the same libraries on the same machine, one after the other. Prints
 * JSON lines:
 *
 * - speed, on a random model of Qwen2's shape with rows of the reference data: datasets an hour (model loading counted,
 *   the start of processes and libraries not), as a ratio to the reference's (above 1 we are faster), and peak memory;
 * - agreement, on the practice model, since rows teach a random one nothing: over better and worse datasets and several
 *   seeds the differences of losses at equal seeds, beside how far the reference's own seeds lie apart, and Spearman's rank
 *   correlation with the reference, beside that between its seeds. Seeds are of the adapter, as the reference draws them.
 *
 * Speed counts only where the differences are within the seeds' noise. `--quick` takes small numbers, for CI.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkoutRoot, pythonPeers } from "../../scripts/needs.ts";
import type { ResidentSettings } from "../../src-shared/engine/index.ts";
import { SHAPES, writeRandomModel } from "../lora/shapes.ts";
import { spearman } from "../spearman.ts";
import { type Contestant, contestants, type Job, type Outcome } from "./contestants.ts";
import { type Dataset, writeDatasets } from "./datasets.ts";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    shape: { type: "string" },
    datasets: { type: "string" },
    rows: { type: "string" },
    "eval-rows": { type: "string" },
    seeds: { type: "string" },
    threads: { type: "string", default: String(availableParallelism()) },
    python: { type: "string" },
    device: { type: "string", default: "cpu" },
    only: { type: "string" },
  },
});
const python = values.python ?? pythonPeers()?.torchPython ?? null;
if (python === null)
  throw new Error("torch, transformers and peft are not set up (node scripts/python-env.mjs)");
const { reference, exact, fast, onnx } = contestants(python);
const device = values.device as ResidentSettings["device"];
const size = {
  shape: values.shape ?? (values.quick ? "10m" : "0.5b-cut"),
  datasets: Number(values.datasets ?? (values.quick ? 2 : 4)),
  rows: Number(values.rows ?? (values.quick ? 8 : 16)),
  evalRows: Number(values["eval-rows"] ?? (values.quick ? 8 : 16)),
  seeds: Number(values.seeds ?? (values.quick ? 2 : 3)),
};
/** The reference's trainer draws the order of rows from a seed of its own. */
const ORDER_SEED = 42;

const settingsFor = (modelFolder: string): ResidentSettings => ({
  modelFolder,
  modelName: "bench",
  lora: { rank: 16, alpha: 32, dropout: 0.1, targets: "all-linear" },
  training: {
    batchSize: 1,
    accumulationSteps: 8,
    epochs: 2,
    warmupSteps: 5,
    learningRate: 2e-4,
    weightDecay: 0,
    maxGradientNorm: 1,
    quantization: device === "cpu" ? "none" : "nf4",
    orderSeed: ORDER_SEED,
  },
  evaluation: { batchSize: 1, model: "merged" },
  fidelity: "exact",
  device,
  threads: Number(values.threads),
});
const print = (line: object): void => console.log(JSON.stringify(line));
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const mean = (numbers: readonly number[]): number => sum(numbers) / numbers.length;
const round = (value: number): number => Number(value.toPrecision(4));

const folder = mkdtempSync(join(tmpdir(), "assay-bench-validator-"));
try {
  if (values.only !== "agreement") await compareSpeed();
  if (values.only !== "speed") await compareLosses();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function compareSpeed(): Promise<void> {
  const shape = SHAPES.find(({ name }) => name === size.shape);
  if (shape === undefined)
    throw new Error(`there is no shape ${size.shape}: ${SHAPES.map(({ name }) => name).join(", ")}`);
  const model = join(folder, "model");
  await writeRandomModel(model, shape);
  const tokenizer =
    shape.vocabulary < 151_936
      ? join(checkoutRoot, "resources", "practice-model")
      : join(checkoutRoot, "node_modules", "@lenml", "tokenizer-qwen2_5", "models");
  const { evaluation, all, tokens } = await writeDatasets(join(folder, "speed"), tokenizer, {
    ...size,
    count: size.datasets,
  });
  const jobs = all.map(({ file }) => ({ trainFile: file, evalFile: evaluation.file, seed: 1 }));
  const settings = settingsFor(model);
  const theirs = await reference.evaluate(jobs, settings);
  const told = (contestant: Contestant, outcome: Outcome): void => {
    // A model that stays is loaded once: that counts as a share of the first dataset's time, its libraries don't.
    const loading = contestant === reference ? 0 : Math.max(0, outcome.openSeconds - theirs.openSeconds);
    const total = sum(outcome.seconds) + loading;
    print({
      what: "speed",
      engine: contestant.name,
      shape: size.shape,
      datasets: jobs.length,
      rows: size.rows,
      evalRows: size.evalRows,
      tokens,
      datasetsPerHour: round((3600 * jobs.length) / total),
      timesReference: round(sum(theirs.seconds) / total),
      secondsEach: outcome.seconds.map(round),
      openSeconds: round(outcome.openSeconds),
      peakMb: outcome.peakMb,
      largestDifference: round(largestDifference(outcome.losses, theirs.losses)),
    });
  };
  told(reference, theirs);
  for (const contestant of [exact, fast, onnx]) told(contestant, await contestant.evaluate(jobs, settings));
}

async function compareLosses(): Promise<void> {
  const model = join(checkoutRoot, "resources", "practice-model");
  const { evaluation, all } = await writeDatasets(join(folder, "agreement"), model, {
    rows: values.quick ? 16 : 48,
    evalRows: values.quick ? 8 : 24,
    count: 12,
  });
  const settings = settingsFor(model);
  const seeds = Array.from({ length: size.seeds }, (_, index) => index + 1);
  const jobs = seeds.flatMap((seed) =>
    all.map(({ file }): Job => ({ trainFile: file, evalFile: evaluation.file, seed })),
  );
  const bySeed = (losses: readonly number[]): number[][] =>
    seeds.map((_, index) => losses.slice(index * all.length, (index + 1) * all.length));
  const theirs = bySeed((await reference.evaluate(jobs, settings)).losses);
  const pairs = seeds.flatMap((_, a) => seeds.slice(a + 1).map((_, b) => [a, a + 1 + b] as const));
  print({
    what: "agreement",
    engine: "the reference's own seeds",
    datasets: all.map(({ name }: Dataset) => name),
    losses: theirs[0]?.map(round),
    meanDifference: round(mean(pairs.map(([a, b]) => meanDifference(theirs[a] ?? [], theirs[b] ?? [])))),
    largestDifference: round(
      Math.max(...pairs.map(([a, b]) => largestDifference(theirs[a] ?? [], theirs[b] ?? []))),
    ),
    rankCorrelation: round(mean(pairs.map(([a, b]) => spearman(theirs[a] ?? [], theirs[b] ?? [])))),
  });
  for (const contestant of [exact, fast, onnx]) {
    const ours = bySeed((await contestant.evaluate(jobs, settings)).losses);
    const overSeeds = (compare: (a: readonly number[], b: readonly number[]) => number): number[] =>
      seeds.map((_, index) => compare(ours[index] ?? [], theirs[index] ?? []));
    print({
      what: "agreement",
      engine: contestant.name,
      meanDifference: round(mean(overSeeds(meanDifference))),
      largestDifference: round(Math.max(...overSeeds(largestDifference))),
      rankCorrelation: round(mean(overSeeds(spearman))),
    });
  }
}

function differences(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, index) => Math.abs(value - (b[index] ?? Number.NaN)));
}
function meanDifference(a: readonly number[], b: readonly number[]): number {
  return mean(differences(a, b));
}
function largestDifference(a: readonly number[], b: readonly number[]): number {
  return Math.max(...differences(a, b));
}
