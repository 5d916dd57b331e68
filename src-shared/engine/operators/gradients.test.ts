import { expect, test } from "vitest";
import { BLOCK_PORTS, BlockGraphs } from "../decoder/block-graph.ts";
import { finalNormGraphs, HEAD_PORTS, wordsGraph } from "../decoder/head-graph.ts";
import { type DecoderShape, hasBias, LINEAR_NAMES, linearSize } from "../decoder/shape.ts";
import { type BuiltGraph, GraphBuilder, type Value } from "../graph/graph-builder.ts";
import { Tape } from "../graph/tape.ts";
import { Generator } from "../random/generator.ts";
import { OnnxDevice } from "../session/onnx-device.ts";
import { attention } from "./attention.ts";
import { add, reshape, rmsNorm, rotary, swiglu } from "./basic.ts";
import { linear } from "./linear.ts";

const device = new OnnxDevice({ provider: "cpu", threads: 1, precision: "float64" });

interface Port {
  readonly dims: readonly number[];
  /** "mask": zeros and ones that are no numbers to differentiate by; "fixed": numbers without a gradient. */
  readonly kind?: "mask" | "fixed";
  readonly values?: Float64Array;
}
type Ports = Readonly<Record<string, Port>>;

const sizeOf = ({ dims }: Port): number => dims.reduce((product, dim) => product * dim, 1);

function randomValues(ports: Ports): Record<string, Float64Array | Uint8Array> {
  const generator = new Generator(42);
  return Object.fromEntries(
    Object.entries(ports).map(([name, port]) => {
      if (port.values !== undefined) return [name, port.values];
      if (port.kind === "mask")
        return [name, Uint8Array.from({ length: sizeOf(port) }, () => (generator.uniform() < 0.7 ? 1 : 0))];
      return [name, Float64Array.from({ length: sizeOf(port) }, () => generator.normal() * 0.7)];
    }),
  );
}

async function runGraph(
  graph: BuiltGraph,
  ports: Ports,
  values: Record<string, Float64Array | Uint8Array>,
  places: Record<string, readonly number[]>,
): Promise<Record<string, Float64Array>> {
  const session = await device.session(graph);
  const feeds = Object.fromEntries(
    Object.entries(ports).map(([name, port]) => [
      name,
      device.tensor(values[name] as Float64Array, port.dims, port.kind === "mask" ? "bool" : "float64"),
    ]),
  );
  const outputs = await session.run(
    feeds,
    Object.fromEntries(Object.entries(places).map(([name, dims]) => [name, { slot: `test ${name}`, dims }])),
  );
  const copies = Object.fromEntries(
    Object.entries(outputs).map(([name, tensor]) => [name, Float64Array.from(tensor.data as Float64Array)]),
  );
  await session.release();
  return copies;
}

const STEP = 1e-5;

/**
 * Holds the gradients that go back through an operator to central differences of Σ output · direction: for every number
 * of every input where there are few, for some of them otherwise.
 */
async function expectGradients(
  ports: Ports,
  outputDims: readonly number[],
  build: (tape: Tape, values: Record<string, Value>) => Value,
): Promise<void> {
  const graph = new GraphBuilder("float64");
  const tape = new Tape(graph);
  const inputs = Object.fromEntries(
    Object.entries(ports).map(([name, { dims, kind }]) => [
      name,
      graph.input(name, dims, kind === "mask" ? "bool" : "float64"),
    ]),
  );
  const output = build(tape, inputs);
  const direction = graph.input("direction", outputDims);
  tape.backward(output, direction);
  const differentiated = Object.entries(ports).filter(([, { kind }]) => kind === undefined);
  const gradients = differentiated.map(([name]) => tape.gradientOf(inputs[name] as Value));
  const allPorts: Ports = { ...ports, direction: { dims: outputDims, kind: "fixed" } };
  const values = randomValues(allPorts);

  const backward = await runGraph(
    graph.build(gradients),
    allPorts,
    values,
    Object.fromEntries(
      differentiated.map(([name, { dims }]) => [tape.gradientOf(inputs[name] as Value), dims]),
    ),
  );
  const session = await device.session(graph.build([output]));
  const along = values.direction as Float64Array;
  const objective = async (): Promise<number> => {
    const feeds = Object.fromEntries(
      Object.entries(ports).map(([name, port]) => [
        name,
        device.tensor(values[name] as Float64Array, port.dims, port.kind === "mask" ? "bool" : "float64"),
      ]),
    );
    const { [output]: result } = await session.run(feeds, {
      [output]: { slot: "objective", dims: outputDims },
    });
    const numbers = result?.data as Float64Array;
    return numbers.reduce((sum, value, index) => sum + value * (along[index] as number), 0);
  };
  for (const [index, [name, port]] of differentiated.entries()) {
    const numbers = values[name] as Float64Array;
    const gradient = backward[gradients[index] as string] as Float64Array;
    const stride = Math.max(1, Math.floor(sizeOf(port) / 24));
    for (let at = 0; at < numbers.length; at += stride) {
      const before = numbers[at] as number;
      numbers[at] = before + STEP;
      const above = await objective();
      numbers[at] = before - STEP;
      const below = await objective();
      numbers[at] = before;
      const difference = (above - below) / (2 * STEP);
      const error = Math.abs(difference - (gradient[at] as number)) / Math.max(1, Math.abs(difference));
      expect(error, `${name}[${at}]: ${gradient[at]} against ${difference}`).toBeLessThan(1e-7);
    }
  }
  await session.release();
}

test("add", () =>
  expectGradients({ a: { dims: [3, 4] }, b: { dims: [3, 4] } }, [3, 4], (tape, { a, b }) =>
    swiglu(tape, add(tape, a as Value, b as Value), b as Value),
  ));

test("a value that is used twice", () =>
  expectGradients({ a: { dims: [3, 4] } }, [3, 4], (tape, { a }) => {
    const doubled = add(tape, a as Value, a as Value);
    return add(tape, doubled, a as Value);
  }));

test("reshape", () =>
  expectGradients({ a: { dims: [3, 4] } }, [6, 2], (tape, { a }) =>
    reshape(tape, a as Value, [-1, 2], [-1, 4]),
  ));

test("rms normalisation", () =>
  expectGradients(
    { x: { dims: [3, 8] }, weight: { dims: [8], kind: "fixed" } },
    [3, 8],
    (tape, { x, weight }) => rmsNorm(tape, x as Value, weight as Value, 1e-5),
  ));

test("swiglu", () =>
  expectGradients({ gate: { dims: [3, 5] }, up: { dims: [3, 5] } }, [3, 5], (tape, { gate, up }) =>
    swiglu(tape, gate as Value, up as Value),
  ));

test("rotary positions", () =>
  expectGradients(
    {
      x: { dims: [5, 2, 6] },
      cosines: { dims: [5, 1, 6], kind: "fixed" },
      sines: { dims: [5, 1, 6], kind: "fixed" },
    },
    [5, 2, 6],
    // The operator counts on both halves of the tables being alike.
    (tape, { x, cosines, sines }) => {
      const mirror = (table: Value): Value => {
        const half = tape.graph.slice(table, 0, 3, 2);
        return tape.graph.concat([half, half], 2);
      };
      return rotary(tape, x as Value, mirror(cosines as Value), mirror(sines as Value), 6);
    },
  ));

const LINEAR_PORTS: Ports = {
  x: { dims: [4, 6] },
  weight: { dims: [5, 6], kind: "fixed" },
  bias: { dims: [5], kind: "fixed" },
  a: { dims: [2, 6] },
  b: { dims: [5, 2] },
  mask: { dims: [4, 6], kind: "mask" },
};

test.each([
  { bias: false, adapter: false, dropout: false },
  { bias: true, adapter: false, dropout: false },
  { bias: true, adapter: true, dropout: false },
  { bias: false, adapter: true, dropout: true },
])("linear with %o", ({ bias, adapter, dropout }) => {
  const { x, weight, bias: biasPort, a, b, mask } = LINEAR_PORTS;
  const ports = {
    x,
    weight,
    ...(bias && { bias: biasPort }),
    ...(adapter && { a, b }),
    ...(dropout && { mask }),
  } as Ports;
  return expectGradients(ports, [4, 5], (tape, values) =>
    linear(tape, values.x as Value, {
      weight: values.weight as Value,
      bias: (values.bias as Value | undefined) ?? null,
      adapter: adapter
        ? {
            a: values.a as Value,
            b: values.b as Value,
            rank: 2,
            scale: 1.5,
            dropout: dropout ? { mask: values.mask as Value, share: 0.3 } : null,
          }
        : null,
    }),
  );
});

test("an input that several linears share", () =>
  expectGradients(
    {
      x: { dims: [4, 6] },
      first: { dims: [5, 6], kind: "fixed" },
      second: { dims: [5, 6], kind: "fixed" },
      a: { dims: [2, 6] },
      b: { dims: [5, 2] },
      mask: { dims: [4, 6], kind: "mask" },
    },
    [4, 5],
    (tape, { x, first, second, a, b, mask }) => {
      const dropout = { mask: mask as Value, share: 0.3 };
      const adapter = { a: a as Value, b: b as Value, rank: 2, scale: 1, dropout };
      const one = linear(tape, x as Value, { weight: first as Value, bias: null, adapter: null });
      const other = linear(tape, x as Value, { weight: second as Value, bias: null, adapter });
      return add(tape, one, other);
    },
  ));

/** Rows of 3 and 4 tokens, each seeing itself up to each token. */
const MASK = Float64Array.from({ length: 49 }, (_, index) => {
  const query = Math.floor(index / 7);
  const key = index % 7;
  return key <= query && query < 3 === key < 3 ? 0 : -1e9;
});

test.each([1, 2, 3])("attention of grouped queries in %i parts", (chunks) =>
  expectGradients(
    {
      query: { dims: [7, 4, 2] },
      key: { dims: [7, 2, 2] },
      value: { dims: [7, 2, 2] },
      mask: { dims: [7, 7], kind: "fixed", values: MASK },
    },
    [7, 8],
    (tape, { query, key, value, mask }) =>
      attention(tape, query as Value, key as Value, value as Value, mask as Value, {
        heads: 4,
        kvHeads: 2,
        headDim: 2,
        chunks,
        chunkTokens: 3,
      }),
  ),
);

const SHAPE: DecoderShape = {
  layers: 1,
  hidden: 8,
  heads: 4,
  kvHeads: 2,
  headDim: 2,
  feedForward: 10,
  vocabulary: 11,
  normEpsilon: 1e-6,
  rope: { theta: 100, llama3: null },
  qkvBias: true,
  tiedHead: true,
};

test("a block gives the same gradients from what was kept and from working it out again", async () => {
  const lora = { rank: 2, alpha: 4, dropout: 0.2, targets: LINEAR_NAMES };
  const block = new BlockGraphs(SHAPE, {
    precision: "float64",
    weightType: "float64",
    lora,
    attentionChunks: 2,
    attentionChunkTokens: 3,
  });
  const ports: Record<string, Port> = {
    [BLOCK_PORTS.x]: { dims: [7, 8] },
    [BLOCK_PORTS.gradient]: { dims: [7, 8] },
    [BLOCK_PORTS.cosines]: { dims: [7, 1, 2] },
    [BLOCK_PORTS.sines]: { dims: [7, 1, 2] },
    [BLOCK_PORTS.mask]: { dims: [7, 7], values: MASK },
    [BLOCK_PORTS.inputNorm]: { dims: [8] },
    [BLOCK_PORTS.attentionNorm]: { dims: [8] },
  };
  for (const name of LINEAR_NAMES) {
    const { outputs, inputs } = linearSize(SHAPE, name);
    ports[BLOCK_PORTS.weight(name)] = { dims: [outputs, inputs] };
    if (hasBias(SHAPE, name)) ports[BLOCK_PORTS.bias(name)] = { dims: [outputs] };
    ports[BLOCK_PORTS.a(name)] = { dims: [2, inputs] };
    ports[BLOCK_PORTS.b(name)] = { dims: [outputs, 2] };
    ports[BLOCK_PORTS.dropout(name)] = { dims: [7, inputs], kind: "mask" };
  }
  const values = randomValues(ports);
  const kept = Object.fromEntries(
    block.kept.map(({ name, dims }) => [name, dims.map((dim) => (typeof dim === "string" ? 7 : dim))]),
  );
  const forward = await runGraph(block.forwardKeeping(), ports, values, { [block.output]: [7, 8], ...kept });
  const places: Record<string, readonly number[]> = { [block.gradients.x]: [7, 8] };
  for (const [name, { a, b }] of block.gradients.adapters) {
    const { outputs, inputs } = linearSize(SHAPE, name);
    places[a] = [2, inputs];
    places[b] = [outputs, 2];
  }
  const anew = await runGraph(block.backwardAnew(), ports, values, places);
  const keptPorts = Object.fromEntries(Object.entries(kept).map(([name, dims]) => [name, { dims }]));
  const fromKept = await runGraph(
    block.backwardFromKept(),
    { ...ports, ...keptPorts },
    { ...values, ...forward },
    places,
  );
  expect(Object.keys(anew)).toHaveLength(1 + 2 * LINEAR_NAMES.length);
  for (const [name, gradient] of Object.entries(anew)) {
    const other = fromKept[name] as Float64Array;
    const scale = Math.max(...gradient.map(Math.abs));
    expect(scale, name).toBeGreaterThan(1e-6);
    for (const [index, value] of gradient.entries()) {
      expect(Math.abs(value - (other[index] as number)) / scale, name).toBeLessThan(1e-12);
    }
  }
});

test("a softmax over words in parts is that over all of them", async () => {
  const { graph, largest, total, mean } = wordsGraph(SHAPE, {
    weightType: "float64",
    withMean: true,
    precision: "float64",
  });
  const generator = new Generator(5);
  const numbers = (length: number): Float64Array =>
    Float64Array.from({ length }, () => generator.normal() * 2);
  const x = numbers(3 * 8);
  const words = numbers(11 * 8);
  let state = {
    largest: new Float64Array(3).fill(-1e30),
    total: new Float64Array(3),
    mean: new Float64Array(24),
  };
  for (const [from, to] of [
    [0, 4],
    [4, 9],
    [9, 11],
  ] as const) {
    const outputs = await runGraph(
      graph,
      {
        [HEAD_PORTS.x]: { dims: [3, 8] },
        [HEAD_PORTS.words]: { dims: [to - from, 8] },
        [HEAD_PORTS.largest]: { dims: [3, 1] },
        [HEAD_PORTS.total]: { dims: [3, 1] },
        [HEAD_PORTS.mean]: { dims: [3, 8] },
      },
      {
        [HEAD_PORTS.x]: x,
        [HEAD_PORTS.words]: words.slice(8 * from, 8 * to),
        [HEAD_PORTS.largest]: state.largest,
        [HEAD_PORTS.total]: state.total,
        [HEAD_PORTS.mean]: state.mean,
      },
      { [largest]: [3, 1], [total]: [3, 1], [mean as Value]: [3, 8] },
    );
    const of = (name: string) => new Float64Array(outputs[name] ?? []);
    state = { largest: of(largest), total: of(total), mean: of(mean as Value) };
  }
  for (let row = 0; row < 3; row++) {
    const logits = Array.from({ length: 11 }, (_, word) =>
      Array.from(
        { length: 8 },
        (_, k) => (x[8 * row + k] as number) * (words[8 * word + k] as number),
      ).reduce((sum, value) => sum + value),
    );
    const sum = logits.reduce((all, logit) => all + Math.exp(logit), 0);
    expect((state.largest[row] as number) + Math.log(state.total[row] as number)).toBeCloseTo(
      Math.log(sum),
      10,
    );
    for (let k = 0; k < 8; k++) {
      const expected = logits.reduce(
        (all, logit, word) => all + (Math.exp(logit) / sum) * (words[8 * word + k] as number),
        0,
      );
      expect((state.mean[8 * row + k] as number) / (state.total[row] as number)).toBeCloseTo(expected, 10);
    }
  }
});

test("the last normalisation goes backward as it goes forward", async () => {
  const { forward, backward, output, xGradient } = finalNormGraphs(SHAPE, "float64");
  const ports: Ports = {
    [HEAD_PORTS.x]: { dims: [2, 8] },
    [HEAD_PORTS.norm]: { dims: [8] },
    [HEAD_PORTS.gradient]: { dims: [2, 8] },
  };
  const values = randomValues(ports);
  const along = values[HEAD_PORTS.gradient] as Float64Array;
  const x = values[HEAD_PORTS.x] as Float64Array;
  const { [xGradient]: gradient } = await runGraph(backward, ports, values, { [xGradient]: [2, 8] });
  const objective = async (): Promise<number> => {
    const { [output]: result } = await runGraph(forward, ports, values, { [output]: [2, 8] });
    return (result as Float64Array).reduce((sum, value, index) => sum + value * (along[index] as number), 0);
  };
  for (const at of [0, 5, 11]) {
    const before = x[at] as number;
    x[at] = before + STEP;
    const above = await objective();
    x[at] = before - STEP;
    const below = await objective();
    x[at] = before;
    expect(gradient?.[at]).toBeCloseTo((above - below) / (2 * STEP), 6);
  }
});
