import { Decoder } from "./decoder/decoder.ts";
import { loadWeights } from "./decoder/load-weights.ts";
import type { TokenRow } from "./decoder/packed-rows.ts";
import { LINEAR_NAMES } from "./decoder/shape.ts";
import { ModelFolder } from "./files/model-folder.ts";
import { GraphBuilder } from "./graph/graph-builder.ts";
import { OnnxDevice } from "./session/onnx-device.ts";
import { evaluateRows } from "./training/evaluate.ts";
import { fineTune } from "./training/fine-tune.ts";

export interface MeasureRequest {
  readonly folder: string;
  readonly rows: readonly TokenRow[];
  readonly mode: "fast" | "small";
  readonly what: "train" | "eval";
  readonly dropout: number;
  readonly threads: number;
  readonly accumulationSteps: number;
  readonly repeats: number;
}

/** The fastest of some steps, or of some passes over all rows, in seconds. */
export async function measureEngine(request: MeasureRequest): Promise<{ seconds: number; lastLoss: number }> {
  const { rows, mode, what, dropout, threads, accumulationSteps, repeats } = request;
  const model = await ModelFolder.open(request.folder);
  const device = new OnnxDevice({ provider: "cpu", threads });
  const weightType = mode === "fast" ? "float32" : "float16";
  const weights = await loadWeights(model, device, { weightType, quantization: "none" });
  const lora = { rank: 16, alpha: 32, dropout, targets: LINEAR_NAMES };
  const decoder = new Decoder(device, {
    shape: model.shape,
    weightType,
    lora,
    recompute: mode === "small",
  });
  decoder.setWeights(weights);
  const times: number[] = [];
  let lastLoss = Number.NaN;
  let start = performance.now();
  const lap = (): void => {
    times.push((performance.now() - start) / 1000);
    start = performance.now();
  };
  if (what === "train") {
    await fineTune({
      decoder,
      shape: model.shape,
      lora,
      rows,
      training: {
        batchSize: 1,
        accumulationSteps,
        epochs: Math.ceil((repeats * accumulationSteps) / rows.length),
        warmupSteps: 0,
        learningRate: 1e-4,
        weightDecay: 0,
        maxGradientNorm: 1,
      },
      seed: 1,
      packTokens: 512,
      onStep: ({ loss }) => {
        lastLoss = loss;
        lap();
      },
    });
  } else {
    for (let round = 0; round < repeats; round++) {
      const losses = await evaluateRows({ decoder, rows, adapter: null, packTokens: 512 });
      lap();
      lastLoss =
        losses.reduce((sum, row) => sum + row.sum, 0) / losses.reduce((sum, row) => sum + row.targets, 0);
    }
  }
  return { seconds: Math.min(...times), lastLoss };
}

/** What onnxruntime's own matrix product reaches here in float32, in GFLOP/s: the best of several sizes. */
export async function measureMatmulPeak(threads: number): Promise<number> {
  const device = new OnnxDevice({ provider: "cpu", threads });
  const graph = new GraphBuilder();
  const product = graph.matmul(graph.input("a", ["m", "k"]), graph.input("b", ["k", "n"]));
  const session = await device.session(graph.build([product]));
  let best = 0;
  for (const [m, k, n] of PEAK_SIZES) {
    const a = device.tensor(new Float32Array(m * k).fill(0.5), [m, k]);
    const b = device.tensor(new Float32Array(k * n).fill(0.5), [k, n]);
    for (let round = 0; round < 12; round++) {
      const start = performance.now();
      await session.run({ a, b }, { [product]: { slot: "product", dims: [m, n] } });
      best = Math.max(best, (2 * m * k * n) / ((performance.now() - start) * 1e6));
    }
  }
  return best;
}

const PEAK_SIZES = [
  [512, 896, 4864],
  [512, 4864, 896],
  [1024, 1024, 1024],
  [2048, 1024, 2048],
] as const;
