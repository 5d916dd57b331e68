import type { Tensor } from "onnxruntime-node";
import { Generator } from "../random/generator.ts";
import type { GraphSession, Numbers, OnnxDevice, OutputPlace } from "../session/onnx-device.ts";
import { BLOCK_PORTS, BlockGraphs, type KeptValue, type LoraShape, type WeightType } from "./block-graph.ts";
import { finalNormGraphs, HEAD_PORTS, type WordsGraph, wordsGraph } from "./head-graph.ts";
import { fillMask, layOut, type PackedRows, type PackLayout } from "./packed-rows.ts";
import { fillRotaryTables, rotaryFrequencies } from "./rotary-tables.ts";
import { type DecoderShape, type LinearName, linearSize } from "./shape.ts";
import type { Adapter, DecoderWeights } from "./weights.ts";

export interface DecoderOptions {
  readonly shape: DecoderShape;
  readonly weightType: WeightType;
  readonly lora: LoraShape;
  /** Work activations out again in the backward pass instead of keeping them: slower, and much less memory. */
  readonly recompute: boolean;
  readonly attentionChunkTokens?: number;
}

/** The loss of a packed run, token by token, in the order of its layout's targets. */
export interface PackLosses {
  readonly layout: PackLayout;
  /** Cross-entropy of each target, in nats. */
  readonly losses: Float64Array;
}

/** Which dropout masks a training run draws; equal ones draw equal masks. */
export interface DropoutSeed {
  readonly seed: number;
  /** Counts the packs that were trained on. */
  readonly pass: number;
}

const ATTENTION_CHUNK_TOKENS = 256;
/** So many targets meet so many words at once: their logits then stay in the processor's cache. */
const TARGETS_AT_ONCE = 512;
export const WORDS_AT_ONCE = 4096;
/** Smaller than any logit, and finite: exp() of differences to it is 0. */
const BELOW_ALL_LOGITS = -1e30;

/** A "last" block's output is looked at here, by the head; on a GPU that of the others stays there. */
type BlockKind =
  | "frozen"
  | "last frozen"
  | "adapted"
  | "last adapted"
  | "forward"
  | "last forward"
  | "backward";

/** Runs a decoder forwards, and backwards to the gradients of its adapters. */
export class Decoder {
  readonly #device: OnnxDevice;
  readonly #options: DecoderOptions;
  readonly #frequencies: Float64Array;
  readonly #blocks = new Map<string, Promise<GraphSession>>();
  readonly #blockGraphs = new Map<string, BlockGraphs>();
  readonly #ends: Promise<DecoderEnds>;
  #loaded: DecoderWeights | null = null;

  constructor(device: OnnxDevice, options: DecoderOptions) {
    this.#device = device;
    this.#options = options;
    this.#frequencies = rotaryFrequencies(options.shape.headDim, options.shape.rope);
    this.#ends = makeEnds(device, options);
  }

  /** Goes on with these weights of the same shape; null lets go of those in use. */
  setWeights(weights: DecoderWeights | null): void {
    if (this.#loaded !== null) letGo(this.#loaded);
    this.#loaded = weights;
  }

  get #weights(): DecoderWeights {
    if (this.#loaded === null) throw new Error("the decoder has no weights yet");
    return this.#loaded;
  }

  /** @param adapter null for the frozen model alone */
  async evaluate(pack: PackedRows, adapter: Adapter | null): Promise<PackLosses> {
    const run = this.#prepare(pack);
    let x = this.#embed(run.layout);
    for (let layer = 0; layer < this.#options.shape.layers; layer++) {
      const feeds = { ...run.feeds, x, ...this.#layerFeeds(layer, adapter) };
      const kind = adapter === null ? "frozen" : "adapted";
      const isLast = layer === this.#options.shape.layers - 1;
      const session = await this.#block(isLast ? `last ${kind}` : kind, run.chunks);
      const { output } = this.#graphs(adapter === null, false, run.chunks);
      x = (await session.run(feeds, { [output]: this.#hiddenPlace(`evaluated.${layer % 2}`, run.tokens) }))[
        output
      ] as Tensor;
    }
    const { losses } = await this.#head(x, run.layout, null);
    return { layout: run.layout, losses };
  }

  /**
   * The losses, and the gradients of targetWeight · Σ loss added to `gradients`.
   * @param targetWeight of every target's loss in the sum
   */
  async train(
    pack: PackedRows,
    adapter: Adapter,
    gradients: Adapter,
    targetWeight: number,
    dropoutSeed: DropoutSeed,
  ): Promise<PackLosses> {
    const run = this.#prepare(pack);
    const { shape, recompute } = this.#options;
    const graphs = this.#graphs(false, true, run.chunks);
    const inputs: Tensor[] = [this.#embed(run.layout)];
    const keptOfLayers: Record<string, Tensor>[] = [];
    for (let layer = 0; layer < shape.layers; layer++) {
      const forward = await this.#block(layer === shape.layers - 1 ? "last forward" : "forward", run.chunks);
      const places: Record<string, OutputPlace> = {
        [graphs.output]: this.#hiddenPlace(`x.${layer + 1}`, run.tokens),
      };
      if (!recompute)
        for (const kept of graphs.kept) places[kept.name] = this.#keptPlace(kept, layer, run.tokens);
      const outputs = await forward.run(
        {
          ...run.feeds,
          x: inputs[layer] as Tensor,
          ...this.#layerFeeds(layer, adapter),
          ...this.#dropoutMasks(layer, run.tokens, dropoutSeed),
        },
        places,
      );
      inputs.push(outputs[graphs.output] as Tensor);
      keptOfLayers.push(outputs);
    }

    const head = await this.#head(inputs[shape.layers] as Tensor, run.layout, targetWeight);
    let gradient = head.gradient as Tensor;

    const backward = await this.#block("backward", run.chunks);
    for (let layer = shape.layers - 1; layer >= 0; layer--) {
      const places: Record<string, OutputPlace> = {
        [graphs.gradients.x]: this.#hiddenPlace(`gradient.${layer % 2}`, run.tokens),
      };
      for (const [name, { a, b }] of graphs.gradients.adapters) {
        const { inputs: width, outputs: height } = linearSize(shape, name);
        const { rank } = this.#options.lora;
        places[a] = { slot: `gradient.a.${name}`, dims: [rank, width] };
        places[b] = { slot: `gradient.b.${name}`, dims: [height, rank] };
      }
      const outputs = await backward.run(
        {
          ...run.feeds,
          ...keptOfLayers[layer],
          x: inputs[layer] as Tensor,
          gradient,
          ...this.#layerFeeds(layer, adapter),
          ...(recompute
            ? this.#dropoutMasks(layer, run.tokens, dropoutSeed)
            : this.#drawnMasks(layer, run.tokens)),
        },
        places,
      );
      for (const [name, { a, b }] of graphs.gradients.adapters) {
        const into = gradients[layer]?.[name];
        if (into === undefined) continue;
        addTo(into.a, (outputs[a] as Tensor).data as Numbers);
        addTo(into.b, (outputs[b] as Tensor).data as Numbers);
      }
      gradient = outputs[graphs.gradients.x] as Tensor;
    }
    return { layout: run.layout, losses: head.losses };
  }

  #prepare(pack: PackedRows): PreparedRun {
    const device = this.#device;
    const { shape, attentionChunkTokens = ATTENTION_CHUNK_TOKENS } = this.#options;
    const layout = layOut(pack);
    const tokens = pack.tokens;
    const cosines = device.memory("cosines", tokens * shape.headDim);
    const sines = device.memory("sines", tokens * shape.headDim);
    fillRotaryTables(cosines, sines, layout.positions, this.#frequencies);
    const mask = device.memory("mask", tokens * tokens);
    fillMask(mask, layout);
    return {
      layout,
      tokens,
      chunks: Math.max(1, Math.ceil(tokens / attentionChunkTokens)),
      feeds: {
        [BLOCK_PORTS.cosines]: device.tensor(cosines, [tokens, 1, shape.headDim]),
        [BLOCK_PORTS.sines]: device.tensor(sines, [tokens, 1, shape.headDim]),
        [BLOCK_PORTS.mask]: device.tensor(mask, [tokens, tokens]),
      },
    };
  }

  #embed({ ids }: PackLayout): Tensor {
    const { hidden } = this.#options.shape;
    const x = this.#device.memory("x.0", ids.length * hidden);
    for (let token = 0; token < ids.length; token++) {
      this.#weights.embedding.copyRow(ids[token] as number, x, token * hidden);
    }
    return this.#device.tensor(x, [ids.length, hidden]);
  }

  #layerFeeds(layer: number, adapter: Adapter | null): Record<string, Tensor> {
    const feeds: Record<string, Tensor> = { ...this.#weights.layers[layer] };
    for (const [name, matrices] of Object.entries(adapter?.[layer] ?? {})) {
      const { inputs, outputs } = linearSize(this.#options.shape, name as LinearName);
      const { rank } = this.#options.lora;
      feeds[BLOCK_PORTS.a(name as LinearName)] = this.#device.tensor(matrices.a, [rank, inputs]);
      feeds[BLOCK_PORTS.b(name as LinearName)] = this.#device.tensor(matrices.b, [outputs, rank]);
    }
    return feeds;
  }

  readonly #masks = new Map<string, Uint8Array>();

  /** Draws a layer's masks: with recomputation into the same memory for all layers, to be drawn again going back. */
  #dropoutMasks(layer: number, tokens: number, { seed, pass }: DropoutSeed): Record<string, Tensor> {
    const { lora } = this.#options;
    if (lora.dropout === 0) return {};
    for (const [index, name] of lora.targets.entries()) {
      new Generator(seed, pass, layer, index).fillKeepMask(this.#mask(layer, name, tokens), lora.dropout);
    }
    return this.#drawnMasks(layer, tokens);
  }

  #drawnMasks(layer: number, tokens: number): Record<string, Tensor> {
    const { lora, shape } = this.#options;
    if (lora.dropout === 0) return {};
    return Object.fromEntries(
      lora.targets.map((name) => [
        BLOCK_PORTS.dropout(name),
        this.#device.tensor(
          this.#mask(layer, name, tokens),
          [tokens, linearSize(shape, name).inputs],
          "bool",
        ),
      ]),
    );
  }

  #mask(layer: number, name: LinearName, tokens: number): Uint8Array {
    const slot = this.#options.recompute ? name : `${layer}.${name}`;
    const length = tokens * linearSize(this.#options.shape, name).inputs;
    const present = this.#masks.get(slot);
    if (present !== undefined && present.length >= length) return present.subarray(0, length);
    const made = new Uint8Array(length);
    this.#masks.set(slot, made);
    return made;
  }

  /** Losses of all targets and, with a weight, the gradient of their weighted sum at the last layer's output. */
  async #head(
    x: Tensor,
    layout: PackLayout,
    targetWeight: number | null,
  ): Promise<{ losses: Float64Array; gradient: Tensor | null }> {
    const device = this.#device;
    const { hidden } = this.#options.shape;
    const ends = await this.#ends;
    const all = x.data as Numbers;
    const losses = new Float64Array(layout.predictors.length);
    const gradient =
      targetWeight === null ? null : device.memory("gradient.head", layout.ids.length * hidden).fill(0);

    for (let from = 0; from < layout.predictors.length; from += TARGETS_AT_ONCE) {
      const predictors = layout.predictors.subarray(from, from + TARGETS_AT_ONCE);
      const count = predictors.length;
      const dims = [count, hidden];
      const picked = device.memory("head.x", count * hidden);
      for (let index = 0; index < count; index++) {
        const at = (predictors[index] as number) * hidden;
        picked.set(all.subarray(at, at + hidden), index * hidden);
      }
      const normFeeds = {
        [HEAD_PORTS.x]: device.tensor(picked, dims),
        [HEAD_PORTS.norm]: this.#weights.finalNorm,
      };
      const normal = (await ends.norm.run(normFeeds, { [ends.normOutput]: { slot: "head.normal", dims } }))[
        ends.normOutput
      ] as Tensor;
      const { largest, total, mean } = await this.#overWords(ends, normal, count, targetWeight !== null);

      const vectors = normal.data as Numbers;
      for (let index = 0; index < count; index++) {
        const target = layout.targets[from + index] as number;
        const logit = this.#weights.wordTable.dot(target, vectors, index * hidden);
        losses[from + index] = (largest[index] as number) + Math.log(total[index] as number) - logit;
      }
      if (targetWeight === null || mean === null || gradient === null) continue;

      const normalGradient = device.memory("head.gradient", count * hidden);
      const targetRow = device.memory("head.target", hidden);
      for (let index = 0; index < count; index++) {
        this.#weights.wordTable.copyRow(layout.targets[from + index] as number, targetRow, 0);
        const perTotal = 1 / (total[index] as number);
        const at = index * hidden;
        for (let k = 0; k < hidden; k++) {
          normalGradient[at + k] =
            targetWeight * ((mean[at + k] as number) * perTotal - (targetRow[k] as number));
        }
      }
      const back = await ends.normBack.run(
        { ...normFeeds, [HEAD_PORTS.gradient]: device.tensor(normalGradient, dims) },
        { [ends.normGradient]: { slot: "head.back", dims } },
      );
      const backData = (back[ends.normGradient] as Tensor).data as Numbers;
      for (let index = 0; index < count; index++) {
        gradient.set(
          backData.subarray(index * hidden, (index + 1) * hidden),
          (predictors[index] as number) * hidden,
        );
      }
    }
    return { losses, gradient: gradient && device.tensor(gradient, [layout.ids.length, hidden]) };
  }

  async #overWords(
    ends: DecoderEnds,
    normal: Tensor,
    count: number,
    withMean: boolean,
  ): Promise<{ largest: Numbers; total: Numbers; mean: Numbers | null }> {
    const device = this.#device;
    const { hidden } = this.#options.shape;
    const { session, graph } = withMean ? ends.wordsForTraining : ends.words;
    let state = {
      largest: device.memory("largest.1", count).fill(BELOW_ALL_LOGITS),
      total: device.memory("total.1", count).fill(0),
      mean: withMean ? device.memory("mean.1", count * hidden).fill(0) : null,
    };
    for (const [index, words] of this.#weights.words.entries()) {
      const turn = index % 2;
      const outputs = await session.run(
        {
          [HEAD_PORTS.x]: normal,
          [HEAD_PORTS.words]: words,
          [HEAD_PORTS.largest]: device.tensor(state.largest, [count, 1]),
          [HEAD_PORTS.total]: device.tensor(state.total, [count, 1]),
          ...(state.mean && { [HEAD_PORTS.mean]: device.tensor(state.mean, [count, hidden]) }),
        },
        {
          [graph.largest]: { slot: `largest.${turn}`, dims: [count, 1] },
          [graph.total]: { slot: `total.${turn}`, dims: [count, 1] },
          ...(graph.mean && { [graph.mean]: { slot: `mean.${turn}`, dims: [count, hidden] } }),
        },
      );
      const numbers = (name: string): Numbers => (outputs[name] as Tensor).data as Numbers;
      state = {
        largest: numbers(graph.largest),
        total: numbers(graph.total),
        mean: graph.mean && numbers(graph.mean),
      };
    }
    return state;
  }

  #hiddenPlace(slot: string, tokens: number): OutputPlace {
    return { slot, dims: [tokens, this.#options.shape.hidden] };
  }

  #keptPlace({ name, dims }: KeptValue, layer: number, tokens: number): OutputPlace {
    return {
      slot: `kept.${layer}.${name}`,
      dims: dims.map((dim) => (typeof dim === "string" ? tokens : dim)),
    };
  }

  #graphs(isFrozen: boolean, withDropout: boolean, chunks: number): BlockGraphs {
    const key = `${isFrozen} ${withDropout} ${chunks}`;
    const present = this.#blockGraphs.get(key);
    if (present !== undefined) return present;
    const { shape, weightType, lora, attentionChunkTokens = ATTENTION_CHUNK_TOKENS } = this.#options;
    const made = new BlockGraphs(shape, {
      precision: this.#device.precision,
      weightType,
      lora: isFrozen ? null : { ...lora, dropout: withDropout ? lora.dropout : 0 },
      attentionChunks: chunks,
      attentionChunkTokens,
    });
    this.#blockGraphs.set(key, made);
    return made;
  }

  #block(kind: BlockKind, chunks: number): Promise<GraphSession> {
    // On the processor every output lies here: a last block is like the others.
    const sharedKind = this.#device.provider === "cpu" ? kind.replace("last ", "") : kind;
    const key = `${sharedKind} ${chunks}`;
    const present = this.#blocks.get(key);
    if (present !== undefined) return present;
    const made = this.#makeBlock(kind, chunks);
    this.#blocks.set(key, made);
    return made;
  }

  #makeBlock(kind: BlockKind, chunks: number): Promise<GraphSession> {
    const device = this.#device;
    const { recompute } = this.#options;
    const ofOutput = (graphs: BlockGraphs): string[] => (kind.startsWith("last ") ? [graphs.output] : []);
    switch (kind) {
      case "frozen":
      case "last frozen": {
        const graphs = this.#graphs(true, false, chunks);
        return device.session(graphs.forward(), ofOutput(graphs));
      }
      case "adapted":
      case "last adapted": {
        const graphs = this.#graphs(false, false, chunks);
        return device.session(graphs.forward(), ofOutput(graphs));
      }
      case "forward":
      case "last forward": {
        const training = this.#graphs(false, true, chunks);
        const graph = recompute ? training.forward() : training.forwardKeeping();
        return device.session(graph, ofOutput(training));
      }
      case "backward": {
        const training = this.#graphs(false, true, chunks);
        const readBack = [...training.gradients.adapters.values()].flatMap(({ a, b }) => [a, b]);
        return device.session(recompute ? training.backwardAnew() : training.backwardFromKept(), readBack);
      }
    }
  }

  /** Lets go of the sessions. */
  async release(): Promise<void> {
    const ends = await this.#ends;
    const sessions = [
      ...(await Promise.all(this.#blocks.values())),
      ends.norm,
      ends.normBack,
      ends.words.session,
      ends.wordsForTraining.session,
    ];
    await Promise.all(sessions.map((session) => session.release()));
  }
}

interface PreparedRun {
  readonly layout: PackLayout;
  readonly tokens: number;
  readonly chunks: number;
  readonly feeds: Readonly<Record<string, Tensor>>;
}

/** What stands behind the last layer. */
interface DecoderEnds {
  readonly norm: GraphSession;
  readonly normOutput: string;
  readonly normBack: GraphSession;
  readonly normGradient: string;
  readonly words: WordsSession;
  readonly wordsForTraining: WordsSession;
}

interface WordsSession {
  readonly session: GraphSession;
  readonly graph: WordsGraph;
}

async function makeEnds(device: OnnxDevice, { shape, weightType }: DecoderOptions): Promise<DecoderEnds> {
  const norms = finalNormGraphs(shape, device.precision);
  const words = async (withMean: boolean): Promise<WordsSession> => {
    const graph = wordsGraph(shape, { weightType, withMean, precision: device.precision });
    return { graph, session: await device.session(graph.graph) };
  };
  return {
    norm: await device.session(norms.forward),
    normOutput: norms.output,
    normBack: await device.session(norms.backward),
    normGradient: norms.xGradient,
    words: await words(false),
    wordsForTraining: await words(true),
  };
}

/** What lies on a GPU is not let go of by itself. */
function letGo({ layers, words, finalNorm }: DecoderWeights): void {
  for (const tensor of [...layers.flatMap((layer) => Object.values(layer)), ...words, finalNorm]) {
    if (tensor.location !== "cpu") tensor.dispose();
  }
}

function addTo(sum: Numbers, addend: Numbers): void {
  for (let index = 0; index < sum.length; index++) {
    sum[index] = (sum[index] as number) + (addend[index] as number);
  }
}
