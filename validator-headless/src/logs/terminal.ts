const CLEAR_LINE = "\r\u001b[K";

/** Where lines are written. */
export interface Output {
  write(text: string): unknown;
  /** True where a person watches. */
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** Lines that stay and, on a watched terminal, one line of progress below them that is drawn over itself. */
export class Terminal {
  readonly #output: Output;
  #progress = "";

  constructor(output: Output) {
    this.#output = output;
  }

  get isWatched(): boolean {
    return this.#output.isTTY === true;
  }

  /** Writes what stays; `text` ends its last line itself. */
  write(text: string): void {
    this.#output.write(this.#progress === "" ? text : `${CLEAR_LINE}${text}${this.#progress}`);
  }

  /** Shows how far something is, or with null that it is over. Nothing where nobody watches. */
  progress(text: string | null): void {
    if (!this.isWatched || (text ?? "") === this.#progress) return;
    this.#progress = (text ?? "").replaceAll(/[\r\n]+/g, " ").slice(0, (this.#output.columns ?? 80) - 1);
    this.#output.write(`${CLEAR_LINE}${this.#progress}`);
  }
}
