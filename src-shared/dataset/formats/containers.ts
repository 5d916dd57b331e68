import Papa from "papaparse";
import { MOST_RECORD_BYTES, type SourceLine, splitLines } from "./decode.ts";
import type { Container, RawRecord } from "./types.ts";

type Batches = AsyncGenerator<{ records: RawRecord[]; bytesRead: number }>;

const SHOWN_OF_TOO_LONG = 2_000;
const TOO_LONG = `the record is longer than ${MOST_RECORD_BYTES / 1024 / 1024} MiB`;
const NOT_UTF8 = "the line holds bytes that are no UTF-8";

/** The records of a file, streamed; what cannot be one comes with its reason. */
export function readRecords(chunks: AsyncIterable<Uint8Array>, container: Container): Batches {
  switch (container) {
    case "jsonl":
      return readJsonLines(chunks);
    case "json":
      return readJsonArray(chunks);
    case "csv":
      return readCsv(chunks);
  }
}

async function* readJsonLines(chunks: AsyncIterable<Uint8Array>): Batches {
  for await (const { lines, bytesRead } of splitLines(chunks)) {
    yield { records: lines.map(lineRecord), bytesRead };
  }
}

function lineRecord({ line, text, isValidUtf8, isTooLong }: SourceLine): RawRecord {
  if (isTooLong) return { line, reason: TOO_LONG, raw: text };
  if (!isValidUtf8) return { line, reason: NOT_UTF8, raw: text };
  if (text.trim() === "") return { line, reason: "the line is blank", raw: text };
  return { line, text };
}

/** Takes the elements of one top-level array apart without holding the whole of it. */
async function* readJsonArray(chunks: AsyncIterable<Uint8Array>): Batches {
  let element: string[] = [];
  let elementLine = 0;
  let depth = 0;
  let inString = false;
  let escaped = false;
  let state: "before" | "inside" | "after" = "before";
  let isDamaged = false;
  let elementChars = 0;

  for await (const { lines, bytesRead } of splitLines(chunks)) {
    const records: RawRecord[] = [];
    for (const { line, text, isValidUtf8, isTooLong } of lines) {
      let start = 0;
      if (isTooLong || elementChars > MOST_RECORD_BYTES) return yield* tooLong(line);
      for (let at = 0; at < text.length; at++) {
        const char = text[at] as string;
        if (inString) {
          if (escaped) escaped = false;
          else if (char === "\\") escaped = true;
          else if (char === '"') inString = false;
          continue;
        }
        if (state === "inside" && depth === 0 && (char === "," || char === "]")) {
          flush(text.slice(start, at), records, char === "]");
          start = at + 1;
          if (char === "]") state = "after";
        } else if (char === '"') {
          begin(line);
          inString = true;
        } else if (char === "{" || char === "[") {
          if (state === "before" && char === "[") {
            state = "inside";
            start = at + 1;
          } else {
            begin(line);
            depth++;
          }
        } else if (char === "}" || char === "]") depth = Math.max(0, depth - 1);
        else if (!/\s/.test(char)) begin(line);
      }
      if (state !== "after" && (elementLine > 0 || state === "before")) {
        element.push(`${text.slice(start)}\n`);
        elementChars += text.length - start;
      } else if (state === "after" && text.slice(start).trim() !== "") {
        records.push({ line, reason: "there is more after the end of the array", raw: text.slice(start) });
      }
      if (!isValidUtf8) isDamaged = true;
    }
    yield { records, bytesRead };
  }
  const rest = element.join("").trim();
  if (rest !== "" || state === "inside") {
    const reason = state === "before" ? "the file holds no JSON array" : "the file ends inside the array";
    yield { records: [{ line: Math.max(1, elementLine), reason, raw: rest }], bytesRead: 0 };
  }

  function begin(line: number): void {
    if (elementLine === 0) elementLine = line;
  }

  function flush(tail: string, records: RawRecord[], isLast: boolean): void {
    const text = element.join("") + tail;
    const line = Math.max(1, elementLine);
    if (text.trim() !== "") {
      if (isDamaged) records.push({ line, reason: NOT_UTF8, raw: text.trim() });
      else records.push({ line, text: text.trim() });
    } else if (!isLast) records.push({ line, reason: "an element is missing between two commas", raw: "" });
    element = [];
    elementChars = 0;
    elementLine = 0;
    isDamaged = false;
  }

  /** An element without an end would take the rest of the file for its own: nothing after it can be told apart. */
  function* tooLong(line: number): Generator<{ records: RawRecord[]; bytesRead: number }> {
    const at = Math.max(1, elementLine || line);
    const raw = element.join("").slice(0, SHOWN_OF_TOO_LONG);
    yield { records: [{ line: at, reason: `${TOO_LONG}; nothing after it was read`, raw }], bytesRead: 0 };
  }
}

/** RFC 4180 and what spreadsheets make of it; the first record names the columns. */
async function* readCsv(chunks: AsyncIterable<Uint8Array>): Batches {
  let columns: string[] | null = null;
  let delimiter: string | undefined;
  let buffer = "";
  let line = 1;
  let read = 0;
  for await (const { lines, bytesRead } of splitLines(chunks)) {
    buffer += lines.map(({ text }) => `${text}\n`).join("");
    read = bytesRead;
    const { records, rest } = take(buffer, false);
    buffer = rest;
    yield { records, bytesRead };
    if (buffer.length > MOST_RECORD_BYTES || lines.some(({ isTooLong }) => isTooLong)) {
      const reason = `${TOO_LONG}, as after a quote that is not closed; nothing after it was read`;
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
        if (record !== null) records.push(record);
        line += raw.split("\n").length - 1;
        consumed = meta.cursor;
      },
    });
    return { records, rest: text.slice(consumed) };
  }

  function toRecord(cells: string[], error: string | undefined, raw: string): RawRecord | null {
    const text = raw.replace(/\n$/, "");
    if (text.trim() === "") return null;
    if (columns === null) {
      columns = cells.map((name) => name.trim());
      return null;
    }
    if (error !== undefined)
      return { line, reason: `the quotes of this record do not match (${error})`, raw: text };
    if (cells.length !== columns.length) {
      return {
        line,
        reason: `it has ${cells.length} cells where the heading has ${columns.length}`,
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
