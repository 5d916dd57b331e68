import type { Phrase } from "../../contract/index.ts";
import { decodeLine, MOST_RECORD_BYTES, NOT_UTF8, SHOWN_OF_TOO_LONG, TOO_LONG } from "./decode.ts";
import type { RawRecord, RecordBatches } from "./types.ts";

const LF = 0x0a;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/**
 * Takes the elements of one top-level array apart without holding the whole of it, and without regard to lines: an array
 * may well be a single one. It works on bytes, since all that JSON is built of is ASCII.
 */
export async function* readJsonArray(chunks: AsyncIterable<Uint8Array>): RecordBatches {
  const element = new Element();
  let state: "before" | "inside" | "after" = "before";
  let line = 1;
  let depth = 0;
  let inString = false;
  let escaped = false;
  let bytesRead = 0;

  for await (const chunk of chunks) {
    const records: RawRecord[] = [];
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] as number;
      if (byte === LF) line++;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
        continue;
      }
      if (isWhiteSpace(byte) || (state === "before" && BYTE_ORDER_MARK[bytesRead + at] === byte)) continue;
      if (state === "before" && byte === OPENING_BRACKET) {
        state = "inside";
        continue;
      }
      if (state !== "inside") {
        const reason: Phrase = { phrase: state === "before" ? "noJsonArray" : "moreAfterArray" };
        const raw = decodeLine(chunk.subarray(at, at + SHOWN_OF_TOO_LONG)).text;
        yield { records: [...records, { line, reason, raw }], bytesRead: bytesRead + chunk.length };
        return;
      }
      if (depth === 0 && (byte === COMMA || byte === CLOSING_BRACKET)) {
        if (element.line > 0) records.push(element.end(chunk.subarray(start, at)));
        else if (byte === COMMA) records.push({ line, reason: { phrase: "elementMissing" }, raw: "" });
        if (byte === CLOSING_BRACKET) state = "after";
        continue;
      }
      if (element.line === 0) {
        element.line = line;
        start = at;
      }
      if (byte === QUOTE) inString = true;
      else if (byte === OPENING_BRACE || byte === OPENING_BRACKET) depth++;
      else if (byte === CLOSING_BRACE || byte === CLOSING_BRACKET) depth = Math.max(0, depth - 1);
    }
    if (element.line > 0) element.add(chunk.subarray(start));
    bytesRead += chunk.length;
    yield { records, bytesRead };
  }
  if (state !== "inside") return;
  yield { records: [element.cutOff({ phrase: "endsInArray" }, line)], bytesRead };
}

/** What was read of the element under way; of one that is too long only the beginning is kept. */
class Element {
  /** Where it starts; 0 while there is none. */
  line = 0;
  #parts: Uint8Array[] = [];
  #bytes = 0;

  add(part: Uint8Array): void {
    this.#bytes += part.length;
    if (!this.#isTooLong) this.#parts.push(part.slice());
    else if (this.#parts.length > 0) this.#parts = [this.#joined().slice(0, SHOWN_OF_TOO_LONG)];
    else this.#parts = [part.slice(0, SHOWN_OF_TOO_LONG)];
  }

  end(last: Uint8Array): RawRecord {
    this.add(last);
    const { line } = this;
    const isTooLong = this.#isTooLong;
    const { text, isValid } = this.#take();
    if (isTooLong) return { line, reason: TOO_LONG, raw: text };
    return isValid ? { line, text } : { line, reason: NOT_UTF8, raw: text };
  }

  cutOff(second: Phrase, lineOfEnd: number): RawRecord {
    const line = this.line || lineOfEnd;
    const reason: Phrase = this.#isTooLong ? { phrase: "bothReasons", first: TOO_LONG, second } : second;
    return { line, reason, raw: this.#take().text };
  }

  get #isTooLong(): boolean {
    return this.#bytes > MOST_RECORD_BYTES;
  }

  #take(): { text: string; isValid: boolean } {
    const bytes = this.#joined();
    let end = bytes.length;
    while (end > 0 && isWhiteSpace(bytes[end - 1] as number)) end--;
    this.line = 0;
    this.#parts = [];
    this.#bytes = 0;
    return decodeLine(bytes.subarray(0, end));
  }

  #joined(): Uint8Array {
    const [only] = this.#parts;
    if (only !== undefined && this.#parts.length === 1) return only;
    const all = new Uint8Array(this.#parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}

const isWhiteSpace = (byte: number): boolean =>
  byte === SPACE || byte === LF || byte === 0x0d || byte === 0x09;
