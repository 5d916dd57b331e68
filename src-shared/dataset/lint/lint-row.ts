import type { JsonNode } from "../json/node.ts";
import { estimateLengths, type RowLengths } from "../row/lengths.ts";
import { type RowView, viewRow } from "../row/view.ts";
import { type Finding, type Observation, toFindings } from "./finding.ts";
import type { LintOptions } from "./options.ts";
import type { RuleId } from "./rules.ts";
import { observeStructure } from "./structure.ts";
import { observeLength, observeTexts } from "./texts.ts";

/** The rules that go by how many tokens a row has. */
export const LENGTH_RULES: readonly RuleId[] = ["nothing-to-learn", "too-long"];

/**
 * What can be seen in a row by itself.
 * @param lengths as they were counted; without them they are estimated
 */
export function observeRow(row: JsonNode, options: LintOptions, lengths?: RowLengths): Observation[] {
  const view = viewRow(row);
  return [
    ...observeStructure(row, view),
    ...observeTexts(view),
    ...observeLength(view, lengths ?? estimateLengths(view), options),
  ];
}

/** The findings of a row by itself, under a competition's options. */
export const lintRow = (row: JsonNode, options: LintOptions, lengths?: RowLengths): Finding[] =>
  toFindings(observeRow(row, options, lengths), options);

/** Those of them that go by its length. */
export const lintLength = (view: RowView, options: LintOptions, lengths: RowLengths): Finding[] =>
  toFindings(observeLength(view, lengths, options), options);
