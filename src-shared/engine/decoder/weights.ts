import type { Tensor } from "onnxruntime-node";
import type { Numbers } from "../session/onnx-device.ts";
import type { LinearName } from "./shape.ts";

/** The frozen weights of a decoder where a device wants them. */
export interface DecoderWeights {
  readonly layers: readonly LayerWeights[];
  readonly finalNorm: Tensor;
  readonly embedding: EmbeddingTable;
  /** The head's matrix, row by row; the embedding's where the model ties them. */
  readonly wordTable: EmbeddingTable;
  /** The head's matrix [vocabulary, hidden], in parts of some rows each, in order. */
  readonly words: readonly Tensor[];
}

/** By the names of `BLOCK_PORTS`: norms, weights and biases. */
export type LayerWeights = Readonly<Record<string, Tensor>>;

/** Rows of numbers that can be looked up. */
export interface EmbeddingTable {
  /** Writes row `id` at `offset`. */
  copyRow(id: number, target: Numbers, offset: number): void;
  /** The inner product of row `id` with the `hidden` numbers of `vector` from `offset`. */
  dot(id: number, vector: Numbers, offset: number): number;
}

/** LoRA's matrices of one linear layer: `a` [rank, inputs], `b` [outputs, rank]. */
export interface AdapterMatrices {
  readonly a: Numbers;
  readonly b: Numbers;
}

/** One record a layer. */
export type Adapter = readonly Readonly<Partial<Record<LinearName, AdapterMatrices>>>[];
