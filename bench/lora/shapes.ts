import { createWriteStream, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface BenchShape {
  readonly name: string;
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly feedForward: number;
  readonly vocabulary: number;
}

/** Qwen2-like shapes; the second is Qwen2.5-0.5B's with fewer layers, its whole vocabulary, and the third is all of it. */
export const SHAPES: readonly BenchShape[] = [
  {
    name: "10m",
    layers: 6,
    hidden: 256,
    heads: 4,
    kvHeads: 2,
    headDim: 64,
    feedForward: 1024,
    vocabulary: 16_384,
  },
  {
    name: "0.5b-cut",
    layers: 6,
    hidden: 896,
    heads: 14,
    kvHeads: 2,
    headDim: 64,
    feedForward: 4864,
    vocabulary: 151_936,
  },
  {
    name: "0.5b",
    layers: 24,
    hidden: 896,
    heads: 14,
    kvHeads: 2,
    headDim: 64,
    feedForward: 4864,
    vocabulary: 151_936,
  },
];

/** Writes a model of this shape with random weights, as bfloat16: config.json and model.safetensors. */
export async function writeRandomModel(folder: string, shape: BenchShape): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const { layers, hidden, heads, kvHeads, headDim, feedForward, vocabulary } = shape;
  writeFileSync(
    join(folder, "config.json"),
    JSON.stringify({
      architectures: ["Qwen2ForCausalLM"],
      model_type: "qwen2",
      hidden_size: hidden,
      intermediate_size: feedForward,
      num_hidden_layers: layers,
      num_attention_heads: heads,
      num_key_value_heads: kvHeads,
      vocab_size: vocabulary,
      rms_norm_eps: 1e-6,
      rope_theta: 1e6,
      tie_word_embeddings: true,
      hidden_act: "silu",
      torch_dtype: "bfloat16",
      max_position_embeddings: 4096,
    }),
  );
  const tensors: [string, number[]][] = [
    ["model.embed_tokens.weight", [vocabulary, hidden]],
    ["model.norm.weight", [hidden]],
  ];
  for (let layer = 0; layer < layers; layer++) {
    const at = `model.layers.${layer}`;
    tensors.push(
      [`${at}.input_layernorm.weight`, [hidden]],
      [`${at}.post_attention_layernorm.weight`, [hidden]],
      [`${at}.self_attn.q_proj.weight`, [heads * headDim, hidden]],
      [`${at}.self_attn.q_proj.bias`, [heads * headDim]],
      [`${at}.self_attn.k_proj.weight`, [kvHeads * headDim, hidden]],
      [`${at}.self_attn.k_proj.bias`, [kvHeads * headDim]],
      [`${at}.self_attn.v_proj.weight`, [kvHeads * headDim, hidden]],
      [`${at}.self_attn.v_proj.bias`, [kvHeads * headDim]],
      [`${at}.self_attn.o_proj.weight`, [hidden, heads * headDim]],
      [`${at}.mlp.gate_proj.weight`, [feedForward, hidden]],
      [`${at}.mlp.up_proj.weight`, [feedForward, hidden]],
      [`${at}.mlp.down_proj.weight`, [hidden, feedForward]],
    );
  }
  const header: Record<string, unknown> = {};
  let offset = 0;
  for (const [name, dims] of tensors) {
    const bytes = 2 * dims.reduce((product, dim) => product * dim, 1);
    header[name] = { dtype: "BF16", shape: dims, data_offsets: [offset, offset + bytes] };
    offset += bytes;
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  const file = createWriteStream(join(folder, "model.safetensors"));
  file.write(length);
  file.write(text);
  const noise = noisyBfloat16();
  const ones = Buffer.alloc(2 * hidden);
  for (let index = 0; index < hidden; index++) ones.writeUInt16LE(0x3f80, 2 * index);
  for (const [name, dims] of tensors) {
    let left = 2 * dims.reduce((product, dim) => product * dim, 1);
    if (name.includes("norm")) file.write(ones.subarray(0, left));
    else {
      for (; left > 0; left -= noise.length) {
        if (!file.write(noise.subarray(0, Math.min(left, noise.length)))) {
          await new Promise<void>((resolve) => file.once("drain", resolve));
        }
      }
    }
  }
  await new Promise<void>((resolve, reject) =>
    file.end((error?: Error | null) => (error ? reject(error) : resolve())),
  );
}

/** A prime number of numbers between -0.05 and 0.05, so that repeating them makes no two rows alike. */
function noisyBfloat16(): Buffer {
  const count = 1_048_573;
  const numbers = new Float32Array(1);
  const words = new Uint32Array(numbers.buffer);
  const bytes = Buffer.alloc(2 * count);
  let state = 1;
  for (let index = 0; index < count; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    numbers[0] = (state / 2 ** 32 - 0.5) * 0.1;
    bytes.writeUInt16LE((words[0] as number) >>> 16, 2 * index);
  }
  return bytes;
}

export interface BenchRow {
  readonly ids: number[];
  readonly learn: number[];
}

/** Rows of random tokens of which the second half is to be learned. */
export function makeRows(shape: BenchShape, count: number, tokens: number): BenchRow[] {
  return Array.from({ length: count }, (_, row) => ({
    ids: Array.from({ length: tokens }, (_, index) => (row * 7919 + index * 104_729) % shape.vocabulary),
    learn: Array.from({ length: tokens }, (_, index) => (index < tokens / 2 ? 0 : 1)),
  }));
}
