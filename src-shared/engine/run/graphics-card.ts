import { availableParallelism } from "node:os";
import { float16Bits } from "../files/numbers.ts";
import { GraphBuilder } from "../graph/graph-builder.ts";
import { OnnxDevice, type Provider } from "../session/onnx-device.ts";

/** Widths of square matrices that are multiplied: a small one first, which tells a driver without a card. */
const SMALL_WIDTH = 256;
const WIDTH = 1024;
const ROUNDS = 4;
/** Cards need a millisecond for the small product, drivers that compute on the processor some hundred. */
const SOFTWARE_SECONDS = 0.03;

/**
 * How many times as fast as this computer's processor the graphics card multiplies two matrices of a model's size, from
 * call to answer. onnxruntime doesn't tell what kind of adapter it found; one that is no card is told by its slowness,
 * and counts as 0. Fails where no adapter answers.
 */
export async function measureCard(): Promise<number> {
  if ((await secondsFor("webgpu", SMALL_WIDTH)) > SOFTWARE_SECONDS) return 0;
  return (await secondsFor("cpu", WIDTH)) / (await secondsFor("webgpu", WIDTH));
}

/** The fastest of some products of two square matrices, in seconds; the first ones make the device ready. */
async function secondsFor(provider: Provider, width: number): Promise<number> {
  const device = new OnnxDevice({ provider, threads: availableParallelism() });
  const graph = new GraphBuilder();
  const product = graph.matmul(graph.input("a", ["m", "k"]), graph.input("b", ["k", "n"]));
  // Only the sum is read back, as of a training step: the way home would take longer than the product.
  const sum = graph.apply("ReduceSum", [product], { keepdims: 0 });
  const session = await device.session(graph.build([sum]));
  const dims = [width, width];
  const a = await device.resident(new Float32Array(width * width).fill(0.5), dims);
  const b = await device.resident(new Float32Array(width * width).fill(0.5), dims);
  let fastest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    await session.run({ a, b }, { [sum]: { slot: "sum", dims: [] } });
    fastest = Math.min(fastest, (performance.now() - start) / 1000);
  }
  await session.release();
  return fastest;
}

const HALVES = Float32Array.of(0.5, -2, 1024);

/**
 * Whether the graphics card computes with numbers of 16 bits (WebGPU's `shader-f16`); onnxruntime doesn't tell, so it is
 * tried. Fails where no adapter answers.
 */
export async function computesWithHalves(): Promise<boolean> {
  const device = new OnnxDevice({ provider: "webgpu", threads: 1 });
  const graph = new GraphBuilder();
  const widened = graph.cast(graph.input("halves", ["n"], "float16"), "float32");
  const session = await device.session(graph.build([widened]));
  try {
    const dims = [HALVES.length];
    const halves = await device.resident(float16Bits(HALVES), dims, "float16");
    const outputs = await session.run({ halves }, { [widened]: { slot: "widened", dims } });
    const numbers = outputs[widened]?.data as Float32Array;
    return HALVES.every((value, index) => numbers[index] === value);
  } catch {
    return false;
  } finally {
    await session.release();
  }
}
