import { open } from "node:fs/promises";
import { type AsyncBuffer, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { DatasetError } from "../../../src-shared/dataset/index.ts";

export const PARQUET_MAGIC = Buffer.from("PAR1");
/** Rows turned into lines at once, also where a row group holds more. */
const ROWS_AT_ONCE = 1_000;

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
        const bytes = new Uint8Array(end - start);
        await handle.read(bytes, 0, bytes.length, start);
        return bytes.buffer;
      },
    };
    const metadata = await parquetMetadataAsync(file);
    const rows = Number(metadata.num_rows);
    let rowStart = 0;
    for (const group of metadata.row_groups) {
      const groupEnd = rowStart + Number(group.num_rows);
      for (; rowStart < groupEnd; rowStart += ROWS_AT_ONCE) {
        const rowEnd = Math.min(groupEnd, rowStart + ROWS_AT_ONCE);
        const objects = await parquetReadObjects({
          file,
          metadata,
          compressors,
          rowStart,
          rowEnd,
          utf8: true,
        });
        onBytes(rows === 0 ? size : Math.floor((size * rowEnd) / rows));
        yield Buffer.from(objects.map((row) => `${toJson(row)}\n`).join(""));
      }
      rowStart = groupEnd;
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DatasetError("FileUnreadable", { file: name, reason: `as a Parquet file: ${reason}` });
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
