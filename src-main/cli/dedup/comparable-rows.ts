import { inWords } from "../../../src-shared/contract/index.ts";
import {
  type DetectedFormat,
  parseRow,
  readRows,
  turnTexts,
  viewRow,
} from "../../../src-shared/dataset/index.ts";
import { normaliseRow } from "../../../src-shared/dedup/index.ts";
import { openSource } from "../support/source.ts";

/** The rows of a file as near-duplicates are looked for: normalised text beside its 1-based line number. */
export interface ComparableRows {
  readonly format: DetectedFormat;
  readonly texts: readonly string[];
  /** The source line on which each row begins. */
  readonly lines: readonly number[];
  readonly bad: readonly { readonly line: number; readonly reason: string }[];
}

/**
 * Reads a dataset of any form that can be detected.
 * @throws a DatasetError when the file can't be read
 */
export async function readComparableRows(path: string): Promise<ComparableRows> {
  const { format, chunks } = await openSource(path);
  const texts: string[] = [];
  const lines: number[] = [];
  const bad: { line: number; reason: string }[] = [];
  for await (const { items } of readRows(chunks(), format)) {
    for (const item of items) {
      const turns = item.kind === "row" ? turnsOf(item.json) : null;
      if (turns === null) {
        bad.push({
          line: item.line,
          reason: item.kind === "bad" ? inWords(item.reason) : "it has no conversations",
        });
        continue;
      }
      texts.push(normaliseRow(turns));
      lines.push(item.line);
    }
  }
  return { format, texts, lines, bad };
}

function turnsOf(json: string): string[] | null {
  const row = parseRow(json);
  if (!row.ok) return null;
  const view = viewRow(row.value);
  return view.turns.length === 0 && !view.wellFormed ? null : turnTexts(view);
}
