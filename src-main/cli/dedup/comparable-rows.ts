import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { normaliseRow } from "../../../src-shared/dedup/index.ts";

/** The rows of a file as near-duplicates are looked for: normalised text beside its 1-based line number. */
export interface ComparableRows {
  readonly texts: readonly string[];
  readonly lines: readonly number[];
  readonly bad: readonly { readonly line: number; readonly reason: string }[];
}

/**
 * Reads a native JSONL file.
 * @throws what the file system throws when the file can't be read
 */
export async function readComparableRows(path: string): Promise<ComparableRows> {
  const texts: string[] = [];
  const lines: number[] = [];
  const bad: { line: number; reason: string }[] = [];
  let line = 0;
  for await (const text of createInterface({
    input: createReadStream(path),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    line++;
    const turns = turnTexts(text);
    if (turns === null) bad.push({ line, reason: "no conversation row" });
    else {
      texts.push(normaliseRow(turns));
      lines.push(line);
    }
  }
  return { texts, lines, bad };
}

function turnTexts(line: string): string[] | null {
  try {
    const { conversations } = JSON.parse(line) as { conversations: { content: unknown }[] };
    return conversations.map(({ content }) => (typeof content === "string" ? content : ""));
  } catch {
    return null;
  }
}
