import type { CompetitionProfile } from "../../../src-shared/competition/index.ts";
import type { Phrase } from "../../../src-shared/contract/index.ts";
import type { EntryRecord } from "../store/records.ts";

export type Outcome = NonNullable<EntryRecord["outcome"]>;

/**
 * Whose doing it was that a dataset has no loss of its own: "invalid" gets the fallback loss, "training" what the
 * competition gives for a training that failed.
 */
export type Fault = "invalid" | "training";

/** A reason, and what it costs. */
export interface Verdict {
  readonly fault: Fault;
  readonly why: Phrase;
  /** Its name in the store and in metrics, where that is not the phrase's. */
  readonly code?: string;
}

export const invalid = (why: Phrase, code?: string): Verdict => ({
  fault: "invalid",
  why,
  ...(code === undefined ? {} : { code }),
});
export const breaksTraining = (why: Phrase): Verdict => ({ fault: "training", why });

/** What a verdict comes to under a competition's rules. */
export function outcomeOf(verdict: Verdict, profile: CompetitionProfile): Outcome {
  const { fallbackLoss, trainingFailureLoss } = profile;
  const loss = verdict.fault === "training" ? (trainingFailureLoss ?? fallbackLoss) : fallbackLoss;
  return { code: verdict.code ?? codeOf(verdict.why), why: verdict.why, loss, duplicateOf: null };
}

/** Not looked at, for no fault of the miner's: it keeps what it had. */
export const carriedOver = (why: Phrase): Outcome => ({
  code: codeOf(why),
  why,
  loss: null,
  duplicateOf: null,
});

/** "roundNoCommitment" is NoCommitment; an error goes by its own code. */
function codeOf(why: Phrase): string {
  if (why.phrase === "sentenceOf" || why.phrase === "mendOf") return why.error.code;
  return why.phrase.replace(/^round/, "");
}
