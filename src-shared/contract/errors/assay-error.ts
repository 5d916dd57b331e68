import type { ErrorDetails } from "../phrases/said.ts";

export type { ErrorDetails } from "../phrases/said.ts";

/**
 * An error as a value: what a room's door answers instead of throwing what its insides threw.
 * `code` is stable and has one sentence for humans in the catalogue; `details` fills that sentence in.
 * Neither `message` nor `details` may ever hold a secret.
 */
export class AssayError<Code extends string = string> extends Error {
  readonly code: Code;
  readonly details: ErrorDetails;

  constructor(code: Code, details: ErrorDetails = {}, options?: { cause?: unknown; message?: string }) {
    super(options?.message ?? code, options?.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.details = details;
  }

  /** The part that may cross a process boundary. */
  toWire(): WireError {
    return { code: this.code, message: this.message, details: this.details };
  }
}

export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly details: ErrorDetails;
}

/** One entry of the catalogue: what happened, and what the reader can do about it. */
export interface ErrorText {
  /** What happened, as one sentence. `{name}` is replaced by `details.name`. */
  readonly sentence: string;
  /** The next step, as one sentence. `{name}` is replaced by `details.name`. */
  readonly mend: string;
}

export type ErrorCatalogue<Code extends string> = Readonly<Record<Code, ErrorText>>;
