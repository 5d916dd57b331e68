import { z } from "zod";
import type { DecoderShape } from "../decoder/shape.ts";
import { EngineError } from "../errors.ts";

const positive = z.number().int().positive();

const configSchema = z.object({
  model_type: z.string(),
  hidden_size: positive,
  intermediate_size: positive,
  num_hidden_layers: positive,
  num_attention_heads: positive,
  num_key_value_heads: positive.nullish(),
  head_dim: positive.nullish(),
  vocab_size: positive,
  rms_norm_eps: z.number().positive().default(1e-6),
  rope_theta: z.number().positive().default(10_000),
  rope_scaling: z.record(z.string(), z.unknown()).nullish(),
  tie_word_embeddings: z.boolean().default(false),
  hidden_act: z.string().default("silu"),
  attention_bias: z.boolean().default(false),
  mlp_bias: z.boolean().default(false),
  use_sliding_window: z.boolean().default(false),
});

const llama3Schema = z.object({
  factor: z.number().positive(),
  low_freq_factor: z.number().positive(),
  high_freq_factor: z.number().positive(),
  original_max_position_embeddings: positive,
});

/**
 * The shape of the decoder that a `config.json` describes (transformers' Qwen2Config and LlamaConfig).
 * Fails with `ModelUnsupported` where Assay would compute something else than the model does.
 */
export function readModelConfig(json: unknown): DecoderShape {
  const parsed = configSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw unsupported(
      `its config.json is not understood (${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""})`,
    );
  }
  const config = parsed.data;
  const isQwen = config.model_type === "qwen2";
  if (!isQwen && config.model_type !== "llama") throw unsupported(`it is a "${config.model_type}" model`);
  if (config.hidden_act !== "silu") throw unsupported(`its activation is "${config.hidden_act}"`);
  if (config.use_sliding_window) throw unsupported("it attends through a sliding window");
  if (config.mlp_bias || (!isQwen && config.attention_bias))
    throw unsupported("it has biases where Llama has none");
  const heads = config.num_attention_heads;
  const kvHeads = config.num_key_value_heads ?? heads;
  const headDim = config.head_dim ?? config.hidden_size / heads;
  if (!Number.isInteger(headDim) || headDim % 2 !== 0) throw unsupported("its heads have no even size");
  if (heads % kvHeads !== 0) throw unsupported("its heads don't share keys evenly");
  return {
    layers: config.num_hidden_layers,
    hidden: config.hidden_size,
    heads,
    kvHeads,
    headDim,
    feedForward: config.intermediate_size,
    vocabulary: config.vocab_size,
    normEpsilon: config.rms_norm_eps,
    rope: { theta: config.rope_theta, llama3: readScaling(config.rope_scaling ?? null) },
    qkvBias: isQwen,
    tiedHead: config.tie_word_embeddings,
  };
}

function readScaling(scaling: Record<string, unknown> | null): DecoderShape["rope"]["llama3"] {
  if (scaling === null) return null;
  const type = scaling.rope_type ?? scaling.type ?? "default";
  if (type === "default") return null;
  const parsed = llama3Schema.safeParse(scaling);
  if (type !== "llama3" || !parsed.success)
    throw unsupported(`its positions are scaled by "${String(type)}"`);
  return {
    factor: parsed.data.factor,
    lowFrequencyFactor: parsed.data.low_freq_factor,
    highFrequencyFactor: parsed.data.high_freq_factor,
    originalPositions: parsed.data.original_max_position_embeddings,
  };
}

const unsupported = (what: string): EngineError => new EngineError("ModelUnsupported", { what });
