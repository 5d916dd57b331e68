import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";

const GZIP = Buffer.from([0x1f, 0x8b]);
const CHUNK_BYTES = 256 * 1024;

/** A file as it is read: unpacked where it is a gzip. */
export interface ReadableFile {
  /** Its name without the ending that tells the packing. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly isPacked: boolean;
  chunks(): AsyncIterable<Uint8Array>;
  /** How much of the file on disk the chunks have come from so far. */
  readonly bytesRead: number;
}

/** Opens a file for reading its contents. Rejects with what the file system says where it cannot be read. */
export async function openReadable(path: string, name = path): Promise<ReadableFile> {
  const handle = await open(path, "r");
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(GZIP.length), 0, GZIP.length, 0);
    const isPacked = bytesRead === GZIP.length && buffer.equals(GZIP);
    return new FileOnDisk(path, isPacked ? name.replace(/\.gz(?:ip)?$/i, "") : name, size, isPacked);
  } finally {
    await handle.close();
  }
}

/** The beginning of a file's contents, and whether that is all of it. */
export async function readHead(
  file: ReadableFile,
  bytes: number,
): Promise<{ readonly head: Buffer; readonly isWhole: boolean }> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of file.chunks()) {
    parts.push(chunk);
    length += chunk.length;
    if (length > bytes) break;
  }
  return { head: Buffer.concat(parts).subarray(0, bytes), isWhole: length <= bytes };
}

class FileOnDisk implements ReadableFile {
  readonly name: string;
  readonly sizeBytes: number;
  readonly isPacked: boolean;
  readonly #path: string;
  #bytesRead = 0;

  constructor(path: string, name: string, sizeBytes: number, isPacked: boolean) {
    this.#path = path;
    this.name = name;
    this.sizeBytes = sizeBytes;
    this.isPacked = isPacked;
  }

  get bytesRead(): number {
    return this.#bytesRead;
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    const raw = createReadStream(this.#path, { highWaterMark: CHUNK_BYTES });
    const unpacked = this.isPacked ? raw.pipe(createGunzip({ chunkSize: CHUNK_BYTES })) : raw;
    if (unpacked !== raw) raw.once("error", (error) => unpacked.destroy(error));
    try {
      for await (const chunk of unpacked) {
        this.#bytesRead = raw.bytesRead;
        yield chunk as Uint8Array;
      }
    } finally {
      raw.destroy();
    }
  }
}
