import { type AssayError, describeError } from "../../../src-shared/contract/index.ts";

/** What a check found. "skipped": it could not be looked at, for the reason that is said. */
export interface Finding {
  readonly title: string;
  readonly verdict: "ok" | "warn" | "fail" | "skipped";
  /** A sentence, or figures. */
  readonly says: string;
  /** What to do about it; null where there is nothing. */
  readonly mend: string | null;
}

export const good = (title: string, says: string): Finding => ({ title, verdict: "ok", says, mend: null });
export const doubt = (title: string, says: string, mend: string): Finding => ({
  title,
  verdict: "warn",
  says,
  mend,
});
export const bad = (title: string, says: string, mend: string): Finding => ({
  title,
  verdict: "fail",
  says,
  mend,
});
export const skipped = (title: string, says: string): Finding => ({
  title,
  verdict: "skipped",
  says,
  mend: null,
});

/** A finding that says what an error says. */
export function failed(title: string, error: AssayError, verdict: "warn" | "fail" = "fail"): Finding {
  const { sentence, mend } = describeError(error.code, error.details);
  return { title, verdict, says: sentence, mend };
}
