import { type BuiltGraph, GraphBuilder, type Precision, type Value } from "../graph/graph-builder.ts";
import type { Dimension } from "../graph/onnx-format.ts";
import { Tape } from "../graph/tape.ts";
import { attention } from "../operators/attention.ts";
import { add, reshape, rmsNorm, rotary, swiglu } from "../operators/basic.ts";
import { linear } from "../operators/linear.ts";
import { type DecoderShape, hasBias, LINEAR_NAMES, type LinearName, linearSize } from "./shape.ts";

/** How a model's weights lie in memory; float16 ones are widened where they are used. */
export type StoredWeightType = "float32" | "float16";
/** float64 is for checking gradients. */
export type WeightType = StoredWeightType | "float64";

export interface LoraShape {
  readonly rank: number;
  readonly alpha: number;
  readonly dropout: number;
  readonly targets: readonly LinearName[];
}

export interface BlockOptions {
  readonly precision?: Precision;
  readonly weightType: WeightType;
  /** Null: the frozen layer alone. */
  readonly lora: LoraShape | null;
  readonly attentionChunks: number;
  readonly attentionChunkTokens: number;
}

/** Names of what a run of a block is fed with. */
export const BLOCK_PORTS = {
  x: "x",
  /** The gradient of the block's output. */
  gradient: "gradient",
  cosines: "cosines",
  sines: "sines",
  mask: "mask",
  inputNorm: "norm.input",
  attentionNorm: "norm.attention",
  weight: (name: LinearName): string => `weight.${name}`,
  bias: (name: LinearName): string => `bias.${name}`,
  a: (name: LinearName): string => `a.${name}`,
  b: (name: LinearName): string => `b.${name}`,
  dropout: (name: LinearName): string => `dropout.${name}`,
} as const;

/** What the backward pass of a block gives: the name of each output. */
export interface BlockGradients {
  readonly x: Value;
  readonly adapters: ReadonlyMap<LinearName, { readonly a: Value; readonly b: Value }>;
}

/** A value that the forward pass hands to the backward pass. */
export interface KeptValue {
  readonly name: Value;
  readonly dims: readonly Dimension[];
}

/**
 * One decoder layer as graphs: all layers of a model share them, because weights are inputs. `x` and the output are
 * [tokens, hidden] with any number of tokens.
 */
export class BlockGraphs {
  readonly output: Value;
  readonly kept: readonly KeptValue[];
  readonly #graph: GraphBuilder;
  readonly #tape: Tape;
  readonly #options: BlockOptions;
  readonly #gradients: BlockGradients | null;

  constructor(shape: DecoderShape, options: BlockOptions) {
    this.#options = options;
    this.#graph = new GraphBuilder(options.precision);
    this.#tape = new Tape(this.#graph);
    this.output = this.#forward(shape);
    this.kept = [...this.#tape.kept].map(([name, dims]) => ({ name, dims }));
    this.#gradients = options.lora === null ? null : this.#backward(shape, options.lora);
  }

  get gradients(): BlockGradients {
    if (this.#gradients === null) throw new Error("a frozen block has no gradients");
    return this.#gradients;
  }

  /** Only the output: evaluation, and training that works activations out again. */
  forward(): BuiltGraph {
    return this.#graph.build([this.output]);
  }

  /** The output and what the backward pass wants kept. */
  forwardKeeping(): BuiltGraph {
    return this.#graph.build([this.output, ...this.kept.map(({ name }) => name)]);
  }

  /** Gradients from `x` alone: the forward pass is done again inside. */
  backwardAnew(): BuiltGraph {
    return this.#graph.build(this.#gradientValues());
  }

  /** Gradients from `x` and what was kept. */
  backwardFromKept(): BuiltGraph {
    return this.#graph.build(this.#gradientValues(), this.#tape.kept);
  }

  #gradientValues(): Value[] {
    const { x, adapters } = this.gradients;
    return [x, ...[...adapters.values()].flatMap(({ a, b }) => [a, b])];
  }

  #forward(shape: DecoderShape): Value {
    const graph = this.#graph;
    const tape = this.#tape;
    const { hidden, heads, kvHeads, headDim, feedForward, normEpsilon } = shape;
    const x = graph.input(BLOCK_PORTS.x, ["tokens", hidden]);
    const cosines = graph.input(BLOCK_PORTS.cosines, ["tokens", 1, headDim]);
    const sines = graph.input(BLOCK_PORTS.sines, ["tokens", 1, headDim]);
    const mask = graph.input(BLOCK_PORTS.mask, ["tokens", "tokens"]);
    const project = (value: Value, name: LinearName): Value => this.#linear(shape, value, name);
    const inHeads = (value: Value, count: number): Value =>
      reshape(tape, value, [-1, count, headDim], [-1, count * headDim]);
    const turn = (value: Value): Value => rotary(tape, value, cosines, sines, headDim);

    const normal = rmsNorm(tape, x, graph.input(BLOCK_PORTS.inputNorm, [hidden]), normEpsilon);
    const query = turn(inHeads(project(normal, "q_proj"), heads));
    const key = turn(inHeads(project(normal, "k_proj"), kvHeads));
    const value = inHeads(project(normal, "v_proj"), kvHeads);
    tape.keep(query, ["tokens", heads, headDim]);
    tape.keep(key, ["tokens", kvHeads, headDim]);
    tape.keep(value, ["tokens", kvHeads, headDim]);
    const attended = attention(tape, query, key, value, mask, {
      heads,
      kvHeads,
      headDim,
      chunks: this.#options.attentionChunks,
      chunkTokens: this.#options.attentionChunkTokens,
    });
    tape.keep(attended, ["tokens", heads * headDim]);
    const middle = tape.keep(add(tape, x, project(attended, "o_proj")), ["tokens", hidden]);
    const middleNorm = graph.input(BLOCK_PORTS.attentionNorm, [hidden]);
    const middleNormal = rmsNorm(tape, middle, middleNorm, normEpsilon);
    const gate = tape.keep(project(middleNormal, "gate_proj"), ["tokens", feedForward]);
    const up = tape.keep(project(middleNormal, "up_proj"), ["tokens", feedForward]);
    return add(tape, middle, project(swiglu(tape, gate, up), "down_proj"));
  }

  #linear(shape: DecoderShape, x: Value, name: LinearName): Value {
    const graph = this.#graph;
    const { weightType, lora } = this.#options;
    const { outputs, inputs } = linearSize(shape, name);
    const stored = graph.input(BLOCK_PORTS.weight(name), [outputs, inputs], weightType);
    const hasAdapter = lora?.targets.includes(name) ?? false;
    return linear(this.#tape, x, {
      weight: weightType === graph.precision ? stored : graph.cast(stored, graph.precision),
      bias: hasBias(shape, name) ? graph.input(BLOCK_PORTS.bias(name), [outputs]) : null,
      adapter:
        lora === null || !hasAdapter
          ? null
          : {
              a: graph.input(BLOCK_PORTS.a(name), [lora.rank, inputs]),
              b: graph.input(BLOCK_PORTS.b(name), [outputs, lora.rank]),
              rank: lora.rank,
              scale: lora.alpha / lora.rank,
              dropout:
                lora.dropout === 0
                  ? null
                  : {
                      mask: graph.input(BLOCK_PORTS.dropout(name), ["tokens", inputs], "bool"),
                      share: lora.dropout,
                    },
            },
    });
  }

  #backward(shape: DecoderShape, lora: LoraShape): BlockGradients {
    const tape = this.#tape;
    tape.backward(this.output, this.#graph.input(BLOCK_PORTS.gradient, ["tokens", shape.hidden]));
    const gradientOf = (port: string): Value => tape.gradientOf(port as Value);
    return {
      x: gradientOf(BLOCK_PORTS.x),
      adapters: new Map(
        LINEAR_NAMES.filter((name) => lora.targets.includes(name)).map((name) => [
          name,
          { a: gradientOf(BLOCK_PORTS.a(name)), b: gradientOf(BLOCK_PORTS.b(name)) },
        ]),
      ),
    };
  }
}
