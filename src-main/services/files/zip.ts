import { open as openFile } from "node:fs/promises";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { type Entry, open, type ZipFile } from "yauzl";
import type { Phrase } from "../../../src-shared/contract/index.ts";
import { DatasetError } from "../../../src-shared/dataset/index.ts";

export const ZIP_MAGIC = Buffer.from([0x50, 0x4b, 0x03, 0x04]);

/** A file inside an archive. Its name is a name, and never becomes a path. */
export interface ArchiveEntry {
  readonly name: string;
  readonly sizeBytes: number;
}

const ROWS = /\.(?:jsonl|ndjson|json|csv|tsv|parquet)$/i;
const HIDDEN = /(?:^|\/)(?:\.|__MACOSX\/)/;
/** Text shrinks to a tenth, JSON of many like rows perhaps to a hundredth; what claims more than this is no dataset. */
const MOST_GROWTH = 1_000;
const MOST_BYTES = 64 * 1024 ** 3;

export async function startsAsZip(path: string): Promise<boolean> {
  const handle = await openFile(path, "r");
  try {
    const { buffer } = await handle.read(Buffer.alloc(ZIP_MAGIC.length), 0, ZIP_MAGIC.length, 0);
    return buffer.equals(ZIP_MAGIC);
  } finally {
    await handle.close();
  }
}

/** The files of an archive that may hold rows, in their order. Rejects with a DatasetError where it is none. */
export async function entriesOf(path: string, name: string): Promise<ArchiveEntry[]> {
  return (await entries(path, name)).map(({ fileName, uncompressedSize }) => ({
    name: fileName,
    sizeBytes: uncompressedSize,
  }));
}

/** The file of an archive that is wanted, or the only one that may hold rows. */
export async function oneEntryOf(path: string, name: string, wanted?: string): Promise<ArchiveEntry> {
  const all = await entriesOf(path, name);
  const found = wanted === undefined ? all[0] : all.find((entry) => entry.name === wanted);
  if (found === undefined)
    throw new DatasetError("FileUnreadable", {
      file: name,
      reason: wanted === undefined ? { phrase: "archiveEmpty" } : { phrase: "archiveLacks", name: wanted },
    });
  if (wanted === undefined && all.length > 1)
    throw new DatasetError("ArchiveHasSeveral", {
      file: name,
      names: all.map((entry) => entry.name).join(", "),
    });
  return found;
}

/** The contents of one file of an archive. Rejects with a DatasetError where they are not what the archive says. */
export async function* readEntry(
  path: string,
  name: string,
  wanted: string,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  const zip = await openZip(path, name);
  try {
    for await (const entry of entriesIn(zip)) {
      if (entry.fileName !== wanted) continue;
      requireReadable(entry, name);
      const stream = await promisify<Entry, Readable>(zip.openReadStream.bind(zip))(entry);
      let read = 0;
      for await (const chunk of stream) {
        read += (chunk as Uint8Array).length;
        onBytes(Math.floor((read / Math.max(1, entry.uncompressedSize)) * zip.fileSize));
        yield chunk as Uint8Array;
      }
      return;
    }
  } catch (error) {
    throw unreadable(name, error);
  } finally {
    zip.close();
  }
}

async function entries(path: string, name: string): Promise<Entry[]> {
  const zip = await openZip(path, name);
  try {
    const found: Entry[] = [];
    for await (const entry of entriesIn(zip))
      if (ROWS.test(entry.fileName) && !HIDDEN.test(entry.fileName)) found.push(entry);
    for (const entry of found) requireReadable(entry, name);
    return found;
  } catch (error) {
    throw unreadable(name, error);
  } finally {
    zip.close();
  }
}

async function openZip(path: string, name: string): Promise<ZipFile> {
  try {
    return await promisify<string, { lazyEntries: true; autoClose: false }, ZipFile>(open)(path, {
      lazyEntries: true,
      autoClose: false,
    });
  } catch (error) {
    throw unreadable(name, error);
  }
}

async function* entriesIn(zip: ZipFile): AsyncGenerator<Entry> {
  for (;;) {
    const entry = await new Promise<Entry | null>((resolve, reject) => {
      zip.once("entry", resolve);
      zip.once("end", () => resolve(null));
      zip.once("error", reject);
      zip.readEntry();
    });
    zip.removeAllListeners();
    if (entry === null) return;
    yield entry;
  }
}

function requireReadable(entry: Entry, name: string): void {
  if (entry.isEncrypted()) throw refused(name, { phrase: "entryLocked", name: entry.fileName });
  const { compressedSize, uncompressedSize } = entry;
  if (uncompressedSize > MOST_BYTES || uncompressedSize > MOST_GROWTH * Math.max(1_000, compressedSize))
    throw refused(name, { phrase: "entryTooLarge", name: entry.fileName });
}

function unreadable(file: string, error: unknown): DatasetError {
  if (error instanceof DatasetError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new DatasetError("FileUnreadable", { file, reason });
}

const refused = (file: string, reason: Phrase): DatasetError =>
  new DatasetError("FileUnreadable", { file, reason });
