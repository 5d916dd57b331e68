import type * as monaco from "monaco-editor/editor/editor.api.js";
import { type FindingView, inWords, type LintLevel } from "../../../src-shared/contract/index.ts";
import { language } from "../../texts/index.ts";
import { placesOf, type Span } from "./json-places.ts";

const OWNER = "assay-lint";
/** As monaco numbers them: error, warning, info. */
const SEVERITIES: Readonly<Record<LintLevel, monaco.MarkerSeverity>> = { error: 8, warning: 4, hint: 2 };

/** Marks what the rules say where it stands: at its turn, at the system prompt, or at the row's first brace. */
export function markFindings(
  editor: typeof monaco.editor,
  model: monaco.editor.ITextModel,
  findings: readonly FindingView[],
): void {
  const { system, turns } = placesOf(model.getValue());
  const placeOf = ({ rule, turn }: FindingView): Span =>
    (turn === null ? null : turns[turn]) ??
    (rule.startsWith("system-") ? system : null) ?? { start: 0, end: 1 };
  const markers = findings.map((finding) => {
    const { start, end } = placeOf(finding);
    const from = model.getPositionAt(start);
    const to = model.getPositionAt(end);
    return {
      severity: SEVERITIES[finding.level],
      message: inWords(finding.says, language()),
      source: "Assay",
      startLineNumber: from.lineNumber,
      startColumn: from.column,
      endLineNumber: to.lineNumber,
      endColumn: to.column,
    };
  });
  editor.setModelMarkers(model, OWNER, markers);
}
