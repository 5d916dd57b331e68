import { readFile } from "node:fs/promises";
import type { TokenRow } from "../decoder/packed-rows.ts";
import { EngineError } from "../errors.ts";
import { decodeRows, hashOfRows } from "../text/rows-file.ts";

export interface RowsFile {
  readonly rows: readonly TokenRow[];
  readonly hash: string;
}

/** Reads tokenized rows for a model with so many words. Fails with `RowsInvalid`. */
export async function readRowsFile(file: string, vocabulary: number): Promise<RowsFile> {
  const invalid = (what: string): EngineError => new EngineError("RowsInvalid", { file, what });
  const bytes = await readFile(file).catch((error: unknown) => {
    throw invalid(error instanceof Error ? error.message : String(error));
  });
  const rows = decodeRows(bytes);
  if (rows === null) throw invalid("its bytes are not those of rows, or not all of them");
  for (const [index, { ids, learn }] of rows.entries()) {
    const unknown = ids.find((id) => id < 0 || id >= vocabulary);
    if (unknown !== undefined)
      throw invalid(`row ${index + 1} has token ${unknown}, and the model knows ${vocabulary}`);
    if (learn.some((mark) => mark > 1)) throw invalid(`row ${index + 1} marks targets by other than 0 and 1`);
  }
  return { rows, hash: hashOfRows(bytes) };
}
