import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LoraShape } from "../decoder/block-graph.ts";
import { type DecoderShape, linearPath, linearSize } from "../decoder/shape.ts";
import type { Adapter } from "../decoder/weights.ts";
import { EngineError } from "../errors.ts";
import { toFloat32 } from "./numbers.ts";
import { SafetensorsFile, type TensorToWrite, writeSafetensors } from "./safetensors.ts";

/** The two files that PEFT's `PeftModel.from_pretrained` reads from a folder. */
export interface AdapterFiles {
  readonly "adapter_model.safetensors": Uint8Array;
  readonly "adapter_config.json": string;
}

/** @param baseModel the repository that the adapter belongs to, which `adapter_config.json` names */
export function adapterFiles(
  adapter: Adapter,
  shape: DecoderShape,
  lora: LoraShape,
  baseModel: string,
): AdapterFiles {
  const tensors = new Map<string, TensorToWrite>();
  for (const [layer, matrices] of adapter.entries()) {
    for (const name of lora.targets) {
      const pair = matrices[name];
      if (pair === undefined) continue;
      const { inputs, outputs } = linearSize(shape, name);
      const path = `base_model.model.${linearPath(layer, name)}`;
      tensors.set(`${path}.lora_A.weight`, { dims: [lora.rank, inputs], numbers: Float32Array.from(pair.a) });
      tensors.set(`${path}.lora_B.weight`, {
        dims: [outputs, lora.rank],
        numbers: Float32Array.from(pair.b),
      });
    }
  }
  const config = {
    base_model_name_or_path: baseModel,
    bias: "none",
    fan_in_fan_out: false,
    inference_mode: true,
    init_lora_weights: true,
    lora_alpha: lora.alpha,
    lora_dropout: lora.dropout,
    modules_to_save: null,
    peft_type: "LORA",
    r: lora.rank,
    target_modules: lora.targets,
    task_type: "CAUSAL_LM",
    use_rslora: false,
  };
  return {
    "adapter_model.safetensors": writeSafetensors(tensors, { format: "pt" }),
    "adapter_config.json": `${JSON.stringify(config, null, 2)}\n`,
  };
}

/** Writes an adapter into a folder, which is made where it isn't there. */
export async function saveAdapter(
  folder: string,
  adapter: Adapter,
  shape: DecoderShape,
  lora: LoraShape,
  baseModel: string,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(adapterFiles(adapter, shape, lora, baseModel)))
    await writeFile(join(folder, name), content);
}

/** Reads an adapter that PEFT or Assay wrote. Fails with `ModelFileInvalid` when a matrix is missing. */
export async function readAdapter(path: string, shape: DecoderShape, lora: LoraShape): Promise<Adapter> {
  const file = await SafetensorsFile.open(path);
  try {
    const matrix = async (name: string, dims: readonly number[]): Promise<Float32Array> => {
      const tensor = file.tensors.get(`${name}.weight`) ?? file.tensors.get(`${name}.default.weight`);
      if (tensor?.dims.join() !== dims.join()) {
        throw new EngineError("ModelFileInvalid", {
          file: path,
          what: `it has no ${name} of ${dims.join(" x ")}`,
        });
      }
      return toFloat32(await file.bytes(tensor), tensor.type);
    };
    const layers: Record<string, { a: Float32Array; b: Float32Array }>[] = [];
    for (let layer = 0; layer < shape.layers; layer++) {
      const matrices: Record<string, { a: Float32Array; b: Float32Array }> = {};
      for (const name of lora.targets) {
        const { inputs, outputs } = linearSize(shape, name);
        const at = `base_model.model.${linearPath(layer, name)}`;
        matrices[name] = {
          a: await matrix(`${at}.lora_A`, [lora.rank, inputs]),
          b: await matrix(`${at}.lora_B`, [outputs, lora.rank]),
        };
      }
      layers.push(matrices);
    }
    return layers;
  } finally {
    await file.close();
  }
}
