import type { Phrase } from "../../contract/index.ts";

/** A piece of a line's bytes that are no UTF-8 is shown like this, and the line is reported. */
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A line's text, or what can be shown of it where its bytes are no UTF-8. */
export function decodeLine(bytes: Uint8Array): { text: string; isValid: boolean } {
  try {
    return { text: strict.decode(bytes), isValid: true };
  } catch {
    return { text: lenient.decode(bytes), isValid: false };
  }
}

export interface SourceLine {
  readonly line: number;
  readonly text: string;
  readonly isValidUtf8: boolean;
  readonly endsWithCarriageReturn: boolean;
  /** True for a line longer than any record may be: `text` is its beginning. */
  readonly isTooLong: boolean;
}

/** No conversation is longer; what is would only fill memory. */
export const MOST_RECORD_BYTES = 64 * 1024 * 1024;
export const SHOWN_OF_TOO_LONG = 2_000;
export const TOO_LONG: Phrase = { phrase: "recordTooLong", mebibytes: MOST_RECORD_BYTES / 1024 / 1024 };
export const NOT_UTF8: Phrase = { phrase: "notUtf8" };
const LF = 0x0a;
const CR = 0x0d;
const BOM = [0xef, 0xbb, 0xbf];

/** Cuts bytes into lines at LF; a carriage return before it and a byte order mark at the start are taken off. */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ lines: SourceLine[]; bytesRead: number }> {
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  let bytesRead = 0;
  let number = 0;

  const finish = (last: Uint8Array): SourceLine => {
    const isTooLong = pendingBytes + last.length > MOST_RECORD_BYTES;
    let bytes = pending.length === 0 ? last : concat([...pending, last]);
    if (isTooLong) bytes = bytes.subarray(0, SHOWN_OF_TOO_LONG);
    pending = [];
    pendingBytes = 0;
    number++;
    if (number === 1 && BOM.every((byte, index) => bytes[index] === byte)) bytes = bytes.subarray(BOM.length);
    const endsWithCarriageReturn = bytes.at(-1) === CR;
    if (endsWithCarriageReturn) bytes = bytes.subarray(0, -1);
    const { text, isValid } = decodeLine(bytes);
    return { line: number, text, isValidUtf8: isValid || isTooLong, endsWithCarriageReturn, isTooLong };
  };

  for await (const chunk of chunks) {
    bytesRead += chunk.length;
    const lines: SourceLine[] = [];
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(LF, start);
      if (end < 0) break;
      lines.push(finish(chunk.subarray(start, end)));
      start = end + 1;
    }
    if (start < chunk.length) {
      const rest = chunk.slice(start);
      pendingBytes += rest.length;
      // Of a line that is too long already only its beginning is wanted.
      if (pendingBytes - rest.length <= MOST_RECORD_BYTES) pending.push(rest);
      else pending.length = 1;
    }
    yield { lines, bytesRead };
  }
  if (pending.length > 0) yield { lines: [finish(new Uint8Array())], bytesRead };
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
