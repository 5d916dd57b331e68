import { describeError } from "../../../src-shared/contract/index.ts";
import { DatasetError, type DetectedFormat, detectFormat } from "../../../src-shared/dataset/index.ts";
import { openReadable, readHead } from "../../services/files/index.ts";
import type { CliIo } from "../command.ts";
import { keepStandardInput, STANDARD_INPUT } from "./standard-input.ts";

const SAMPLE_BYTES = 256 * 1024;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** A file to read rows from, with the form it was found to have. */
export interface Source {
  readonly file: string;
  readonly format: DetectedFormat;
  /** True for a gzip: validators would not unpack it. */
  readonly isPacked: boolean;
  readonly hasByteOrderMark: boolean;
  chunks(): AsyncIterable<Uint8Array>;
}

/**
 * Opens a file, or standard input for "-", and tells its form; what is packed is unpacked on the way.
 * @param entry the file of an archive that is meant, where it has several
 * @throws DatasetError `FileUnreadable` that says why where it cannot be read, `ArchiveHasSeveral` where none was named
 */
export async function openSource(file: string, entry?: string): Promise<Source> {
  try {
    const path = file === STANDARD_INPUT ? await keepStandardInput() : file;
    const readable = await openReadable(path, file, entry);
    const { head } = await readHead(readable, SAMPLE_BYTES);
    return {
      file,
      format: await detectFormat(head, readable.name),
      isPacked: readable.isPacked,
      hasByteOrderMark: head.subarray(0, 3).equals(BYTE_ORDER_MARK),
      chunks: () => readable.chunks(),
    };
  } catch (error) {
    if (error instanceof DatasetError) throw error;
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
