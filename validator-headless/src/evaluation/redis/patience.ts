import { setTimeout as after } from "node:timers/promises";

/** Resolves after a while, or as soon as the signal says so; never rejects. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  after(ms, undefined, { signal }).catch(() => {});

/** Resolves with a promise, however it ends, or after a while without it. */
export async function within(ms: number, promise: Promise<unknown>): Promise<void> {
  const enough = new AbortController();
  await Promise.race([promise.catch(() => {}), pause(ms, enough.signal)]);
  enough.abort();
}

/** What a promise brings, or undefined as soon as the signal says so. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  const aborted = Promise.withResolvers<undefined>();
  const onAbort = (): void => aborted.resolve(undefined);
  signal.addEventListener("abort", onAbort, { once: true });
  return Promise.race([promise, aborted.promise]).finally(() => signal.removeEventListener("abort", onAbort));
}
