import { setImmediate as breathe } from "node:timers/promises";

/** So long is gone on at a stretch, before others have their turn. */
const STRETCH_MS = 8;
/** What was found is shown after so long, even if it is little; */
const SOON_MS = 60;
/** … and that nothing was, after so long. */
const LONGEST_WAIT_MS = 1_000;

/** The rows of one search, as they are found. It goes on by itself until all are, or until it is ended. */
export class RowSearch {
  readonly #steps: Iterator<readonly number[], void>;
  readonly #ids: number[] = [];
  #found: (() => void)[] = [];
  #isComplete = false;
  #isEnded = false;
  #trouble: unknown = null;

  constructor(steps: Iterator<readonly number[], void>) {
    this.#steps = steps;
    this.#stretch();
    if (!this.#isComplete) void this.#goOn();
  }

  /** Those found so far, in order. */
  get ids(): readonly number[] {
    return this.#ids;
  }

  get isComplete(): boolean {
    return this.#isComplete;
  }

  /**
   * Fulfilled when so many are found, or all; or soon, when there is at least something to show. Rejects with what stopped
   * the search.
   */
  async soon(from: number, to: number): Promise<void> {
    const begun = performance.now();
    const isEnough = (): boolean => {
      const waited = performance.now() - begun;
      return waited >= LONGEST_WAIT_MS || (waited >= SOON_MS && this.#ids.length > from);
    };
    while (this.#isGoingOn && this.#ids.length < to && !isEnough()) await this.#next();
    if (this.#trouble !== null) throw this.#trouble;
  }

  /** All of them; not of a search that somebody else may end. */
  async all(): Promise<readonly number[]> {
    while (this.#isGoingOn) await this.#next();
    if (this.#trouble !== null) throw this.#trouble;
    return this.#ids;
  }

  get #isGoingOn(): boolean {
    return !this.#isComplete && !this.#isEnded && this.#trouble === null;
  }

  #next(): Promise<void> {
    return new Promise((resolve) => this.#found.push(resolve));
  }

  /** Nobody wants the others any more. */
  end(): void {
    this.#isEnded = true;
    this.#tell();
  }

  async #goOn(): Promise<void> {
    while (this.#isGoingOn) {
      await breathe();
      try {
        this.#stretch();
      } catch (error) {
        this.#trouble = error;
      }
      this.#tell();
    }
  }

  #stretch(): void {
    if (this.#isEnded) return;
    const end = performance.now() + STRETCH_MS;
    do {
      const step = this.#steps.next();
      if (step.done) {
        this.#isComplete = true;
        return;
      }
      for (const id of step.value) this.#ids.push(id);
    } while (performance.now() < end);
  }

  #tell(): void {
    const waiting = this.#found;
    this.#found = [];
    for (const resolve of waiting) resolve();
  }
}
