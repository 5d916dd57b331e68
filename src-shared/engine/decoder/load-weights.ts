import type { Tensor } from "onnxruntime-node";
import type { ModelFolder, RawTensor } from "../files/model-folder.ts";
import { throughNf4 } from "../files/nf4.ts";
import { float16Bits, fromFloat16, toFloat16, toFloat32 } from "../files/numbers.ts";
import type { Numbers, OnnxDevice } from "../session/onnx-device.ts";
import { BLOCK_PORTS, type StoredWeightType } from "./block-graph.ts";
import { WORDS_AT_ONCE } from "./decoder.ts";
import { type DecoderShape, hasBias, LINEAR_NAMES, linearPath, linearSize } from "./shape.ts";
import type { DecoderWeights, EmbeddingTable, LayerWeights } from "./weights.ts";

export interface LoadOptions {
  readonly weightType: StoredWeightType;
  /** "nf4": the linear layers as they are after a way through four bits. */
  readonly quantization: "none" | "nf4";
  readonly signal?: AbortSignal;
  /** Weights of the same model whose embedding, head and last norm are shared: they are never quantised. */
  readonly tablesOf?: DecoderWeights | null;
}

/** Reads a decoder's weights from its folder to where the device wants them. */
export async function loadWeights(
  model: ModelFolder,
  device: OnnxDevice,
  { weightType, quantization, signal, tablesOf = null }: LoadOptions,
): Promise<DecoderWeights> {
  const { shape } = model;
  const { hidden, vocabulary, layers } = shape;
  const exact = async (name: string, length: number): Promise<Tensor> =>
    device.resident(toFloat32Of(await model.read(name, [length])), [length]);

  const loadLayer = async (layer: number): Promise<LayerWeights> => {
    const weights: Record<string, Tensor> = {
      [BLOCK_PORTS.inputNorm]: await exact(`model.layers.${layer}.input_layernorm.weight`, hidden),
      [BLOCK_PORTS.attentionNorm]: await exact(
        `model.layers.${layer}.post_attention_layernorm.weight`,
        hidden,
      ),
    };
    for (const name of LINEAR_NAMES) {
      signal?.throwIfAborted();
      const { outputs, inputs } = linearSize(shape, name);
      const path = linearPath(layer, name);
      const raw = await model.read(`${path}.weight`, [outputs, inputs]);
      const numbers =
        quantization === "nf4"
          ? narrowTo(throughNf4(toFloat32Of(raw).slice()), weightType)
          : storedAs(raw, weightType);
      weights[BLOCK_PORTS.weight(name)] = await device.resident(numbers, [outputs, inputs], weightType);
      if (hasBias(shape, name)) weights[BLOCK_PORTS.bias(name)] = await exact(`${path}.bias`, outputs);
    }
    return weights;
  };

  const loaded: LayerWeights[] = [];
  for (let layer = 0; layer < layers; layer++) loaded.push(await loadLayer(layer));
  if (tablesOf !== null) return { ...tablesOf, layers: loaded };
  const table = async (name: string): Promise<StoredMatrix> =>
    storedAs(await model.read(name, [vocabulary, hidden]), weightType);
  const embedding = await table("model.embed_tokens.weight");
  const words = shape.tiedHead ? embedding : await table("lm_head.weight");
  return {
    layers: loaded,
    finalNorm: await exact("model.norm.weight", hidden),
    embedding: tableOver(embedding, hidden),
    wordTable: tableOver(words, hidden),
    words: await inParts(device, words, shape, weightType),
  };
}

type StoredMatrix = Uint16Array | Numbers;

const toFloat32Of = ({ bytes, type }: RawTensor): Float32Array => toFloat32(bytes, type);

function storedAs(raw: RawTensor, weightType: StoredWeightType): StoredMatrix {
  return weightType === "float16" ? toFloat16(raw.bytes, raw.type) : narrowTo(toFloat32Of(raw), weightType);
}

function narrowTo(numbers: Float32Array, weightType: StoredWeightType): StoredMatrix {
  return weightType === "float16" ? float16Bits(numbers) : numbers;
}

/** Parts of some rows each, which share the matrix' memory. */
async function inParts(
  device: OnnxDevice,
  matrix: StoredMatrix,
  { hidden, vocabulary }: DecoderShape,
  type: StoredWeightType,
): Promise<Tensor[]> {
  const parts: Tensor[] = [];
  for (let from = 0; from < vocabulary; from += WORDS_AT_ONCE) {
    const count = Math.min(WORDS_AT_ONCE, vocabulary - from);
    parts.push(
      await device.resident(matrix.subarray(from * hidden, (from + count) * hidden), [count, hidden], type),
    );
  }
  return parts;
}

function tableOver(matrix: StoredMatrix, hidden: number): EmbeddingTable {
  const row =
    matrix instanceof Uint16Array
      ? (id: number): Numbers => fromFloat16(matrix.subarray(id * hidden, (id + 1) * hidden))
      : (id: number): Numbers => matrix.subarray(id * hidden, (id + 1) * hidden);
  return {
    copyRow: (id, target, offset) => target.set(row(id), offset),
    dot: (id, vector, offset) => {
      const word = row(id);
      let sum = 0;
      for (let index = 0; index < hidden; index++) {
        sum += (word[index] as number) * (vector[offset + index] as number);
      }
      return sum;
    },
  };
}
