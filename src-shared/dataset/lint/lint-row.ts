import type { JsonNode } from "../json/node.ts";
import { viewRow } from "../row/view.ts";
import { type Finding, type Observation, toFindings } from "./finding.ts";
import type { LintOptions } from "./options.ts";
import { observeStructure } from "./structure.ts";
import { observeTexts } from "./texts.ts";

/** What can be seen in a row by itself. */
export function observeRow(row: JsonNode, options: LintOptions): Observation[] {
  const view = viewRow(row);
  return [...observeStructure(row, view), ...observeTexts(view, options)];
}

/** The findings of a row by itself, under a competition's options. */
export const lintRow = (row: JsonNode, options: LintOptions): Finding[] =>
  toFindings(observeRow(row, options), options);
