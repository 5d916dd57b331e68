import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const HIDDEN = 16;
const HEAD = 8;
const FEED_FORWARD = 24;
const WORDS = 4096;
const BLOCK = "model.layers.0";

const DIMS: Readonly<Record<string, readonly number[]>> = {
  "model.embed_tokens.weight": [WORDS, HIDDEN],
  "model.norm.weight": [HIDDEN],
  [`${BLOCK}.input_layernorm.weight`]: [HIDDEN],
  [`${BLOCK}.post_attention_layernorm.weight`]: [HIDDEN],
  [`${BLOCK}.self_attn.q_proj.weight`]: [HIDDEN, HIDDEN],
  [`${BLOCK}.self_attn.q_proj.bias`]: [HIDDEN],
  [`${BLOCK}.self_attn.k_proj.weight`]: [HEAD, HIDDEN],
  [`${BLOCK}.self_attn.k_proj.bias`]: [HEAD],
  [`${BLOCK}.self_attn.v_proj.weight`]: [HEAD, HIDDEN],
  [`${BLOCK}.self_attn.v_proj.bias`]: [HEAD],
  [`${BLOCK}.self_attn.o_proj.weight`]: [HIDDEN, HIDDEN],
  [`${BLOCK}.mlp.gate_proj.weight`]: [FEED_FORWARD, HIDDEN],
  [`${BLOCK}.mlp.up_proj.weight`]: [FEED_FORWARD, HIDDEN],
  [`${BLOCK}.mlp.down_proj.weight`]: [HIDDEN, FEED_FORWARD],
};

/** A model of one small layer with the practice model's tokenizer, in Hugging Face's files; always the same one. */
export function writeTinyModel(folder: string, tokenizerFile: string): void {
  mkdirSync(folder, { recursive: true });
  const config = {
    model_type: "qwen2",
    hidden_size: HIDDEN,
    intermediate_size: FEED_FORWARD,
    num_hidden_layers: 1,
    num_attention_heads: HIDDEN / HEAD,
    num_key_value_heads: 1,
    vocab_size: WORDS,
    rope_theta: 1e4,
    tie_word_embeddings: true,
  };
  writeFileSync(join(folder, "config.json"), JSON.stringify(config));
  writeFileSync(join(folder, "model.safetensors"), weights());
  copyFileSync(tokenizerFile, join(folder, "tokenizer.json"));
}

/** The length of a header, the header, and the numbers (https://github.com/huggingface/safetensors#format). */
function weights(): Uint8Array {
  let end = 0;
  const header = Object.fromEntries(
    Object.entries(DIMS).map(([name, shape]) => {
      const start = end;
      end += shape.reduce((product, dim) => product * dim, 4);
      return [name, { dtype: "F32", shape, data_offsets: [start, end] }];
    }),
  );
  const numbers = Float32Array.from({ length: end / 4 }, (_, index) => scattered(index) * 0.5);
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, new Uint8Array(numbers.buffer)]);
}

/** Numbers between -1 and 1 without any order that a model could see. */
const scattered = (index: number): number => {
  const far = Math.sin(index + 1) * 43_758.5453;
  return 2 * (far - Math.floor(far)) - 1;
};
