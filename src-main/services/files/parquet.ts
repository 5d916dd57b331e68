import { open } from "node:fs/promises";
import { type AsyncBuffer, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { DatasetError } from "../../../src-shared/dataset/index.ts";

export const PARQUET_MAGIC = Buffer.from("PAR1");
/** Rows turned into lines at once, also where more of them are there. */
const ROWS_AT_ONCE = 1_000;
/**
 * So much of a row group, as it claims to be unpacked, is held at once. A part of a group costs unpacking all that stands
 * before it as well, so that parts must not be small.
 */
const HELD_BYTES = 128 * 1024 ** 2;

/**
 * The rows of a Parquet file as lines of JSON, so that all else reads them like any other file: lists and structs become
 * arrays and objects, whole numbers keep all their digits, times are ISO 8601. Row group after row group.
 * @throws DatasetError `FileUnreadable` where it is damaged or packed in a way that is not known
 */
export async function* parquetAsLines(
  path: string,
  name: string,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  const handle = await open(path, "r");
  try {
    const { size } = await handle.stat();
    const file: AsyncBuffer = {
      byteLength: size,
      slice: async (start, end = size) => {
        const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - start));
        const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
        if (bytesRead < bytes.length) throw new Error("it became shorter while it was read");
        return bytes.buffer;
      },
    };
    const metadata = await parquetMetadataAsync(file);
    const rows = Number(metadata.num_rows);
    let rowStart = 0;
    for (const group of metadata.row_groups) {
      const groupRows = Number(group.num_rows);
      const groupEnd = rowStart + groupRows;
      const parts = Math.max(1, Math.ceil(Number(group.total_byte_size) / HELD_BYTES));
      const partRows = Math.max(ROWS_AT_ONCE, Math.ceil(groupRows / parts));
      for (; rowStart < groupEnd; rowStart += partRows) {
        const rowEnd = Math.min(groupEnd, rowStart + partRows);
        const objects = await parquetReadObjects({
          file,
          metadata,
          compressors,
          rowStart,
          rowEnd,
          utf8: true,
        });
        for (let at = 0; at < objects.length; at += ROWS_AT_ONCE) {
          const some = objects.slice(at, at + ROWS_AT_ONCE);
          onBytes(rows === 0 ? size : Math.floor((size * (rowStart + at + some.length)) / rows));
          yield Buffer.from(some.map((row) => `${toJson(row)}\n`).join(""));
        }
      }
      rowStart = groupEnd;
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DatasetError("FileUnreadable", { file: name, reason: { phrase: "asParquet", reason } });
  } finally {
    await handle.close();
  }
}

/** As `JSON.stringify`, but whole numbers that JavaScript would round are written in full. */
function toJson(value: unknown): string {
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value).toString("utf8"));
  if (Array.isArray(value)) return `[${value.map(toJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
    return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${toJson(entry)}`).join(",")}}`;
  }
  if (typeof value === "number" && !Number.isFinite(value)) return "null";
  return JSON.stringify(value ?? null);
}
