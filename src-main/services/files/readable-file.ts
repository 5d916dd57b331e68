import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { PARQUET_MAGIC, parquetAsLines } from "./parquet.ts";
import { type ArchiveEntry, oneEntryOf, readEntry, ZIP_MAGIC } from "./zip.ts";

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);
const PARQUET_NAME = /\.parquet$/i;
const LONGEST_MAGIC = 4;
const CHUNK_BYTES = 256 * 1024;

/** A file as it is read: unpacked where it is packed, as lines of JSON where it is a Parquet file. */
export interface ReadableFile {
  /** Its name as that of what is read: without the ending that tells the packing. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly isPacked: boolean;
  chunks(): AsyncIterable<Uint8Array>;
  /** How much of the file on disk the chunks have come from so far. */
  readonly bytesRead: number;
}

/**
 * Opens a file for reading its contents. Rejects with what the file system says where it cannot be read, and with a
 * DatasetError where it is an archive or a Parquet file that cannot be taken.
 * @param entry the file of an archive that is wanted, where it has several
 */
export async function openReadable(path: string, name = path, entry?: string): Promise<ReadableFile> {
  const handle = await open(path, "r");
  let magic: Buffer;
  let sizeBytes: number;
  try {
    sizeBytes = (await handle.stat()).size;
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(LONGEST_MAGIC), 0, LONGEST_MAGIC, 0);
    magic = buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
  const startsWith = (wanted: Buffer): boolean => magic.subarray(0, wanted.length).equals(wanted);
  if (startsWith(ZIP_MAGIC)) {
    const wanted = await oneEntryOf(path, name, entry);
    if (PARQUET_NAME.test(wanted.name))
      return new File(`${wanted.name}.jsonl`, sizeBytes, true, (onBytes) =>
        parquetOfArchive({ path, name, sizeBytes }, wanted, onBytes),
      );
    return new File(wanted.name, sizeBytes, true, (onBytes) => readEntry(path, name, wanted.name, onBytes));
  }
  if (startsWith(PARQUET_MAGIC))
    return new File(`${name}.jsonl`, sizeBytes, true, (onBytes) => parquetAsLines(path, name, onBytes));
  if (startsWith(GZIP_MAGIC))
    return new File(name.replace(/\.gz(?:ip)?$/i, ""), sizeBytes, true, (onBytes) =>
      gunzipped(path, onBytes),
    );
  return new File(name, sizeBytes, false, (onBytes) => asItIs(path, onBytes));
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

/** Called with how much of the file on disk was read so far. */
export type OnBytes = (bytes: number) => void;

class File implements ReadableFile {
  readonly name: string;
  readonly sizeBytes: number;
  readonly isPacked: boolean;
  readonly #read: (onBytes: OnBytes) => AsyncIterable<Uint8Array>;
  #bytesRead = 0;

  constructor(
    name: string,
    sizeBytes: number,
    isPacked: boolean,
    read: (onBytes: OnBytes) => AsyncIterable<Uint8Array>,
  ) {
    this.name = name;
    this.sizeBytes = sizeBytes;
    this.isPacked = isPacked;
    this.#read = read;
  }

  get bytesRead(): number {
    return this.#bytesRead;
  }

  chunks(): AsyncIterable<Uint8Array> {
    return this.#read((bytes) => {
      this.#bytesRead = bytes;
    });
  }
}

async function* asItIs(path: string, onBytes: OnBytes): AsyncGenerator<Uint8Array> {
  const raw = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  for await (const chunk of raw) {
    onBytes(raw.bytesRead);
    yield chunk as Uint8Array;
  }
}

async function* gunzipped(path: string, onBytes: OnBytes): AsyncGenerator<Uint8Array> {
  const raw = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const unpacked = raw.pipe(createGunzip({ chunkSize: CHUNK_BYTES }));
  raw.once("error", (error) => unpacked.destroy(error));
  try {
    for await (const chunk of unpacked) {
      onBytes(raw.bytesRead);
      yield chunk as Uint8Array;
    }
  } finally {
    raw.destroy();
  }
}

/** A Parquet file must be read here and there: one in an archive is unpacked first, under a name of ours. */
async function* parquetOfArchive(
  archive: { readonly path: string; readonly name: string; readonly sizeBytes: number },
  { name, sizeBytes }: ArchiveEntry,
  onBytes: OnBytes,
): AsyncGenerator<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), "assay-unpacked-"));
  try {
    const unpacked = join(folder, "rows.parquet");
    await pipeline(
      readEntry(archive.path, archive.name, name, () => {}),
      createWriteStream(unpacked),
    );
    yield* parquetAsLines(unpacked, name, (bytes) =>
      onBytes(Math.floor((bytes / Math.max(1, sizeBytes)) * archive.sizeBytes)),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
