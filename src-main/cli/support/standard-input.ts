import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

/** What a file is called that stands for standard input. */
export const STANDARD_INPUT = "-";

/**
 * Puts what comes in on standard input into a file, since forms are detected and files read more than once; the file
 * goes away with this process.
 */
export async function keepStandardInput(): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), "assay-stdin-"));
  process.once("exit", () => rmSync(dir, { recursive: true, force: true }));
  const file = join(dir, "standard input");
  await pipeline(process.stdin, createWriteStream(file, { mode: 0o600 }));
  return file;
}
