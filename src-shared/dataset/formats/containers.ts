import Papa from "papaparse";
import type { Phrase } from "../../contract/index.ts";
import {
  MOST_RECORD_BYTES,
  NOT_UTF8,
  SHOWN_OF_TOO_LONG,
  type SourceLine,
  splitLines,
  TOO_LONG,
} from "./decode.ts";
import { readJsonArray } from "./json-array.ts";
import type { Container, RawRecord, RecordBatches } from "./types.ts";

/** The records of a file, streamed; what cannot be one comes with its reason. */
export function readRecords(chunks: AsyncIterable<Uint8Array>, container: Container): RecordBatches {
  switch (container) {
    case "jsonl":
      return readJsonLines(chunks);
    case "json":
      return readJsonArray(chunks);
    case "csv":
      return readCsv(chunks);
  }
}

async function* readJsonLines(chunks: AsyncIterable<Uint8Array>): RecordBatches {
  for await (const { lines, bytesRead } of splitLines(chunks)) {
    yield { records: lines.map(lineRecord), bytesRead };
  }
}

function lineRecord({ line, text, isValidUtf8, isTooLong }: SourceLine): RawRecord {
  if (isTooLong) return { line, reason: TOO_LONG, raw: text };
  if (!isValidUtf8) return { line, reason: NOT_UTF8, raw: text };
  if (text.trim() === "") return { line, reason: { phrase: "lineBlank" }, raw: text };
  return { line, text };
}

/** RFC 4180 and what spreadsheets make of it; the first record names the columns. */
async function* readCsv(chunks: AsyncIterable<Uint8Array>): RecordBatches {
  let columns: string[] | null = null;
  let delimiter: string | undefined;
  let buffer = "";
  let line = 1;
  let read = 0;
  let worthTrying = 0;
  const damagedLines = new Set<number>();
  for await (const { lines, bytesRead } of splitLines(chunks)) {
    for (const { line: number, isValidUtf8 } of lines) if (!isValidUtf8) damagedLines.add(number);
    buffer += lines.map(({ text }) => `${text}\n`).join("");
    read = bytesRead;
    const isLineTooLong = lines.some(({ isTooLong }) => isTooLong);
    if (buffer.length >= worthTrying || isLineTooLong) {
      const { records, rest } = take(buffer, false);
      // A record of many chunks is not looked through from its start again with each of them.
      worthTrying = records.length === 0 ? rest.length * 2 : 0;
      buffer = rest;
      yield { records, bytesRead };
    }
    if (buffer.length > MOST_RECORD_BYTES || isLineTooLong) {
      const reason: Phrase = { phrase: "quoteNotClosed", reason: TOO_LONG };
      yield { records: [{ line, reason, raw: buffer.slice(0, SHOWN_OF_TOO_LONG) }], bytesRead };
      return;
    }
  }
  yield { records: take(buffer, true).records, bytesRead: read };

  function take(text: string, isLast: boolean): { records: RawRecord[]; rest: string } {
    const records: RawRecord[] = [];
    let consumed = 0;
    delimiter ??= guessDelimiter(text);
    Papa.parse<string[]>(text, {
      delimiter,
      newline: "\n",
      step: ({ data, errors, meta }, parser) => {
        const isWhole = isLast || meta.cursor < text.length;
        if (!isWhole) return parser.abort();
        const raw = text.slice(consumed, meta.cursor);
        const record = toRecord(data, errors[0]?.message, raw);
        const end = line + raw.split("\n").length - 1;
        if (isDamaged(line, end)) records.push({ line, reason: NOT_UTF8, raw: raw.replace(/\n$/, "") });
        else if (record !== null) records.push(record);
        line = end;
        consumed = meta.cursor;
      },
    });
    return { records, rest: text.slice(consumed) };
  }

  /** Whether one of these lines, the last left out, held bytes that are no UTF-8; no line is asked about twice. */
  function isDamaged(first: number, end: number): boolean {
    const found = [...damagedLines].filter((number) => number >= first && number < end);
    for (const number of found) damagedLines.delete(number);
    return found.length > 0;
  }

  function toRecord(cells: string[], error: string | undefined, raw: string): RawRecord | null {
    const text = raw.replace(/\n$/, "");
    if (text.trim() === "") return null;
    if (columns === null) {
      columns = cells.map((name) => name.trim());
      return null;
    }
    if (error !== undefined) return { line, reason: { phrase: "quotesDiffer", error }, raw: text };
    if (cells.length !== columns.length) {
      return {
        line,
        reason: { phrase: "cellsDiffer", cells: cells.length, columns: columns.length },
        raw: text,
      };
    }
    return { line, fields: new Map(columns.map((name, index) => [name, cells[index] ?? ""])), raw: text };
  }
}

const DELIMITERS = [",", "\t", ";", "|"];

/** The separator that stands most often in the heading, quoted parts left out. */
function guessDelimiter(text: string): string {
  const heading = text.slice(0, text.indexOf("\n") + 1 || text.length).replace(/"[^"]*"/g, "");
  const counts = DELIMITERS.map((delimiter) => heading.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ",";
}
