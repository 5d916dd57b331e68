import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const BLOCK_BYTES = 2 ** 22;

/** Writes one text a line, as JSON strings, without holding them all. */
export function writeTexts(path: string, rows: number, textOf: (row: number) => string): void {
  const file = openSync(path, "w");
  let block: string[] = [];
  let size = 0;
  const flush = () => {
    writeSync(file, block.join(""));
    block = [];
    size = 0;
  };
  for (let row = 0; row < rows; row++) {
    const line = `${JSON.stringify(textOf(row))}\n`;
    block.push(line);
    size += line.length;
    if (size > BLOCK_BYTES) flush();
  }
  flush();
  closeSync(file);
}

/** Texts on the disk: read through once, then by row number, as a project's database is. */
export class TextFile {
  readonly #file: number;
  readonly #ends: number[] = [0];

  constructor(path: string) {
    this.#file = openSync(path, "r");
  }

  /** Every text in order; afterwards `textOf` knows where they are. */
  *read(): Generator<string> {
    const block = Buffer.alloc(BLOCK_BYTES);
    let rest = Buffer.alloc(0);
    for (;;) {
      const count = readSync(this.#file, block);
      if (count === 0) return;
      const bytes = Buffer.concat([rest, block.subarray(0, count)]);
      let from = 0;
      for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
        yield JSON.parse(bytes.toString("utf8", from, end)) as string;
        this.#ends.push(this.#ends.at(-1)! + end + 1 - from);
        from = end + 1;
      }
      rest = bytes.subarray(from);
    }
  }

  readonly textOf = (row: number): string => {
    const from = this.#ends[row]!;
    const line = Buffer.alloc(this.#ends[row + 1]! - from);
    readSync(this.#file, line, 0, line.length, from);
    return JSON.parse(line.toString("utf8")) as string;
  };

  close(): void {
    closeSync(this.#file);
  }
}

/** Hands over a folder that is gone afterwards. */
export async function withFolder<T>(work: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "assay-bench-dedup-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
