import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { basename } from "node:path";
import {
  type DetectedFormat,
  detectFormat,
  parseRow,
  readRows,
  turnTexts,
  viewRow,
} from "../../../src-shared/dataset/index.ts";
import { normaliseRow } from "../../../src-shared/dedup/index.ts";

/** The rows of a file as near-duplicates are looked for: normalised text beside its 1-based line number. */
export interface ComparableRows {
  readonly format: DetectedFormat;
  readonly texts: readonly string[];
  /** The source line on which each row begins. */
  readonly lines: readonly number[];
  readonly bad: readonly { readonly line: number; readonly reason: string }[];
}

const SAMPLE_BYTES = 256 * 1024;

/**
 * Reads a dataset of any form that can be detected.
 * @throws what the file system throws when the file can't be read
 */
export async function readComparableRows(path: string): Promise<ComparableRows> {
  const format = await detectFormat(await firstBytes(path), basename(path));
  const texts: string[] = [];
  const lines: number[] = [];
  const bad: { line: number; reason: string }[] = [];
  for await (const { items } of readRows(createReadStream(path), format)) {
    for (const item of items) {
      const turns = item.kind === "row" ? turnsOf(item.json) : null;
      if (turns === null) {
        bad.push({ line: item.line, reason: item.kind === "bad" ? item.reason : "it has no conversations" });
        continue;
      }
      texts.push(normaliseRow(turns));
      lines.push(item.line);
    }
  }
  return { format, texts, lines, bad };
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read({ buffer: new Uint8Array(SAMPLE_BYTES), position: 0 });
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function turnsOf(json: string): string[] | null {
  const row = parseRow(json);
  if (!row.ok) return null;
  const view = viewRow(row.value);
  return view.turns.length === 0 && !view.wellFormed ? null : turnTexts(view);
}
