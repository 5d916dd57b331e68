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
  const add = (rule: Observation["rule"], message: string): void =>
    void found.push({ rule, turn: null, message });
  if (standing.exactDuplicateOf !== null)
    add("exact-duplicate", `It says the same as line ${standing.exactDuplicateOf}.`);
  if (standing.nearDuplicates.length > 0)
    add("near-duplicate", `It says nearly the same as ${lines(standing.nearDuplicates)}.`);
  if (standing.conflictsWith !== null)
    add("conflicting-answers", `Line ${standing.conflictsWith} answers the same question differently.`);
  if (standing.repeats !== null) add("repeated-row", `It is the same row as line ${standing.repeats}.`);
  if (standing.isInEvalSet === false) add("not-in-eval-set", "The eval set has no such row.");
  if (options.rowsLimit !== null && standing.line > options.rowsLimit) {
    add("beyond-rows", `Only the first ${options.rowsLimit.toLocaleString("en")} rows count.`);
  }
  return found;
}

const NAMED_LINES = 3;

function lines(numbers: readonly number[]): string {
  const named = numbers.slice(0, NAMED_LINES).join(", ");
  const more = numbers.length - NAMED_LINES;
  return `line ${named}${more > 0 ? ` and ${more} more` : ""}`;
}

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
    const message = "Whether the rows stand in the eval set was not looked at.";
    found.push({ rule: "eval-set-unknown", turn: null, message });
  }
  if (rows === 0) found.push({ rule: "dataset-size", turn: null, message: "There are no rows." });
  else if (rows < FEW_ROWS) {
    found.push({ rule: "dataset-size", turn: null, message: `There are only ${rows} rows.` });
  }
  if (rows < ENOUGH_FOR_BALANCE) return found;
  if (commonestStart !== null && commonestStart.rows / rows > LARGE_SHARE) {
    const message = `${percent(commonestStart.rows / rows)} of the questions begin with “${commonestStart.words}”.`;
    found.push({ rule: "dataset-balance", turn: null, message });
  }
  if (shortAnswers / rows > LARGE_SHARE) {
    const message = `${percent(shortAnswers / rows)} of the answers have fewer than five words.`;
    found.push({ rule: "dataset-balance", turn: null, message });
  }
  return found;
}

const percent = (share: number): string => `${Math.round(share * 100)}%`;

/** How a question begins: its first three words, or null when it has fewer. */
export function startOf(question: string): string | null {
  const words = question.trim().toLowerCase().split(/\s+/, 4);
  return words.length >= 3 ? words.slice(0, 3).join(" ") : null;
}

const SHORT_ANSWER_WORDS = 5;
export const isShortAnswer = (answer: string): boolean =>
  answer.trim().split(/\s+/).length < SHORT_ANSWER_WORDS;
