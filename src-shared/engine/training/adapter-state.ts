import type { LoraShape } from "../decoder/block-graph.ts";
import { type DecoderShape, type LinearName, linearSize } from "../decoder/shape.ts";
import type { Adapter, AdapterMatrices } from "../decoder/weights.ts";
import { Generator } from "../random/generator.ts";
import type { Numbers } from "../session/onnx-device.ts";

/** Words that set the streams of random numbers of one run apart. */
const STREAM_OF_ADAPTER = 0xada;

/** A new adapter as PEFT makes one: A Kaiming-uniform with a = √5, which is ±1/√inputs, and B zero. */
export function newAdapter(shape: DecoderShape, lora: LoraShape, seed: number): Adapter {
  return mapAdapter(shape, lora, (size, layer, name) => {
    const generator = new Generator(seed, STREAM_OF_ADAPTER, layer, lora.targets.indexOf(name));
    const bound = 1 / Math.sqrt(size.inputs);
    const a = new Float32Array(lora.rank * size.inputs);
    for (let index = 0; index < a.length; index++) a[index] = bound * (2 * generator.uniform() - 1);
    return { a, b: new Float32Array(size.outputs * lora.rank) };
  });
}

/** Zeros of the adapter's shape: for gradients and the optimiser's moments. */
export const zeroAdapter = (shape: DecoderShape, lora: LoraShape): Adapter =>
  mapAdapter(shape, lora, (size) => ({
    a: new Float32Array(lora.rank * size.inputs),
    b: new Float32Array(size.outputs * lora.rank),
  }));

function mapAdapter(
  shape: DecoderShape,
  lora: LoraShape,
  make: (size: { outputs: number; inputs: number }, layer: number, name: LinearName) => AdapterMatrices,
): Adapter {
  return Array.from({ length: shape.layers }, (_, layer) =>
    Object.fromEntries(lora.targets.map((name) => [name, make(linearSize(shape, name), layer, name)])),
  );
}

/** All matrices of an adapter, in a fixed order. */
export const matricesOf = (adapter: Adapter): Numbers[] =>
  adapter.flatMap((layer) => Object.values(layer).flatMap(({ a, b }) => [a, b]));

/** Numbers in an adapter. */
export function adapterParameters(shape: DecoderShape, lora: LoraShape): number {
  const perLayer = lora.targets.reduce((sum, name) => {
    const { inputs, outputs } = linearSize(shape, name);
    return sum + lora.rank * (inputs + outputs);
  }, 0);
  return shape.layers * perLayer;
}
