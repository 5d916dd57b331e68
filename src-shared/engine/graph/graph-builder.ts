import {
  type Attribute,
  type ConstantSpec,
  type Dimension,
  ELEMENT_TYPES,
  type ElementType,
  type NodeSpec,
  type PortSpec,
  writeOnnxModel,
} from "./onnx-format.ts";

declare const valueBrand: unique symbol;
/** A tensor somewhere in the graph: an input, a constant, or what an operator gives. */
export type Value = string & { readonly [valueBrand]: true };

export interface BuiltGraph {
  readonly bytes: Uint8Array;
  /** The inputs that the outputs depend on: exactly what a run must be fed. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** The numbers that a graph computes with; float64 is for checking gradients. */
export type Precision = "float32" | "float64";

/** `Slice` stops at the end of an axis when it is told to go further. */
export const TO_THE_END = 2 ** 31 - 1;

/** Collects operators of ONNX's standard set; `build` keeps what some outputs depend on. */
export class GraphBuilder {
  readonly precision: Precision;
  readonly #nodes: NodeSpec[] = [];
  readonly #inputs = new Map<string, PortSpec>();
  readonly #constants = new Map<string, ConstantSpec>();

  constructor(precision: Precision = "float32") {
    this.precision = precision;
  }

  /** What a run brings along; the same name is the same input. */
  input(name: string, dims: readonly Dimension[], type: ElementType = this.precision): Value {
    this.#inputs.set(name, { name, dims, type });
    return name as Value;
  }

  scalar(value: number): Value {
    const numbers = this.precision === "float64" ? new Float64Array([value]) : new Float32Array([value]);
    return this.#constant(`scalar ${value}`, this.precision, [], new Uint8Array(numbers.buffer));
  }

  integers(values: readonly number[]): Value {
    const numbers = new BigInt64Array(values.map(BigInt));
    return this.#constant(
      `integers ${values.join(" ")}`,
      "int64",
      [values.length],
      new Uint8Array(numbers.buffer),
    );
  }

  #constant(name: string, type: ElementType, dims: readonly number[], bytes: Uint8Array): Value {
    this.#constants.set(name, { name, type, dims, bytes });
    return name as Value;
  }

  /** One operator with one output. */
  apply(
    operator: string,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): Value {
    const output = `${operator} ${this.#nodes.length}`;
    this.#nodes.push({ operator, inputs, outputs: [output], attributes });
    return output as Value;
  }

  add(a: Value, b: Value): Value {
    return this.apply("Add", [a, b]);
  }

  subtract(a: Value, b: Value): Value {
    return this.apply("Sub", [a, b]);
  }

  multiply(a: Value, b: Value): Value {
    return this.apply("Mul", [a, b]);
  }

  divide(a: Value, b: Value): Value {
    return this.apply("Div", [a, b]);
  }

  negate(a: Value): Value {
    return this.apply("Neg", [a]);
  }

  matmul(a: Value, b: Value): Value {
    return this.apply("MatMul", [a, b]);
  }

  /** `scale · a b (+ added)` of two matrices, either of them transposed. */
  gemm(
    a: Value,
    b: Value,
    options: { transposeA?: boolean; transposeB?: boolean; scale?: number; added?: Value } = {},
  ): Value {
    const { transposeA = false, transposeB = false, scale = 1, added } = options;
    return this.apply("Gemm", added === undefined ? [a, b] : [a, b, added], {
      ...(transposeA && { transA: 1 }),
      ...(transposeB && { transB: 1 }),
      ...(scale !== 1 && { alpha: { float: scale } }),
    });
  }

  transpose(value: Value, order: readonly number[]): Value {
    return this.apply("Transpose", [value], { perm: order });
  }

  /** A length of 0 keeps that of the same axis, -1 is what remains. */
  reshape(value: Value, dims: readonly number[]): Value {
    return this.apply("Reshape", [value, this.integers(dims)]);
  }

  reshapeLike(value: Value, other: Value): Value {
    return this.apply("Reshape", [value, this.apply("Shape", [other])]);
  }

  cast(value: Value, type: ElementType): Value {
    return this.apply("Cast", [value], { to: ELEMENT_TYPES[type] });
  }

  slice(value: Value, from: number, to: number, axis: number): Value {
    return this.apply("Slice", [value, this.integers([from]), this.integers([to]), this.integers([axis])]);
  }

  concat(values: readonly Value[], axis: number): Value {
    return values.length === 1 ? (values[0] as Value) : this.apply("Concat", values, { axis });
  }

  sum(value: Value, axis: number): Value {
    return this.apply("ReduceSum", [value, this.integers([axis])], { keepdims: 1 });
  }

  mean(value: Value, axis: number): Value {
    return this.apply("ReduceMean", [value], { axes: [axis], keepdims: 1 });
  }

  /**
   * The model that computes `outputs`.
   * @param given values that a run brings along although some operator makes them, with their dimensions
   */
  build(outputs: readonly Value[], given: ReadonlyMap<Value, readonly Dimension[]> = new Map()): BuiltGraph {
    const producers = new Map<string, NodeSpec>();
    for (const node of this.#nodes) for (const output of node.outputs) producers.set(output, node);

    const seen = new Set<string>();
    const nodes = new Set<NodeSpec>();
    const inputs: PortSpec[] = [];
    const constants: ConstantSpec[] = [];
    const pending: string[] = [...outputs];
    for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
      if (seen.has(name)) continue;
      seen.add(name);
      const givenDims = given.get(name as Value);
      const input = givenDims ? { name, type: this.precision, dims: givenDims } : this.#inputs.get(name);
      const constant = this.#constants.get(name);
      const node = producers.get(name);
      if (input !== undefined) inputs.push(input);
      else if (constant !== undefined) constants.push(constant);
      else if (node !== undefined) {
        nodes.add(node);
        pending.push(...node.inputs);
      } else throw new Error(`nothing makes ${name}`);
    }
    return {
      bytes: writeOnnxModel({
        nodes: this.#nodes.filter((node) => nodes.has(node)),
        constants,
        inputs,
        outputs: outputs.map((name) => ({ name, type: this.precision })),
      }),
      inputs: inputs.map(({ name }) => name),
      outputs,
    };
  }
}
