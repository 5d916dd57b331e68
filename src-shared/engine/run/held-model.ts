import type { Phrase } from "../../contract/index.ts";
import type { LoraShape } from "../decoder/block-graph.ts";
import { Decoder } from "../decoder/decoder.ts";
import { loadWeights } from "../decoder/load-weights.ts";
import { LINEAR_NAMES, type LinearName } from "../decoder/shape.ts";
import type { DecoderWeights } from "../decoder/weights.ts";
import { EngineError } from "../errors.ts";
import type { ModelFolder } from "../files/model-folder.ts";
import { OnnxDevice, type Provider } from "../session/onnx-device.ts";
import { goOn, type RunControl } from "../training/fine-tune.ts";
import type { RunMode } from "./plan-memory.ts";

/** Short rows are run together up to this: enough to keep the processor busy, little enough to cost no memory. */
export const PACK_TOKENS = 512;

export type Quantization = "none" | "nf4";

export interface HeldModelOptions {
  readonly model: ModelFolder;
  readonly provider: Provider;
  readonly threads: number;
  readonly lora: LoraShape;
  readonly mode: RunMode;
  /** Keep quantised and original weights side by side; else the ones are let go of before the others are read. */
  readonly keepsBoth: boolean;
}

/** A model with the weights that are wanted of it: as they are stored, or after a way through four bits. */
export class HeldModel {
  readonly #options: HeldModelOptions;
  readonly #device: OnnxDevice;
  readonly #decoders = new Map<
    Quantization,
    { readonly decoder: Decoder; readonly weights: DecoderWeights }
  >();
  /** For people: "cpu, 2 threads". */
  readonly deviceName: Phrase;

  constructor(options: HeldModelOptions) {
    this.#options = options;
    const { provider, threads, mode } = options;
    this.#device = new OnnxDevice({ provider, threads });
    const saving = mode.weightType === "float16" ? "weights" : mode.recompute ? "memory" : null;
    this.deviceName =
      provider === "cpu" ? { phrase: "onProcessor", threads, saving } : { phrase: "onGraphicsCard", saving };
  }

  get shape(): ModelFolder["shape"] {
    return this.#options.model.shape;
  }

  holds(quantization: Quantization): boolean {
    return this.#decoders.has(quantization);
  }

  /** A decoder with these weights, which are read where they are not held. */
  async decoderFor(quantization: Quantization, control?: RunControl): Promise<Decoder> {
    const present = this.#decoders.get(quantization);
    if (present !== undefined) return present.decoder;
    await goOn(control);
    const { model, mode, lora, keepsBoth } = this.#options;
    const [other] = this.#decoders.values();
    if (!keepsBoth) {
      this.#decoders.clear();
      other?.decoder.setWeights(null);
    }
    const weights = await loadWeights(model, this.#device, {
      weightType: mode.weightType,
      quantization,
      tablesOf: keepsBoth ? (other?.weights ?? null) : null,
    });
    const decoder =
      keepsBoth || other === undefined
        ? new Decoder(this.#device, { shape: model.shape, lora, ...mode })
        : other.decoder;
    decoder.setWeights(weights);
    this.#decoders.set(quantization, { decoder, weights });
    return decoder;
  }

  /** Lets go of everything. */
  async release(): Promise<void> {
    const decoders = [...this.#decoders.values()];
    this.#decoders.clear();
    for (const { decoder } of decoders) {
      decoder.setWeights(null);
      await decoder.release();
    }
  }
}

/** The linear layers that get an adapter. Fails with `ModelUnsupported` where the model has none of that name. */
export function loraShapeOf(
  lora: Omit<LoraShape, "targets"> & { readonly targets: "all-linear" | readonly string[] },
): LoraShape {
  const { targets } = lora;
  if (targets === "all-linear") return { ...lora, targets: LINEAR_NAMES };
  const unknown = targets.find((name) => !LINEAR_NAMES.includes(name as LinearName));
  if (unknown !== undefined)
    throw new EngineError("ModelUnsupported", { what: `it has no linear layer called ${unknown}` });
  return { ...lora, targets: LINEAR_NAMES.filter((name) => targets.includes(name)) };
}
