import { type BuiltGraph, GraphBuilder, type Precision, type Value } from "../graph/graph-builder.ts";
import { Tape } from "../graph/tape.ts";
import { rmsNorm } from "../operators/basic.ts";
import type { WeightType } from "./block-graph.ts";
import type { DecoderShape } from "./shape.ts";

/** Names of what the graphs at the end of a decoder are fed with. */
export const HEAD_PORTS = {
  x: "x",
  norm: "norm.final",
  gradient: "gradient",
  /** Rows of the head's matrix: some of the vocabulary. */
  words: "words",
  /** Of the words so far: the largest logit, the sum of exp(logit - largest), and that sum of the words themselves. */
  largest: "largest",
  total: "total",
  mean: "mean",
} as const;

/** The last normalisation, [targets, hidden] → [targets, hidden]; `backward` takes the output's gradient to the input. */
export function finalNormGraphs(
  shape: DecoderShape,
  precision: Precision = "float32",
): { forward: BuiltGraph; backward: BuiltGraph; output: string; xGradient: string } {
  const graph = new GraphBuilder(precision);
  const tape = new Tape(graph);
  const x = graph.input(HEAD_PORTS.x, ["targets", shape.hidden]);
  const output = rmsNorm(tape, x, graph.input(HEAD_PORTS.norm, [shape.hidden]), shape.normEpsilon);
  tape.backward(output, graph.input(HEAD_PORTS.gradient, ["targets", shape.hidden]));
  const xGradient = tape.gradientOf(x);
  return { forward: graph.build([output]), backward: graph.build([xGradient]), output, xGradient };
}

export interface WordsGraph {
  readonly graph: BuiltGraph;
  readonly largest: Value;
  readonly total: Value;
  readonly mean: Value | null;
}

/**
 * Goes on with a softmax over the vocabulary by some more of its words, so that the logits of all words never stand in
 * memory at once (the way online softmax does it: Milakov and Gimelshein, 2018). After the last words, log Σ exp(logit)
 * is largest + log(total), and the expected row of the head's matrix is mean / total: the gradient of cross-entropy
 * needs nothing else.
 * @param withMean for training; evaluation needs largest and total only
 */
export function wordsGraph(
  shape: DecoderShape,
  {
    weightType,
    withMean,
    precision = "float32",
  }: { weightType: WeightType; withMean: boolean; precision?: Precision },
): WordsGraph {
  const graph = new GraphBuilder(precision);
  const x = graph.input(HEAD_PORTS.x, ["targets", shape.hidden]);
  const stored = graph.input(HEAD_PORTS.words, ["words", shape.hidden], weightType);
  const words = weightType === precision ? stored : graph.cast(stored, precision);
  const largestBefore = graph.input(HEAD_PORTS.largest, ["targets", 1]);
  const totalBefore = graph.input(HEAD_PORTS.total, ["targets", 1]);

  const logits = graph.gemm(x, words, { transposeB: true });
  const largestHere = graph.apply("ReduceMax", [logits], { axes: [1], keepdims: 1 });
  const largest = graph.apply("Max", [largestBefore, largestHere]);
  const shares = graph.apply("Exp", [graph.subtract(logits, largest)]);
  const shrink = graph.apply("Exp", [graph.subtract(largestBefore, largest)]);
  const total = graph.add(graph.multiply(totalBefore, shrink), graph.sum(shares, 1));
  if (!withMean) return { graph: graph.build([largest, total]), largest, total, mean: null };

  const meanBefore = graph.input(HEAD_PORTS.mean, ["targets", shape.hidden]);
  const mean = graph.gemm(shares, words, { added: graph.multiply(meanBefore, shrink) });
  return { graph: graph.build([largest, total, mean]), largest, total, mean };
}
