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

/**
 * The ways to run on a graphics card, the fastest first: with weights of 16 bits where it computes with them, since its
 * memory is small and what it reads of it is what takes the time; never with them where it doesn't.
 */
export function cardModes(weightType: StoredWeightType): readonly RunMode[] {
  return [
    { weightType, recompute: false },
    { weightType, recompute: true },
  ];
}

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

/**
 * The fastest way of running that fits into what is free; null with the smallest need when none does.
 * @param modes the fastest first, the smallest last
 */
export function planMemory(
  shape: DecoderShape,
  lora: LoraShape,
  longestPack: number,
  freeBytes: number,
  modes = MODES,
): MemoryPlan | { readonly mode: null; readonly neededMb: number } {
  for (const mode of modes) {
    const needed = neededBytes(shape, lora, mode, longestPack);
    if (needed <= freeBytes * SHARE_OF_FREE) return { mode, neededMb: Math.ceil(needed / MB) };
  }
  return {
    mode: null,
    neededMb: Math.ceil(neededBytes(shape, lora, modes.at(-1) ?? SMALL, longestPack) / MB),
  };
}

/** About what a run takes at its peak, in bytes. */
export function neededBytes(shape: DecoderShape, lora: LoraShape, mode: RunMode, tokens: number): number {
  // While the embedding is read it stands in memory twice: as stored, and as wanted.
  const reading = shape.vocabulary * shape.hidden * (mode.weightType === "float16" ? 0 : 2);
  return weightBytes(shape, mode) + Math.max(reading, workingBytes(shape, lora, mode, tokens));
}

/** What a process takes that holds the model and has not worked yet. */
const weightBytes = (shape: DecoderShape, { weightType }: RunMode): number =>
  BASE_BYTES + HEAD_BYTES + modelParameters(shape) * (weightType === "float16" ? 2 : 4);

/** What a second set of the layers' weights takes, quantised or not, beside the first. */
const secondLayersBytes = (shape: DecoderShape, { weightType }: RunMode): number =>
  shape.layers * layerParameters(shape) * (weightType === "float16" ? 2 : 4);

/** What training on rows of so many tokens takes beside the weights. */
export function workingBytes(
  shape: DecoderShape,
  lora: LoraShape,
  { weightType, recompute }: RunMode,
  tokens: number,
): number {
  const { layers, hidden, heads, kvHeads, headDim, feedForward } = shape;
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
  return optimizer + layerInputs + keptLayers * (kept + masks) + working + widened + tokens * tokens * 4;
}

export interface ResidentPlan {
  readonly mode: RunMode;
  /** Whether quantised and original weights are held side by side. */
  readonly keepsBoth: boolean;
}

/**
 * How a model is kept for rows of up to so many tokens: the fastest way that fits, two sets of weights beside each other
 * before slower arithmetic, since rows of one dataset are trained on and evaluated in turn. Null where none fits.
 */
export function planResidentMemory(
  shape: DecoderShape,
  lora: LoraShape,
  wantsBoth: boolean,
  longestRow: number,
  freeBytes: number,
): ResidentPlan | { readonly mode: null; readonly neededMb: number } {
  const fits = (mode: RunMode, keepsBoth: boolean): boolean =>
    neededBytes(shape, lora, mode, longestRow) + (keepsBoth ? secondLayersBytes(shape, mode) : 0) <=
    freeBytes * SHARE_OF_FREE;
  for (const mode of MODES) {
    for (const keepsBoth of wantsBoth ? [true, false] : [false])
      if (fits(mode, keepsBoth)) return { mode, keepsBoth };
  }
  return { mode: null, neededMb: Math.ceil(neededBytes(shape, lora, SMALL, longestRow) / MB) };
}

/** Whether a run that needs so many bytes more than the process holds leaves other programs their share. */
export const fitsInto = (moreBytes: number, freeBytes: number): boolean =>
  moreBytes <= freeBytes * SHARE_OF_FREE;
