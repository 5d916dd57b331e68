import type { LoraShape, StoredWeightType } from "../decoder/block-graph.ts";
import { type DecoderShape, layerParameters, linearSize, modelParameters } from "../decoder/shape.ts";
import { adapterParameters } from "../training/adapter-state.ts";

/** How a run trades speed for memory. */
export interface RunMode {
  readonly weightType: StoredWeightType;
  readonly recompute: boolean;
}

const FAST: RunMode = { weightType: "float32", recompute: false };
const SMALL: RunMode = { weightType: "float16", recompute: true };
const MODES: readonly RunMode[] = [FAST, { weightType: "float32", recompute: true }, SMALL];

const MB = 2 ** 20;
/** Node, onnxruntime and the tokenizer. */
const BASE_BYTES = 220 * MB;
/** Logits of the targets that meet some words at once, with what is made of them. */
const HEAD_BYTES = 40 * MB;
/** onnxruntime takes memory in growing pieces: measured peaks against what a layer needs at once. */
const ARENA_GROWTH = 2.5;
/** Leave some of what is free to other programs. */
const SHARE_OF_FREE = 0.8;

export interface MemoryPlan {
  readonly mode: RunMode;
  readonly neededMb: number;
}

/** The fastest way of running that fits into what is free; null with the smallest need when none does. */
export function planMemory(
  shape: DecoderShape,
  lora: LoraShape,
  longestPack: number,
  freeBytes: number,
): MemoryPlan | { readonly mode: null; readonly neededMb: number } {
  for (const mode of MODES) {
    const needed = neededBytes(shape, lora, mode, longestPack);
    if (needed <= freeBytes * SHARE_OF_FREE) return { mode, neededMb: Math.ceil(needed / MB) };
  }
  return { mode: null, neededMb: Math.ceil(neededBytes(shape, lora, SMALL, longestPack) / MB) };
}

/** About what a run takes at its peak, in bytes. */
export function neededBytes(
  shape: DecoderShape,
  lora: LoraShape,
  { weightType, recompute }: RunMode,
  tokens: number,
): number {
  const { layers, hidden, heads, kvHeads, headDim, feedForward, vocabulary } = shape;
  const bytesPerWeight = weightType === "float16" ? 2 : 4;
  const weights = modelParameters(shape) * bytesPerWeight;
  // While the embedding is read it stands in memory twice: as stored, and as wanted.
  const reading = vocabulary * hidden * (weightType === "float16" ? 0 : 2);
  const widened = weightType === "float16" ? layerParameters(shape) * 4 : 0;
  const optimizer = adapterParameters(shape, lora) * 4 * 4;
  const layerInputs = (layers + 1) * tokens * hidden * 4;
  const kept =
    tokens *
    4 *
    (2 * heads * headDim +
      2 * kvHeads * headDim +
      hidden +
      2 * feedForward +
      lora.targets.length * lora.rank);
  const masks =
    lora.dropout === 0
      ? 0
      : tokens * lora.targets.reduce((sum, name) => sum + linearSize(shape, name).inputs, 0);
  const atOnce =
    tokens * 4 * (8 * feedForward + 16 * hidden) + 5 * heads * Math.min(tokens, 256) * tokens * 4;
  const working = atOnce * ARENA_GROWTH;
  const keptLayers = recompute ? 1 : layers;
  return (
    BASE_BYTES +
    HEAD_BYTES +
    weights +
    Math.max(
      reading,
      optimizer + layerInputs + keptLayers * (kept + masks) + working + widened + tokens * tokens * 4,
    )
  );
}
