import { AssayError, type CompetitionErrorCode, err, ok, type Result } from "../contract/index.ts";
import { type CompetitionProfile, profileSchema } from "./schema.ts";

export class CompetitionError extends AssayError<CompetitionErrorCode> {
  /** Every mistake of a profile, each with its place. */
  readonly mistakes: readonly string[];

  constructor(code: CompetitionErrorCode, details: AssayError["details"], mistakes: readonly string[] = []) {
    super(code, details);
    this.mistakes = mistakes;
  }
}

/** Reads a profile and names every mistake in it, each with its path. Fails with `ProfileInvalid`. */
export function parseProfile(value: unknown): Result<CompetitionProfile, CompetitionError> {
  const parsed = profileSchema.safeParse(value);
  if (parsed.success) return ok(parsed.data as CompetitionProfile);
  const mistakes = parsed.error.issues.map(({ path, message }) => {
    const place = path.length === 0 ? "the profile" : path.join(".");
    return `${place}: ${message}`;
  });
  return err(new CompetitionError("ProfileInvalid", { mistakes: mistakes.join("; ") }, mistakes));
}

/** Reads a profile from text. Fails with `ProfileNotJson` or `ProfileInvalid`. */
export function parseProfileText(text: string): Result<CompetitionProfile, CompetitionError> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return err(
      new CompetitionError("ProfileNotJson", { reason: error instanceof Error ? error.message : "" }),
    );
  }
  return parseProfile(value);
}
