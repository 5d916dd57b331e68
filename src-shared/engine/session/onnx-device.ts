import { InferenceSession, Tensor } from "onnxruntime-node";
import type { BuiltGraph, Precision } from "../graph/graph-builder.ts";
import { type ElementType, writeOnnxModel } from "../graph/onnx-format.ts";

export type Provider = "cpu" | "webgpu";
export type Numbers = Float32Array | Float64Array;
export type TensorData = Numbers | Uint16Array | Uint8Array;

export interface DeviceOptions {
  readonly provider: Provider;
  /** Threads of the processor; results are equal bit by bit only for equal numbers of them. */
  readonly threads: number;
  readonly precision?: Precision;
}

keepHalvesAsBits();

/**
 * onnxruntime's JavaScript wraps float16 numbers in a Float16Array where there is one, which its native part can't read
 * (1.30: "not enough space: expected …, got 0"). It looks for that class only once, when the first tensor is made.
 */
function keepHalvesAsBits(): void {
  const scope = globalThis as { Float16Array?: unknown };
  const halves = scope.Float16Array;
  scope.Float16Array = undefined;
  new Tensor("float32", new Float32Array(1), [1]);
  scope.Float16Array = halves;
}

/** Where an output of a run is to be put. */
export interface OutputPlace {
  /** What lay in the slot before is gone: a slot is a piece of memory that is used again and again. */
  readonly slot: string;
  readonly dims: readonly number[];
}

/**
 * Where graphs run, and whose memory tensors lie in. On the processor the outputs of a run are written into slots that
 * are kept, so that a training step allocates nothing; on a GPU they stay there until their slot is used again.
 */
export class OnnxDevice {
  readonly provider: Provider;
  readonly precision: Precision;
  readonly #threads: number;
  readonly #slots = new Map<string, Numbers>();
  readonly #onGpu = new Map<string, Tensor>();

  constructor({ provider, threads, precision = "float32" }: DeviceOptions) {
    this.provider = provider;
    this.precision = precision;
    this.#threads = threads;
  }

  /** @param readBack outputs that are looked at here: on a GPU the others stay there */
  async session(graph: BuiltGraph, readBack: readonly string[] = graph.outputs): Promise<GraphSession> {
    const isGpu = this.provider === "webgpu";
    const session = await InferenceSession.create(graph.bytes, {
      executionProviders: [this.provider],
      // Of the two, only "basic" leaves float64 graphs alone enough to be run.
      graphOptimizationLevel: this.precision === "float64" ? "basic" : "all",
      intraOpNumThreads: this.#threads,
      logSeverityLevel: 3,
      // Threads of several sessions that spin while they wait take each other's time: a third of it.
      extra: { session: { intra_op: { allow_spinning: "0" }, force_spinning_stop: "1" } },
      ...(isGpu && {
        preferredOutputLocation: Object.fromEntries(
          graph.outputs.map((name) => [name, readBack.includes(name) ? "cpu" : "gpu-buffer"]),
        ),
      }),
    });
    return new GraphSession(this, session, graph, new Set(readBack));
  }

  /** A tensor over numbers of ours; on the processor it shares their memory. */
  tensor(data: TensorData, dims: readonly number[], type: ElementType = this.precision): Tensor {
    return new Tensor(type as "float32", data as Float32Array, dims);
  }

  /** A tensor that stays where graphs run: on a GPU it is copied there once, instead of with every run. */
  async resident(
    data: TensorData,
    dims: readonly number[],
    type: ElementType = this.precision,
  ): Promise<Tensor> {
    const here = this.tensor(data, dims, type);
    if (this.provider === "cpu") return here;
    const session = await this.#uploads(type);
    const { uploaded } = await session.run({ here });
    return uploaded as Tensor;
  }

  readonly #uploadSessions = new Map<ElementType, Promise<InferenceSession>>();

  #uploads(type: ElementType): Promise<InferenceSession> {
    const present = this.#uploadSessions.get(type);
    if (present !== undefined) return present;
    const bytes = writeOnnxModel({
      nodes: [{ operator: "Identity", inputs: ["here"], outputs: ["uploaded"], attributes: {} }],
      constants: [],
      inputs: [{ name: "here", type }],
      outputs: [{ name: "uploaded", type }],
    });
    const made = InferenceSession.create(bytes, {
      executionProviders: [this.provider],
      logSeverityLevel: 3,
      preferredOutputLocation: { uploaded: "gpu-buffer" },
    });
    this.#uploadSessions.set(type, made);
    return made;
  }

  /** Memory of at least `length` numbers that belongs to a slot. */
  memory(slot: string, length: number): Numbers {
    const present = this.#slots.get(slot);
    if (present !== undefined && present.length >= length) return present.subarray(0, length);
    const made = this.precision === "float64" ? new Float64Array(length) : new Float32Array(length);
    this.#slots.set(slot, made);
    return made;
  }

  /** Keeps a GPU's tensor until its slot is used again. */
  hold(slot: string, tensor: Tensor): void {
    this.#onGpu.get(slot)?.dispose();
    this.#onGpu.set(slot, tensor);
  }
}

/** A graph made ready to run. */
export class GraphSession {
  readonly #device: OnnxDevice;
  readonly #session: InferenceSession;
  readonly #inputs: readonly string[];
  readonly #readBack: ReadonlySet<string>;

  constructor(
    device: OnnxDevice,
    session: InferenceSession,
    graph: BuiltGraph,
    readBack: ReadonlySet<string>,
  ) {
    this.#device = device;
    this.#session = session;
    this.#inputs = graph.inputs;
    this.#readBack = readBack;
  }

  /**
   * @param feeds at least what the graph is fed with; what it doesn't know is left out
   * @param places every output's place; outputs without one are not worked out
   */
  async run(
    feeds: Readonly<Record<string, Tensor>>,
    places: Readonly<Record<string, OutputPlace>>,
  ): Promise<Record<string, Tensor>> {
    const known: Record<string, Tensor> = {};
    for (const name of this.#inputs) {
      const tensor = feeds[name];
      if (tensor === undefined) throw new Error(`nothing is fed to ${name}`);
      known[name] = tensor;
    }
    return this.#device.provider === "cpu"
      ? await this.#runInPlace(known, places)
      : await this.#runOnGpu(known, places);
  }

  async #runInPlace(
    feeds: Record<string, Tensor>,
    places: Readonly<Record<string, OutputPlace>>,
  ): Promise<Record<string, Tensor>> {
    const outputs: Record<string, Tensor> = {};
    for (const [name, { slot, dims }] of Object.entries(places)) {
      const length = dims.reduce((product, dim) => product * dim, 1);
      outputs[name] = this.#device.tensor(this.#device.memory(slot, length), dims);
    }
    await this.#session.run(feeds, outputs);
    return outputs;
  }

  async #runOnGpu(
    feeds: Record<string, Tensor>,
    places: Readonly<Record<string, OutputPlace>>,
  ): Promise<Record<string, Tensor>> {
    const outputs = (await this.#session.run(feeds, Object.keys(places))) as Record<string, Tensor>;
    for (const [name, { slot }] of Object.entries(places)) {
      if (!this.#readBack.has(name)) this.#device.hold(slot, outputs[name] as Tensor);
    }
    return outputs;
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}
