import { rowIdentity } from "../json/identity.ts";
import type { JsonNode } from "../json/node.ts";
import { pythonStrip } from "../row/strip.ts";
import { type RowView, turnTexts, viewRow } from "../row/view.ts";

/** What rows are held against each other by. */
export interface RowFacts {
  /** Equal for two rows that the validators call the same. */
  readonly identity: string;
  /** Equal for two rows that ask the same first question under the same system prompt; null without a question. */
  readonly questionKey: string | null;
  /** Equal for two rows whose whole answers are the same. */
  readonly answerKey: string;
  readonly turns: number;
  readonly chars: number;
}

export function rowFacts(row: JsonNode, view: RowView = viewRow(row)): RowFacts {
  const texts = turnTexts(view);
  const question = fold(texts[0] ?? "");
  const system = view.system.kind === "text" ? fold(view.system.text) : "";
  return {
    identity: rowIdentity(row),
    questionKey: question === "" ? null : `${system}\u0000${question}`,
    answerKey: texts.slice(1).map(fold).join("\u0000"),
    turns: texts.length,
    chars: texts.reduce((sum, text) => sum + text.length, 0),
  };
}

const fold = (text: string): string => pythonStrip(text).normalize("NFC").toLowerCase().replace(/\s+/g, " ");
