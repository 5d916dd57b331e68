import type { Value } from "../graph/graph-builder.ts";
import type { Tape } from "../graph/tape.ts";

export function add(tape: Tape, a: Value, b: Value): Value {
  return tape.record(tape.graph.add(a, b), (gradient) => {
    tape.accumulate(a, gradient);
    tape.accumulate(b, gradient);
  });
}

/** @param from the dimensions before, to take the gradient back to; -1 for at most one unknown length */
export function reshape(tape: Tape, value: Value, to: readonly number[], from: readonly number[]): Value {
  return tape.record(tape.graph.reshape(value, to), (gradient) => {
    tape.accumulate(value, tape.graph.reshape(gradient, from));
  });
}

/**
 * Root-mean-square normalisation over the last axis: x / sqrt(mean(x²) + epsilon) · weight (Zhang and Sennrich, 2019).
 * The weight is frozen: no gradient goes to it.
 */
export function rmsNorm(tape: Tape, x: Value, weight: Value, epsilon: number): Value {
  const { graph } = tape;
  const meanSquare = graph.mean(graph.multiply(x, x), -1);
  const rootMeanSquare = graph.apply("Sqrt", [graph.add(meanSquare, graph.scalar(epsilon))]);
  const normal = graph.divide(x, rootMeanSquare);
  return tape.record(graph.multiply(normal, weight), (gradient) => {
    const weighted = graph.multiply(gradient, weight);
    const along = graph.mean(graph.multiply(weighted, normal), -1);
    const across = graph.subtract(weighted, graph.multiply(normal, along));
    tape.accumulate(x, graph.divide(across, rootMeanSquare));
  });
}

/** silu(gate) · up, silu(x) being x · sigmoid(x) (Shazeer, 2020: SwiGLU). */
export function swiglu(tape: Tape, gate: Value, up: Value): Value {
  const { graph } = tape;
  const sigmoid = graph.apply("Sigmoid", [gate]);
  const silu = graph.multiply(gate, sigmoid);
  return tape.record(graph.multiply(silu, up), (gradient) => {
    tape.accumulate(up, graph.multiply(gradient, silu));
    const rest = graph.subtract(gate, silu);
    const slope = graph.add(sigmoid, graph.multiply(sigmoid, rest));
    tape.accumulate(gate, graph.multiply(graph.multiply(gradient, up), slope));
  });
}

/**
 * Rotary position embedding (Su et al., 2021) in the half-rotated layout of Qwen2 and Llama.
 * @param x [tokens, heads, headDim]
 * @param cosines [tokens, 1, headDim], both halves alike; `sines` likewise
 */
export function rotary(tape: Tape, x: Value, cosines: Value, sines: Value, headDim: number): Value {
  const { graph } = tape;
  const half = headDim / 2;
  const lower = (value: Value): Value => graph.slice(value, 0, half, 2);
  const upper = (value: Value): Value => graph.slice(value, half, headDim, 2);
  const rotated = graph.concat([graph.negate(upper(x)), lower(x)], 2);
  const output = graph.add(graph.multiply(x, cosines), graph.multiply(rotated, sines));
  return tape.record(output, (gradient) => {
    const turned = graph.multiply(gradient, sines);
    const back = graph.concat([upper(turned), graph.negate(lower(turned))], 2);
    tape.accumulate(x, graph.add(graph.multiply(gradient, cosines), back));
  });
}
