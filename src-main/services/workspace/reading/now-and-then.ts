import { setTimeout as delay } from "node:timers/promises";

/** From the end of one reckoning to the beginning of the next at least. */
const PAUSE_MS = 600;

/** Works something out that takes its time: once for each revision, and after a pause where revisions follow each other. */
export class NowAndThen<T> {
  readonly #workOut: () => Promise<T>;
  #revision = -1;
  #latest: Promise<T> | null = null;
  #next: Promise<T> | null = null;
  #endedAt = Number.NEGATIVE_INFINITY;

  constructor(workOut: () => Promise<T>) {
    this.#workOut = workOut;
  }

  /** What is so at this revision, or at a later one. */
  read(revision: number): Promise<T> {
    if (this.#latest !== null && this.#revision === revision) return this.#latest;
    this.#next ??= this.#soon(() => {
      this.#next = null;
      this.#revision = revision;
    });
    return this.#next;
  }

  async #soon(begin: () => void): Promise<T> {
    await delay(Math.max(0, this.#endedAt + PAUSE_MS - performance.now()), undefined, { ref: false });
    begin();
    this.#latest = this.#workOut().finally(() => {
      this.#endedAt = performance.now();
    });
    return this.#latest;
  }
}
