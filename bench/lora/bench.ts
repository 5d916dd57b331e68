/**
 * The LoRA engine measured against transformers + peft on torch: `npm run bench -- lora [--shapes 10m,0.5b-cut]
 * [--lengths 120,512] [--growth] [--repeats N] [--threads N] [--python PATH]`. Prints one JSON object a line: tokens a
 * second of both in training (dropout on) and evaluation, in the same run on the same random model and rows, as a ratio
 * (above 1 we are faster); torch runs with one thread and with all, and the better counts. Ours runs in its fast way
 * (float32 weights, activations kept) and its small one (float16 weights, activations worked out again). `useful` is what
 * of onnxruntime's own float32 matrix product, measured first, the useful arithmetic makes: without dropout, softmax and
 * the like, and without anything done twice. `--growth` measures our training at more rows and at up to 4,096 tokens.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { pythonPeers } from "../../scripts/needs.ts";
import { type BenchShape, makeRows, SHAPES, writeRandomModel } from "./shapes.ts";

interface Figures {
  readonly seconds: number;
  readonly lastLoss: number;
  readonly peakMb: number;
}

const { values } = parseArgs({
  options: {
    shapes: { type: "string", default: "10m,0.5b-cut" },
    lengths: { type: "string", default: "120,512" },
    growth: { type: "boolean", default: false },
    repeats: { type: "string", default: "4" },
    threads: { type: "string", default: String(availableParallelism()) },
    python: { type: "string" },
  },
});
const threads = Number(values.threads);
const repeats = Number(values.repeats);
const python = values.python ?? pythonPeers()?.torchPython ?? null;
const ACCUMULATION = 4;
const DROPOUT = 0.1;

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const ask = (program: string, args: readonly string[], request: object): unknown =>
  JSON.parse(
    execFileSync(program, [...args, JSON.stringify(request)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      maxBuffer: 2 ** 26,
    })
      .trim()
      .split("\n")
      .at(-1) ?? "",
  );
const own = (request: object): Figures => ask(process.execPath, [here("./own.entry.ts")], request) as Figures;
const torch = (request: object): Figures | null =>
  python === null ? null : (ask(python, [here("./peer.py")], request) as Figures);
const print = (line: object): void => console.log(JSON.stringify(line));

const folder = mkdtempSync(join(tmpdir(), "assay-bench-lora-"));
try {
  const { gigaflops } = ask(process.execPath, [here("./own.entry.ts")], { what: "peak", threads }) as {
    gigaflops: number;
  };
  print({ matmulPeakGigaflops: Math.round(gigaflops), threads, torch: python !== null });
  for (const name of values.shapes.split(",")) {
    const shape = SHAPES.find((each) => each.name === name);
    if (shape === undefined)
      throw new Error(`there is no shape ${name}: ${SHAPES.map((each) => each.name).join(", ")}`);
    const model = join(folder, name);
    mkdirSync(model);
    await writeRandomModel(model, shape);
    for (const length of values.lengths.split(",").map(Number)) compare(shape, model, length, gigaflops);
    if (values.growth) grow(shape, model);
    rmSync(model, { recursive: true });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function compare(shape: BenchShape, model: string, length: number, gigaflops: number): void {
  const rows = makeRows(shape, ACCUMULATION, length);
  const file = `rows-${length}.json`;
  writeFileSync(join(model, file), JSON.stringify(rows));
  const request = { folder: model, rows: file, dropout: DROPOUT, accumulationSteps: ACCUMULATION, repeats };
  const tokens = length * rows.length;
  for (const what of ["train", "eval"] as const) {
    const theirs = [...new Set([1, threads])].map((count) => torch({ ...request, what, threads: count }));
    const best = theirs.reduce((a, b) => (a !== null && b !== null && b.seconds < a.seconds ? b : a));
    for (const mode of ["fast", "small"] as const) {
      const ours = own({ ...request, what, mode, threads });
      print({
        shape: shape.name,
        length,
        what,
        mode,
        tokensPerSecond: Math.round(tokens / ours.seconds),
        torchTokensPerSecond: best && Math.round(tokens / best.seconds),
        timesTorch: best && round(best.seconds / ours.seconds),
        useful: round(usefulGigaflop(shape, length, rows.length, what) / ours.seconds / gigaflops),
        peakMb: ours.peakMb,
        torchPeakMb: best?.peakMb ?? null,
        loss: round(ours.lastLoss),
        torchLoss: best && round(best.lastLoss),
      });
    }
  }
}

function grow(shape: BenchShape, model: string): void {
  const measure = (count: number, length: number): void => {
    const file = `rows-${count}-${length}.json`;
    writeFileSync(join(model, file), JSON.stringify(makeRows(shape, count, length)));
    const { seconds, peakMb } = own({
      folder: model,
      rows: file,
      dropout: DROPOUT,
      accumulationSteps: count,
      repeats: 2,
      what: "train",
      mode: "small",
      threads,
    });
    print({
      shape: shape.name,
      growth: { rows: count, length },
      seconds: round(seconds),
      tokensPerSecond: Math.round((count * length) / seconds),
      peakMb,
    });
  };
  for (const count of [2, 4, 8]) measure(count, 512);
  for (const length of [1024, 2048, 4096]) measure(1, length);
}

/** Forward, and backward to activations but not to frozen weights; the head for targets only; attention by its mask. */
function usefulGigaflop(shape: BenchShape, length: number, rows: number, what: "train" | "eval"): number {
  const { layers, hidden, heads, kvHeads, headDim, feedForward, vocabulary } = shape;
  const perToken = 2 * hidden * headDim * (heads + kvHeads) + 3 * hidden * feedForward;
  const linear = 2 * layers * perToken * length;
  const attention = 2 * layers * heads * headDim * length ** 2;
  const head = 2 * vocabulary * hidden * (length / 2);
  return (
    (rows * (what === "train" ? 2 * linear + 3 * attention + 2 * head : linear + attention + head)) / 1e9
  );
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
