import type { GraphBuilder, Value } from "./graph-builder.ts";
import type { Dimension } from "./onnx-format.ts";

/** From the gradient of an operator's output to those of its inputs. */
export type Pullback = (outputGradient: Value) => void;

/**
 * Reverse-mode differentiation while a graph is being built: every differentiable operator records how gradients go
 * back through it; `backward` then adds the operators of the backward pass to the same graph.
 */
export class Tape {
  readonly graph: GraphBuilder;
  readonly #records: { readonly output: Value; readonly pullback: Pullback }[] = [];
  readonly #gradients = new Map<Value, Value>();
  readonly #kept = new Map<Value, readonly Dimension[]>();

  constructor(graph: GraphBuilder) {
    this.graph = graph;
  }

  record(output: Value, pullback: Pullback): Value {
    this.#records.push({ output, pullback });
    return output;
  }

  /** Marks a value that is worth keeping until the backward pass, because making it again costs much. */
  keep(value: Value, dims: readonly Dimension[]): Value {
    this.#kept.set(value, dims);
    return value;
  }

  get kept(): ReadonlyMap<Value, readonly Dimension[]> {
    return this.#kept;
  }

  /** Adds to the gradient of a value; several uses of it sum up. */
  accumulate(value: Value, gradient: Value): void {
    const before = this.#gradients.get(value);
    this.#gradients.set(value, before === undefined ? gradient : this.graph.add(before, gradient));
  }

  /** Like `accumulate`, for a gradient that a product with the former one added on is cheapest for. */
  accumulateInto(value: Value, makeGradient: (before: Value | undefined) => Value): void {
    this.#gradients.set(value, makeGradient(this.#gradients.get(value)));
  }

  backward(output: Value, gradient: Value): void {
    this.accumulate(output, gradient);
    for (const record of this.#records.toReversed()) {
      const reached = this.#gradients.get(record.output);
      if (reached !== undefined) record.pullback(reached);
    }
  }

  /** The gradient that `backward` left at a value. */
  gradientOf(value: Value): Value {
    const gradient = this.#gradients.get(value);
    if (gradient === undefined) throw new Error(`no gradient reaches ${value}`);
    return gradient;
  }
}
