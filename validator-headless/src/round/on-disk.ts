import { randomUUID } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { RoundError } from "../errors.ts";

/** Writes a file, and its folder where it isn't there: whole or not at all, whoever else writes the same. */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const unfinished = `${file}.${randomUUID()}.part`;
  await writeFile(unfinished, content, { mode: 0o600 });
  await rename(unfinished, file);
}

/** Whether the operating system refused something, as with a full disk: never a miner's doing. */
export const isOfTheSystem = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && "syscall" in error;

/** Work with the cache. Rejects with `CacheUnusable` where the operating system refuses it. */
export async function onDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isOfTheSystem(error) ? new RoundError("CacheUnusable", { what: error.message }) : error;
  }
}
