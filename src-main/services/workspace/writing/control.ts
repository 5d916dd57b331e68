/** Thrown where a change finds that it was called off; the transaction around it is rolled back. */
export class Cancelled extends Error {
  constructor() {
    super("cancelled");
    this.name = "AbortError";
  }
}

/** What a long change tells of itself, and how it learns that it was called off. */
export interface WriteControl {
  /** Reports where the change is; throws `Cancelled` once it was called off. */
  readonly step: (done: number, total: number | null) => void;
  /** Reports that rows came which can be read already: all from one to another, at the end. */
  readonly rowsCame: (first: number, last: number) => void;
}
