import { isArray, isObject, type JsonNode } from "../json/node.ts";
import { writeJson } from "../json/write.ts";

/** The system prompt: absent, null and text are three different things to the validators. */
export type SystemField =
  | { readonly kind: "absent" }
  | { readonly kind: "null" }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "invalid"; readonly json: string };

export interface Turn {
  readonly role: string;
  readonly content: string;
  /** True when the turn is no object with two strings; role and content then show what stands there. */
  readonly invalid: boolean;
}

/** A row as people see it, whatever its JSON holds. */
export interface RowView {
  readonly system: SystemField;
  readonly turns: readonly Turn[];
  /** True when the row is an object whose `conversations` is a list of proper turns. */
  readonly wellFormed: boolean;
}

export function viewRow(row: JsonNode): RowView {
  if (!isObject(row)) return { system: { kind: "absent" }, turns: [], wellFormed: false };
  const conversations = row.get("conversations");
  const turns = isArray(conversations) ? conversations.map(viewTurn) : [];
  const system = viewSystem(row.get("system"));
  return {
    system,
    turns,
    wellFormed: isArray(conversations) && system.kind !== "invalid" && turns.every((turn) => !turn.invalid),
  };
}

function viewSystem(node: JsonNode | undefined): SystemField {
  if (node === undefined) return { kind: "absent" };
  if (node === null) return { kind: "null" };
  return typeof node === "string" ? { kind: "text", text: node } : { kind: "invalid", json: writeJson(node) };
}

function viewTurn(node: JsonNode): Turn {
  if (!isObject(node)) return { role: "", content: writeJson(node), invalid: true };
  const role = node.get("role");
  const content = node.get("content");
  return {
    role: showText(role),
    content: showText(content),
    invalid: typeof role !== "string" || typeof content !== "string",
  };
}

function showText(node: JsonNode | undefined): string {
  if (node === undefined) return "";
  return typeof node === "string" ? node : writeJson(node);
}

/** The texts of all turns, in order: what duplicates are looked for in. */
export const turnTexts = (view: RowView): string[] => view.turns.map((turn) => turn.content);
