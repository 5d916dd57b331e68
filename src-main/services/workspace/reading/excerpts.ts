import { ROW_EXCERPT_CHARS, type RowSummary } from "../../../../src-shared/contract/index.ts";
import type { viewRow } from "../../../../src-shared/dataset/index.ts";

/** The beginning of a text, as long as the table shows it. */
export const cut = (text: string): string => text.slice(0, ROW_EXCERPT_CHARS);
const isCut = (text: string): boolean => text.length > ROW_EXCERPT_CHARS;

/** What the table shows of a row's texts. */
export function summaryTexts({
  system,
  turns,
}: ReturnType<typeof viewRow>): Pick<RowSummary, "system" | "user" | "assistant" | "cut"> {
  const user = turns[0]?.content ?? "";
  const assistant = turns[1]?.content ?? "";
  const systemText = system.kind === "text" ? system.text : "";
  return {
    system: system.kind === "text" ? { kind: "text", text: cut(systemText) } : system,
    user: cut(user),
    assistant: cut(assistant),
    cut: { system: isCut(systemText), user: isCut(user), assistant: isCut(assistant) },
  };
}
