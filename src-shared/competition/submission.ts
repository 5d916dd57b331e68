import { err, ok, type Phrase, type Result } from "../contract/index.ts";
import { CompetitionError } from "./parse-profile.ts";
import type { CompetitionProfile } from "./schema.ts";

/** What a commitment's single field can hold. */
export const MAX_SUBMISSION_BYTES = 128;

/** What a miner committed: where the dataset is. */
export interface Submission {
  readonly repo: string;
  readonly competitionId: string;
  /** A commit hash, or "main" for a miner who gave none. */
  readonly revision: string;
}

const REPO = /^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/;
const COMMIT = /^[0-9a-f]{40}$/;

/**
 * The string that a miner commits: `namespace/repo:COMPETITION_ID:commitSha`, at most 128 bytes of UTF-8.
 * Fails with `SubmissionMalformed` or `SubmissionTooLong`.
 */
export function encodeSubmission(
  profile: Pick<CompetitionProfile, "competitionId">,
  { repo, revision }: { readonly repo: string; readonly revision: string },
): Result<string, CompetitionError> {
  if (!REPO.test(repo)) return malformed({ phrase: "thisRepoName" }, repo);
  if (!COMMIT.test(revision)) return malformed({ phrase: "thisRevision" }, revision);
  const text = `${repo}:${profile.competitionId}:${revision}`;
  const bytes = submissionBytes(text);
  return bytes > MAX_SUBMISSION_BYTES
    ? err(new CompetitionError("SubmissionTooLong", { bytes, limit: MAX_SUBMISSION_BYTES }))
    : ok(text);
}

/** Length on-chain, in bytes of UTF-8. */
export const submissionBytes = (text: string): number => new TextEncoder().encode(text).length;

/**
 * What a committed string says; null for one that the validators ignore (it starts with "{") or cannot read.
 * The reference writes "None" for a missing revision, which stands for main.
 */
export function decodeSubmission(text: string): Submission | null {
  if (text.startsWith("{")) return null;
  const parts = text.split(":");
  const [repo, competitionId, revision] = parts;
  if (parts.length !== 3 || repo === undefined || competitionId === undefined || revision === undefined)
    return null;
  if (!REPO.test(repo) || competitionId === "" || revision === "") return null;
  return { repo, competitionId, revision: revision === "None" ? "main" : revision };
}

const SHORTEST_REVISION = 7;

/** The reference's revision check: the repo's commit, cut to the committed length but at least 7, must be equal. */
export function revisionMatches(committed: string, actual: string): boolean {
  return actual.slice(0, Math.max(SHORTEST_REVISION, committed.length)) === committed;
}

const malformed = (what: Phrase, value: string): Result<never, CompetitionError> =>
  err(new CompetitionError("SubmissionMalformed", { what, value: value.slice(0, 100) }));
