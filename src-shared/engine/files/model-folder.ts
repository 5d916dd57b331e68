import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { DecoderShape } from "../decoder/shape.ts";
import { EngineError } from "../errors.ts";
import { readModelConfig } from "./model-config.ts";
import { SafetensorsFile, type StoredTensor, type StoredType } from "./safetensors.ts";

const indexSchema = z.object({
  weight_map: z.record(z.string(), z.string().regex(/^[\w.-]+\.safetensors$/)),
});

/** A tensor's numbers as they are stored. */
export interface RawTensor {
  readonly bytes: Uint8Array;
  readonly type: StoredType;
}

/** A model as a folder in the hub's layout: config.json, and one or several .safetensors files. */
export class ModelFolder {
  readonly folder: string;
  readonly shape: DecoderShape;
  readonly #files: readonly SafetensorsFile[];
  readonly #places: ReadonlyMap<string, { readonly file: SafetensorsFile; readonly tensor: StoredTensor }>;

  private constructor(folder: string, shape: DecoderShape, files: readonly SafetensorsFile[]) {
    this.folder = folder;
    this.shape = shape;
    this.#files = files;
    this.#places = new Map(
      files.flatMap((file) => [...file.tensors].map(([name, tensor]) => [name, { file, tensor }] as const)),
    );
  }

  /** Fails with `ModelFileMissing`, `ModelFileInvalid` or `ModelUnsupported`. */
  static async open(folder: string): Promise<ModelFolder> {
    const shape = readModelConfig(await readJson(folder, "config.json"));
    const files: SafetensorsFile[] = [];
    try {
      for (const name of await weightFiles(folder)) files.push(await openWeights(folder, name));
      return new ModelFolder(folder, shape, files);
    } catch (error) {
      await Promise.all(files.map((file) => file.close()));
      throw error;
    }
  }

  /** The numbers of a tensor, which must have these dimensions. */
  async read(name: string, dims: readonly number[]): Promise<RawTensor> {
    const place = this.#places.get(name);
    if (place === undefined)
      throw new EngineError("ModelFileInvalid", { file: this.folder, what: `it has no ${name}` });
    const { file, tensor } = place;
    if (tensor.dims.join() !== dims.join()) {
      const what = `${name} is [${tensor.dims.join(", ")}] where config.json asks for [${dims.join(", ")}]`;
      throw new EngineError("ModelFileInvalid", { file: this.folder, what });
    }
    return { bytes: await file.bytes(tensor), type: tensor.type };
  }

  async close(): Promise<void> {
    await Promise.all(this.#files.map((file) => file.close()));
  }
}

async function weightFiles(folder: string): Promise<string[]> {
  const index = await readJson(folder, "model.safetensors.index.json").catch((error: unknown) => {
    if (error instanceof EngineError && error.code === "ModelFileMissing") return null;
    throw error;
  });
  if (index === null) return ["model.safetensors"];
  const parsed = indexSchema.safeParse(index);
  if (!parsed.success) {
    throw new EngineError("ModelFileInvalid", {
      file: "model.safetensors.index.json",
      what: "it is not understood",
    });
  }
  return [...new Set(Object.values(parsed.data.weight_map))].sort();
}

async function openWeights(folder: string, file: string): Promise<SafetensorsFile> {
  try {
    return await SafetensorsFile.open(join(folder, file));
  } catch (error) {
    throw isMissing(error) ? new EngineError("ModelFileMissing", { folder, file }) : error;
  }
}

async function readJson(folder: string, file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(join(folder, file), "utf8");
  } catch (error) {
    throw isMissing(error) ? new EngineError("ModelFileMissing", { folder, file }) : error;
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new EngineError("ModelFileInvalid", { file, what: "it is no JSON" });
  }
}

const isMissing = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === "ENOENT";
