/** How a Qwen2 or Llama decoder is built; lengths in elements. */
export interface DecoderShape {
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly feedForward: number;
  readonly vocabulary: number;
  readonly normEpsilon: number;
  readonly rope: RopeSettings;
  /** Qwen2 has biases on q, k and v, Llama has none. */
  readonly qkvBias: boolean;
  /** The head's matrix is the embedding's. */
  readonly tiedHead: boolean;
}

export interface RopeSettings {
  readonly theta: number;
  /** Llama 3's stretching of low frequencies; null without. */
  readonly llama3: {
    readonly factor: number;
    readonly lowFrequencyFactor: number;
    readonly highFrequencyFactor: number;
    readonly originalPositions: number;
  } | null;
}

/** The linear layers of a decoder layer, by the names that PEFT's `target_modules` uses. */
export const LINEAR_NAMES = [
  "q_proj",
  "k_proj",
  "v_proj",
  "o_proj",
  "gate_proj",
  "up_proj",
  "down_proj",
] as const;
export type LinearName = (typeof LINEAR_NAMES)[number];

export function linearSize(shape: DecoderShape, name: LinearName): { outputs: number; inputs: number } {
  const { hidden, heads, kvHeads, headDim, feedForward } = shape;
  switch (name) {
    case "q_proj":
      return { outputs: heads * headDim, inputs: hidden };
    case "k_proj":
    case "v_proj":
      return { outputs: kvHeads * headDim, inputs: hidden };
    case "o_proj":
      return { outputs: hidden, inputs: heads * headDim };
    case "gate_proj":
    case "up_proj":
      return { outputs: feedForward, inputs: hidden };
    case "down_proj":
      return { outputs: hidden, inputs: feedForward };
  }
}

export const hasBias = (shape: DecoderShape, name: LinearName): boolean =>
  shape.qkvBias && (name === "q_proj" || name === "k_proj" || name === "v_proj");

/** Where a linear layer stands in the names of tensors: `model.layers.3.self_attn.q_proj`. */
export const linearPath = (layer: number, name: LinearName): string =>
  `model.layers.${layer}.${/^(gate|up|down)/.test(name) ? "mlp" : "self_attn"}.${name}`;

/** The frozen weights of one decoder layer, apart from what LoRA adds. */
export function layerParameters(shape: DecoderShape): number {
  const ofLinears = LINEAR_NAMES.reduce((sum, name) => {
    const { outputs, inputs } = linearSize(shape, name);
    return sum + outputs * inputs + (hasBias(shape, name) ? outputs : 0);
  }, 0);
  return ofLinears + 2 * shape.hidden;
}

/** All weights of the model. */
export const modelParameters = (shape: DecoderShape): number =>
  shape.layers * layerParameters(shape) +
  shape.hidden +
  (shape.tiedHead ? 1 : 2) * shape.vocabulary * shape.hidden;
