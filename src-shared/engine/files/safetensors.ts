import { type FileHandle, open } from "node:fs/promises";
import { z } from "zod";
import { EngineError } from "../errors.ts";

/** The element types that Assay reads. */
const readableType = z.enum(["F32", "F16", "BF16"]);
export type StoredType = z.infer<typeof readableType>;

const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(z.number().int().nonnegative()),
  data_offsets: z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()]),
});

export interface StoredTensor {
  readonly type: StoredType;
  readonly dims: readonly number[];
  /** Of the numbers, from the start of the file. */
  readonly offset: number;
  readonly sizeBytes: number;
}

const LENGTH_BYTES = 8;
/** The format's own limit. */
const MAX_HEADER_BYTES = 100_000_000;
const BYTES_OF = { F32: 4, F16: 2, BF16: 2 } as const;

/**
 * One .safetensors file, open for reading: eight bytes of header length, a JSON header, then the numbers.
 * Fails with `ModelFileInvalid` when the header and the file don't agree.
 */
export class SafetensorsFile {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly #file: FileHandle;

  private constructor(file: FileHandle, tensors: ReadonlyMap<string, StoredTensor>) {
    this.#file = file;
    this.tensors = tensors;
  }

  static async open(path: string): Promise<SafetensorsFile> {
    const file = await open(path, "r");
    try {
      return new SafetensorsFile(file, await readHeader(file, path));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** The numbers of a tensor as they lie in the file. */
  async bytes({ offset, sizeBytes }: StoredTensor): Promise<Uint8Array> {
    const bytes = new Uint8Array(sizeBytes);
    let done = 0;
    while (done < sizeBytes) {
      const { bytesRead } = await this.#file.read(bytes, done, sizeBytes - done, offset + done);
      if (bytesRead === 0)
        throw new EngineError("ModelFileInvalid", { file: "weights", what: "it ends too early" });
      done += bytesRead;
    }
    return bytes;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

async function readHeader(file: FileHandle, path: string): Promise<Map<string, StoredTensor>> {
  const invalid = (what: string): EngineError => new EngineError("ModelFileInvalid", { file: path, what });
  const { size } = await file.stat();
  if (size < LENGTH_BYTES) throw invalid("it is too short");
  const start = new DataView(new ArrayBuffer(LENGTH_BYTES));
  await file.read(start, 0, LENGTH_BYTES, 0);
  const headerBytes = Number(start.getBigUint64(0, true));
  if (headerBytes > MAX_HEADER_BYTES || LENGTH_BYTES + headerBytes > size)
    throw invalid("its header is too long");
  const header = new Uint8Array(headerBytes);
  await file.read(header, 0, headerBytes, LENGTH_BYTES);
  let entries: Record<string, unknown>;
  try {
    entries = z.record(z.string(), z.unknown()).parse(JSON.parse(new TextDecoder().decode(header)));
  } catch {
    throw invalid("its header is no JSON object");
  }

  const dataStart = LENGTH_BYTES + headerBytes;
  const tensors = new Map<string, StoredTensor>();
  for (const [name, entry] of Object.entries(entries)) {
    if (name === "__metadata__") continue;
    const parsed = entrySchema.safeParse(entry);
    if (!parsed.success) throw invalid(`what it says of ${name} can't be read`);
    const type = readableType.safeParse(parsed.data.dtype);
    if (!type.success)
      throw invalid(`${name} holds ${parsed.data.dtype} numbers; Assay reads F32, F16 and BF16`);
    const {
      shape,
      data_offsets: [from, to],
    } = parsed.data;
    const sizeBytes = shape.reduce((product, dim) => product * dim, 1) * BYTES_OF[type.data];
    if (to - from !== sizeBytes || dataStart + to > size)
      throw invalid(`${name} does not lie within the file`);
    tensors.set(name, { type: type.data, dims: shape, offset: dataStart + from, sizeBytes });
  }
  return tensors;
}

export interface TensorToWrite {
  readonly dims: readonly number[];
  readonly numbers: Float32Array;
}

/** The bytes of a .safetensors file with float32 tensors, in the order of their names. */
export function writeSafetensors(
  tensors: ReadonlyMap<string, TensorToWrite>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const names = [...tensors.keys()].sort();
  let offset = 0;
  const header: Record<string, unknown> = { __metadata__: metadata };
  for (const name of names) {
    const { dims, numbers } = tensors.get(name) as TensorToWrite;
    header[name] = { dtype: "F32", shape: dims, data_offsets: [offset, offset + numbers.byteLength] };
    offset += numbers.byteLength;
  }
  const text = JSON.stringify(header);
  const headerBytes = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 8) * 8));
  const file = new Uint8Array(LENGTH_BYTES + headerBytes.length + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes.length), true);
  file.set(headerBytes, LENGTH_BYTES);
  let at = LENGTH_BYTES + headerBytes.length;
  for (const name of names) {
    const { numbers } = tensors.get(name) as TensorToWrite;
    file.set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength), at);
    at += numbers.byteLength;
  }
  return file;
}
