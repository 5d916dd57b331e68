import { RoundError } from "../errors.ts";

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
