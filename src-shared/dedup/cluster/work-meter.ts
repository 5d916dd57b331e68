/** Told how much is done of how much, in units of no meaning. May throw: the work ends with what it threw. */
export type OnProgress = (done: number, total: number) => void;

/** Units, or costly steps, between two reports: well under a tenth of a second. */
const UNITS_BETWEEN_REPORTS = 16_384;
const COSTLY_STEPS_BETWEEN_REPORTS = 512;

/** Counts work and reports it often enough for someone to cancel, rarely enough to cost nothing. */
export class WorkMeter {
  readonly #total: number;
  readonly #onProgress: OnProgress | undefined;
  #done = 0;
  #unreported = 0;
  #costlySteps = 0;

  constructor(total: number, onProgress: OnProgress | undefined) {
    this.#total = total;
    this.#onProgress = onProgress;
    this.#report();
  }

  /** Some of the total is done. */
  advance(units: number): void {
    this.#done = Math.min(this.#total, this.#done + units);
    this.#unreported += units;
    if (this.#unreported >= UNITS_BETWEEN_REPORTS) this.#report();
  }

  /** Something was done that takes its time, but is no part of the total. */
  toil(): void {
    if (++this.#costlySteps >= COSTLY_STEPS_BETWEEN_REPORTS) this.#report();
  }

  finish(): void {
    this.#done = this.#total;
    this.#report();
  }

  #report(): void {
    this.#unreported = 0;
    this.#costlySteps = 0;
    this.#onProgress?.(this.#done, this.#total);
  }
}
