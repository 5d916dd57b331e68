import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { LoraShape } from "../decoder/block-graph.ts";
import { newAdapter } from "../training/adapter-state.ts";
import { adapterFiles, readAdapter } from "./adapter-files.ts";
import { readModelConfig } from "./model-config.ts";
import { ModelFolder } from "./model-folder.ts";
import { throughNf4 } from "./nf4.ts";
import { float16Bits, fromFloat16, toFloat16, toFloat32 } from "./numbers.ts";
import { SafetensorsFile, writeSafetensors } from "./safetensors.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-model-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const QWEN = {
  model_type: "qwen2",
  hidden_size: 8,
  intermediate_size: 12,
  num_hidden_layers: 1,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  vocab_size: 10,
  rope_theta: 1e6,
  tie_word_embeddings: true,
};

describe("safetensors", () => {
  const name = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text !== "__metadata__");
  const tensor = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }).chain((dims) =>
    fc
      .array(fc.float({ noNaN: true }), {
        minLength: dims.reduce((product, dim) => product * dim, 1),
        maxLength: dims.reduce((product, dim) => product * dim, 1),
      })
      .map((numbers) => ({ dims, numbers: Float32Array.from(numbers) })),
  );

  test("what was written is read", async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, tensor, { maxKeys: 5 }), async (tensors) => {
        const path = join(folder, "a.safetensors");
        writeFileSync(path, writeSafetensors(new Map(Object.entries(tensors)), { format: "pt" }));
        const file = await SafetensorsFile.open(path);
        expect([...file.tensors.keys()].sort()).toEqual(Object.keys(tensors).sort());
        for (const [key, { dims, numbers }] of Object.entries(tensors)) {
          const stored = file.tensors.get(key);
          if (stored === undefined) throw new Error(key);
          expect(stored.dims).toEqual(dims);
          expect(toFloat32(await file.bytes(stored), stored.type)).toEqual(numbers);
        }
        await file.close();
      }),
      { numRuns: 50 },
    );
  });

  test("a file that was cut or changed anywhere is refused or read, and never harms", async () => {
    const whole = writeSafetensors(new Map([["a", { dims: [2, 3], numbers: new Float32Array(6).fill(1) }]]));
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.integer({ min: 0, max: 255 }),
        fc.boolean(),
        async (at, byte, isCut) => {
          const broken = isCut ? whole.slice(0, at) : whole.with(at, byte);
          const path = join(folder, "broken.safetensors");
          writeFileSync(path, broken);
          try {
            const file = await SafetensorsFile.open(path);
            for (const stored of file.tensors.values()) await file.bytes(stored);
            await file.close();
          } catch (error) {
            expect(error).toMatchObject({ code: "ModelFileInvalid" });
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("numbers", () => {
  test("float16 survives widening, whatever its bits", () => {
    const all = Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits);
    const wide = fromFloat16(all);
    const back = float16Bits(wide);
    for (const bits of all) {
      if (Number.isFinite(wide[bits])) expect(back[bits]).toBe(bits);
    }
  });

  test("float32 narrows to the nearest float16", () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, min: -65504, max: 65504 }), (value) => {
        const [near] = fromFloat16(float16Bits(Float32Array.of(value)));
        expect(near).toBe(Math.f16round(value));
      }),
    );
  });

  test("what is too large becomes the largest", () => {
    expect([...fromFloat16(float16Bits(Float32Array.of(1e9, -1e9, 65519)))]).toEqual([65504, -65504, 65504]);
  });

  test("bfloat16 is widened, and narrowed to float16", () => {
    const bytes = new Uint8Array(Uint16Array.of(0x3f80, 0xc000, 0x3eab).buffer);
    expect([...toFloat32(bytes, "BF16")]).toEqual([1, -2, 0.333984375]);
    expect([...fromFloat16(toFloat16(bytes, "BF16"))]).toEqual([1, -2, 0.333984375]);
  });

  test("nf4 keeps a block's largest number, zero, and the signs", () => {
    const numbers = Float32Array.from({ length: 130 }, (_, index) => Math.sin(index) * (index < 64 ? 1 : 20));
    const largest = Math.max(...numbers.subarray(64, 128).map(Math.abs));
    const stored = throughNf4(numbers.slice());
    expect(Math.max(...stored.subarray(64, 128).map(Math.abs))).toBe(largest);
    expect(stored[0]).toBe(0);
    for (const [index, value] of stored.entries()) {
      expect(Math.abs(value - (numbers[index] as number))).toBeLessThan(0.16 * (index < 64 ? 1 : 20));
    }
    expect(new Set(throughNf4(numbers.slice(0, 64))).size).toBeLessThanOrEqual(16);
  });
});

describe("config.json", () => {
  test("Qwen2", () => {
    expect(readModelConfig(QWEN)).toMatchObject({
      heads: 4,
      kvHeads: 2,
      headDim: 2,
      qkvBias: true,
      tiedHead: true,
    });
  });

  test("Llama 3 with its stretched positions", () => {
    const scaling = {
      rope_type: "llama3",
      factor: 32,
      low_freq_factor: 1,
      high_freq_factor: 4,
      original_max_position_embeddings: 8192,
    };
    const { rope, qkvBias } = readModelConfig({ ...QWEN, model_type: "llama", rope_scaling: scaling });
    expect({ rope, qkvBias }).toEqual({
      qkvBias: false,
      rope: {
        theta: 1e6,
        llama3: { factor: 32, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalPositions: 8192 },
      },
    });
  });

  test.each([
    [{ model_type: "gpt2" }, 'it is a "gpt2" model'],
    [{ hidden_act: "gelu" }, 'its activation is "gelu"'],
    [{ use_sliding_window: true }, "it attends through a sliding window"],
    [{ rope_scaling: { type: "yarn", factor: 4 } }, 'its positions are scaled by "yarn"'],
    [{ num_attention_heads: 3 }, "its heads have no even size"],
    [{ hidden_size: "8" }, "hidden_size"],
  ])("refuses %o", (change, what) => {
    expect(() => readModelConfig({ ...QWEN, ...change })).toThrow(
      expect.objectContaining({ code: "ModelUnsupported", details: { what: expect.stringContaining(what) } }),
    );
  });
});

describe("a model's folder", () => {
  test("says which file is missing", async () => {
    await expect(ModelFolder.open(folder)).rejects.toMatchObject({
      code: "ModelFileMissing",
      details: { file: "config.json" },
    });
    writeFileSync(join(folder, "config.json"), JSON.stringify(QWEN));
    await expect(ModelFolder.open(folder)).rejects.toMatchObject({
      code: "ModelFileMissing",
      details: { file: "model.safetensors" },
    });
  });

  test("says which tensor is missing or of another size", async () => {
    writeFileSync(join(folder, "config.json"), JSON.stringify(QWEN));
    const tensors = new Map([["model.norm.weight", { dims: [7], numbers: new Float32Array(7) }]]);
    writeFileSync(join(folder, "model.safetensors"), writeSafetensors(tensors));
    const model = await ModelFolder.open(folder);
    await expect(model.read("model.norm.weight", [8])).rejects.toMatchObject({ code: "ModelFileInvalid" });
    await expect(model.read("lm_head.weight", [10, 8])).rejects.toMatchObject({ code: "ModelFileInvalid" });
    await model.close();
  });
});

test("an adapter is read as it was written", async () => {
  const shape = readModelConfig(QWEN);
  const lora: LoraShape = { rank: 2, alpha: 4, dropout: 0.1, targets: ["q_proj", "down_proj"] };
  const adapter = newAdapter(shape, lora, 3);
  const files = adapterFiles(adapter, shape, lora, "owner/name");
  writeFileSync(join(folder, "adapter_model.safetensors"), files["adapter_model.safetensors"]);
  expect(await readAdapter(join(folder, "adapter_model.safetensors"), shape, lora)).toEqual(adapter);
  const wider = { ...lora, targets: ["q_proj", "k_proj"] as const };
  await expect(readAdapter(join(folder, "adapter_model.safetensors"), shape, wider)).rejects.toMatchObject({
    code: "ModelFileInvalid",
  });
});
