import {
  type CompetitionProfile,
  decodeSubmission,
  type Submission,
} from "../../../src-shared/competition/index.ts";
import { invalid, type Verdict } from "./outcomes.ts";

export interface CommitmentFacts {
  readonly commitment: { readonly block: number; readonly text: string | null } | null;
  /** The block in which the UID was given to this hotkey. */
  readonly registeredAt: number;
  /** The blocks that the day's window for submissions spans, where the rules look at them; null elsewhere. */
  readonly window: { readonly fromBlock: number; readonly toBlock: number } | null;
}

/** What a commitment says by itself, before anything is fetched: a submission to look at, or why there is none. */
export function judgeCommitment(
  { commitment, registeredAt, window }: CommitmentFacts,
  profile: CompetitionProfile,
): { readonly submission: Submission } | { readonly verdict: Verdict } {
  const refuse = (...args: Parameters<typeof invalid>) => ({ verdict: invalid(...args) });
  if (commitment === null) return refuse({ phrase: "roundNoCommitment" });
  const { text, block } = commitment;
  if (text === null) return refuse({ phrase: "roundCommitmentUnreadable" });
  if (text.startsWith("{")) return refuse({ phrase: "roundCommitmentIgnored" });
  const submission = decodeSubmission(text);
  if (submission === null) return refuse({ phrase: "roundCommitmentMalformed" });
  if (block <= registeredAt) {
    return refuse({ phrase: "roundCommittedTooEarly", block, registered: registeredAt });
  }
  const isStrict = profile.rules === "strict";
  const { competitionId: found } = submission;
  const { competitionId: wanted } = profile;
  // The reference's daily validator never looks at the id.
  const looksAtId = isStrict || profile.scorer.kind !== "daily-winner";
  if (looksAtId && found !== wanted) return refuse({ phrase: "roundWrongCompetition", found, wanted });
  if (isStrict && window !== null && (block < window.fromBlock || block > window.toBlock)) {
    return refuse({ phrase: "roundOutsideWindow" });
  }
  return { submission };
}
