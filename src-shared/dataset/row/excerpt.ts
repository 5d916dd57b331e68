import { parseJson } from "../json/parse.ts";
import { viewRow } from "./view.ts";

const EXCERPT_CHARS = 160;

/** How a row's first turn begins: what lists call the row by. Empty where there is none. */
export function excerptOf(json: string): string {
  const parsed = parseJson(json);
  return viewRow(parsed.ok ? parsed.value : null).turns[0]?.content.slice(0, EXCERPT_CHARS) ?? "";
}
