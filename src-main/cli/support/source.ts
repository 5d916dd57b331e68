import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { describeError } from "../../../src-shared/contract/index.ts";
import { DatasetError, type DetectedFormat, detectFormat } from "../../../src-shared/dataset/index.ts";
import type { CliIo } from "../command.ts";

const SAMPLE_BYTES = 256 * 1024;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** A file to read rows from, with the form it was found to have. */
export interface Source {
  readonly file: string;
  readonly format: DetectedFormat;
  readonly hasByteOrderMark: boolean;
  chunks(): AsyncIterable<Uint8Array>;
}

/** Opens a file and tells its form. Throws a DatasetError `FileUnreadable` that says why where it cannot be read. */
export async function openSource(file: string): Promise<Source> {
  try {
    const handle = await open(file, "r");
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0);
      const format = await detectFormat(buffer.subarray(0, bytesRead), file);
      const hasByteOrderMark = buffer.subarray(0, 3).equals(BYTE_ORDER_MARK);
      return {
        file,
        format,
        hasByteOrderMark,
        chunks: () => createReadStream(file, { highWaterMark: SAMPLE_BYTES }),
      };
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new DatasetError("FileUnreadable", { file, reason: reasonOf(error) }, { cause: error });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "you may not read it",
};

export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
}

/** Writes an error as the catalogue words it. */
export function complain(
  io: CliIo,
  error: { readonly code: string; readonly details: Parameters<typeof describeError>[1] },
): void {
  const { sentence, mend } = describeError(error.code, error.details);
  io.stderr(`${sentence} ${mend}\n`);
}
