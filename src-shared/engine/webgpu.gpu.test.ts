import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LoraShape, StoredWeightType } from "./decoder/block-graph.ts";
import { Decoder } from "./decoder/decoder.ts";
import { loadWeights } from "./decoder/load-weights.ts";
import { packRows, type TokenRow } from "./decoder/packed-rows.ts";
import { hasBias, LINEAR_NAMES, linearPath, linearSize } from "./decoder/shape.ts";
import { readModelConfig } from "./files/model-config.ts";
import { ModelFolder } from "./files/model-folder.ts";
import { type TensorToWrite, writeSafetensors } from "./files/safetensors.ts";
import { Generator } from "./random/generator.ts";
import { OnnxDevice, type Provider } from "./session/onnx-device.ts";
import { relativeError } from "./test-support/relative-error.ts";
import { matricesOf, newAdapter, zeroAdapter } from "./training/adapter-state.ts";

const CONFIG = {
  model_type: "qwen2",
  hidden_size: 48,
  intermediate_size: 80,
  num_hidden_layers: 3,
  num_attention_heads: 6,
  num_key_value_heads: 2,
  vocab_size: 300,
  rope_theta: 1e6,
  tie_word_embeddings: true,
};
const LORA: LoraShape = { rank: 4, alpha: 8, dropout: 0.1, targets: LINEAR_NAMES };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-gpu-"));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "config.json"), JSON.stringify(CONFIG));
  const shape = readModelConfig(CONFIG);
  const generator = new Generator(7);
  const tensors = new Map<string, TensorToWrite>();
  const add = (name: string, ...dims: number[]): void => {
    const length = dims.reduce((product, dim) => product * dim, 1);
    tensors.set(name, { dims, numbers: Float32Array.from({ length }, () => generator.normal() * 0.15) });
  };
  add("model.embed_tokens.weight", shape.vocabulary, shape.hidden);
  add("model.norm.weight", shape.hidden);
  for (let layer = 0; layer < shape.layers; layer++) {
    add(`model.layers.${layer}.input_layernorm.weight`, shape.hidden);
    add(`model.layers.${layer}.post_attention_layernorm.weight`, shape.hidden);
    for (const name of LINEAR_NAMES) {
      const { outputs, inputs } = linearSize(shape, name);
      add(`${linearPath(layer, name)}.weight`, outputs, inputs);
      if (hasBias(shape, name)) add(`${linearPath(layer, name)}.bias`, outputs);
    }
  }
  writeFileSync(join(folder, "model.safetensors"), writeSafetensors(tensors));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rows: TokenRow[] = [23, 31, 12].map((length, row) => ({
  ids: Int32Array.from({ length }, (_, index) => (row * 97 + index * 31) % CONFIG.vocab_size),
  learn: Uint8Array.from({ length }, (_, index) => (index > 4 ? 1 : 0)),
}));

async function lossesAndGradients(provider: Provider, recompute: boolean, weightType: StoredWeightType) {
  const model = await ModelFolder.open(folder);
  const device = new OnnxDevice({ provider, threads: 2 });
  const weights = await loadWeights(model, device, { weightType, quantization: "none" });
  await model.close();
  const options = { shape: model.shape, weightType, lora: LORA, recompute, attentionChunkTokens: 16 };
  const decoder = new Decoder(device, options);
  decoder.setWeights(weights);
  const [pack] = packRows(rows, 1_000);
  if (pack === undefined) throw new Error("nothing was packed");
  const adapter = newAdapter(model.shape, LORA, 1);
  const generator = new Generator(3);
  for (const matrix of matricesOf(adapter))
    for (const index of matrix.keys()) matrix[index] = generator.normal() * 0.1;
  const frozen = (await decoder.evaluate(pack, null)).losses;
  const gradients = zeroAdapter(model.shape, LORA);
  const { losses } = await decoder.train(pack, adapter, gradients, 1 / 60, { seed: 1, pass: 0 });
  await decoder.release();
  return {
    frozen: [...frozen],
    losses: [...losses],
    gradients: matricesOf(gradients).map((matrix) => [...matrix]),
  };
}

// Weights of 16 bits need a card that computes with them, which the software driver doesn't.
test.each([
  [false, "float32"],
  [true, "float32"],
] as const)(
  "the graphics driver computes what the processor does (worked out again: %s, weights: %s)",
  async (recompute, weightType) => {
    const expected = await lossesAndGradients("cpu", recompute, weightType);
    const actual = await lossesAndGradients("webgpu", recompute, weightType);
    expect(relativeError(actual.frozen, expected.frozen)).toBeLessThan(1e-2);
    expect(relativeError(actual.losses, expected.losses)).toBeLessThan(1e-2);
    for (const [index, gradient] of actual.gradients.entries()) {
      expect(relativeError(gradient, expected.gradients[index] ?? [])).toBeLessThan(1e-2);
    }
  },
  120_000,
);
