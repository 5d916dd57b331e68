import type { Phrase } from "../../contract/index.ts";
import type { Observation } from "./finding.ts";
import type { LintOptions } from "./options.ts";

/** Where a row stands among the others: filled in from a whole file, or from the facts kept in a store. */
export interface RowStanding {
  /** 1-based line of the exported file. */
  readonly line: number;
  /** Line of the first row with the same text, when that is another row. */
  readonly exactDuplicateOf: number | null;
  /** Lines of some rows that say nearly the same. */
  readonly nearDuplicates: readonly number[];
  /** Line of the first row with the same question and another answer, when that is another row. */
  readonly conflictsWith: number | null;
  /** Line of the first row that is the same to the validators, when that is an earlier one. */
  readonly repeats: number | null;
  /** Whether the row stands in the eval set; null while the set is not known. */
  readonly isInEvalSet: boolean | null;
}

/** What can be seen of a row only beside the others. */
export function observeStanding(standing: RowStanding, options: LintOptions): Observation[] {
  const found: Observation[] = [];
  const add = (rule: Observation["rule"], says: Phrase): void => void found.push({ rule, turn: null, says });
  if (standing.exactDuplicateOf !== null)
    add("exact-duplicate", { phrase: "sameAsLine", line: standing.exactDuplicateOf });
  if (standing.nearDuplicates.length > 0) add("near-duplicate", nearlySameAs(standing.nearDuplicates));
  if (standing.conflictsWith !== null)
    add("conflicting-answers", { phrase: "lineAnswersDifferently", line: standing.conflictsWith });
  if (standing.repeats !== null) add("repeated-row", { phrase: "sameRowAsLine", line: standing.repeats });
  if (standing.isInEvalSet === false) add("not-in-eval-set", { phrase: "notInEvalSet" });
  if (options.rowsLimit !== null && standing.line > options.rowsLimit) {
    add("beyond-rows", { phrase: "onlyFirstRowsCount", rows: options.rowsLimit });
  }
  return found;
}

const NAMED_LINES = 3;

const nearlySameAs = (lines: readonly number[]): Phrase => ({
  phrase: "nearlySameAsLines",
  lines: lines.slice(0, NAMED_LINES),
  more: Math.max(0, lines.length - NAMED_LINES),
});

/** Counts over the whole dataset. */
export interface DatasetFacts {
  readonly rows: number;
  /** Rows whose answers together have fewer than five words. */
  readonly shortAnswers: number;
  /** The most common first three words of a question, and how many rows begin with them. */
  readonly commonestStart: { readonly words: string; readonly rows: number } | null;
  /** True where rows were held against the eval set. */
  readonly isEvalSetKnown: boolean;
}

const FEW_ROWS = 50;
const ENOUGH_FOR_BALANCE = 100;
const LARGE_SHARE = 0.3;

/** What can be said about the dataset as a whole. */
export function observeDataset({
  rows,
  shortAnswers,
  commonestStart,
  isEvalSetKnown,
}: DatasetFacts): Observation[] {
  const found: Observation[] = [];
  if (!isEvalSetKnown && rows > 0) {
    found.push({ rule: "eval-set-unknown", turn: null, says: { phrase: "evalSetNotCompared" } });
  }
  if (rows === 0) found.push({ rule: "dataset-size", turn: null, says: { phrase: "noRows" } });
  else if (rows < FEW_ROWS) {
    found.push({ rule: "dataset-size", turn: null, says: { phrase: "fewRows", rows } });
  }
  if (rows < ENOUGH_FOR_BALANCE) return found;
  if (commonestStart !== null && commonestStart.rows / rows > LARGE_SHARE) {
    const { words } = commonestStart;
    const says: Phrase = {
      phrase: "questionsBeginAlike",
      percent: percent(commonestStart.rows / rows),
      words,
    };
    found.push({ rule: "dataset-balance", turn: null, says });
  }
  if (shortAnswers / rows > LARGE_SHARE) {
    const says: Phrase = { phrase: "answersShort", percent: percent(shortAnswers / rows) };
    found.push({ rule: "dataset-balance", turn: null, says });
  }
  return found;
}

const percent = (share: number): number => Math.round(share * 100);

/** How a question begins: its first three words, or null when it has fewer. */
export function startOf(question: string): string | null {
  const words = question.trim().toLowerCase().split(/\s+/, 4);
  return words.length >= 3 ? words.slice(0, 3).join(" ") : null;
}

const SHORT_ANSWER_WORDS = 5;
export const isShortAnswer = (answer: string): boolean =>
  answer.trim().split(/\s+/).length < SHORT_ANSWER_WORDS;
