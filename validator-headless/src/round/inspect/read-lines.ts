const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** A line as text, or why it is none. */
export type Line = string | "too-long" | "not-utf8";

/**
 * The lines of a file, one after the other, however they end. A line that is longer than allowed is told as soon as that
 * is known, and nothing after it is read.
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  maxLineBytes: number,
): AsyncGenerator<Line> {
  // A byte order mark stays: Python's json.loads stumbles over it, and so does the reader of rows.
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let parts: Uint8Array[] = [];
  let length = 0;
  const take = (): Line => {
    const whole = parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
    parts = [];
    length = 0;
    const line = whole.at(-1) === RETURN ? whole.subarray(0, -1) : whole;
    try {
      return decoder.decode(line);
    } catch {
      return "not-utf8";
    }
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (;;) {
      const to = chunk.indexOf(NEWLINE, from);
      const part = chunk.subarray(from, to === -1 ? undefined : to);
      length += part.length;
      if (length > maxLineBytes) {
        yield "too-long";
        return;
      }
      parts.push(part);
      if (to === -1) break;
      yield take();
      from = to + 1;
    }
  }
  if (length > 0) yield take();
}
