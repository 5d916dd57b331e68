import { isArray, isObject, type JsonNode, type JsonObject } from "../json/node.ts";
import type { RowView } from "../row/view.ts";
import type { Observation } from "./finding.ts";

/** Names that other tools give to the two roles. */
export const ROLE_ALIASES: Readonly<Record<string, "user" | "assistant">> = {
  human: "user",
  User: "user",
  USER: "user",
  gpt: "assistant",
  bot: "assistant",
  model: "assistant",
  ai: "assistant",
  Assistant: "assistant",
  ASSISTANT: "assistant",
};

export const expectedRole = (index: number): "user" | "assistant" => (index % 2 === 0 ? "user" : "assistant");
export const resolveRole = (role: string): string => ROLE_ALIASES[role] ?? role;

const ROW_KEYS = ["system", "conversations"];
const TURN_KEYS = ["role", "content"];

/** What is wrong with the row's build, before anyone reads its texts. */
export function observeStructure(row: JsonNode, view: RowView): Observation[] {
  if (!isObject(row)) return [{ rule: "schema", turn: null, message: "The row is no JSON object." }];
  return [
    ...observeSchema(row, view),
    ...observeSystem(view),
    ...observeUnknownKeys(row),
    ...observeTurns(view),
  ];
}

function observeSchema(row: JsonObject, view: RowView): Observation[] {
  const found: Observation[] = [];
  const conversations = row.get("conversations");
  if (conversations === undefined) found.push(schema("The row has no list called conversations."));
  else if (!isArray(conversations)) found.push(schema("conversations is no list."));
  if (view.system.kind === "invalid") found.push(schema(`system is ${view.system.json}, which is no text.`));
  for (const [index, turn] of view.turns.entries()) {
    if (!turn.invalid) continue;
    const node = isArray(conversations) ? conversations[index] : undefined;
    found.push({ rule: "schema", turn: index, message: describeTurn(index, node) });
  }
  return found;
}

const schema = (message: string): Observation => ({ rule: "schema", turn: null, message });

function describeTurn(index: number, node: JsonNode | undefined): string {
  const name = `Turn ${index + 1}`;
  if (!isObject(node)) return `${name} is no object with a role and a content.`;
  for (const key of TURN_KEYS) {
    if (!node.has(key)) return `${name} has no ${key}.`;
    if (typeof node.get(key) !== "string") return `The ${key} of turn ${index + 1} is no text.`;
  }
  return `${name} is no proper turn.`;
}

function observeSystem({ system }: RowView): Observation[] {
  if (system.kind === "null") return [{ rule: "system-null", turn: null, message: "system is null." }];
  if (system.kind === "absent")
    return [{ rule: "system-missing", turn: null, message: "There is no key system." }];
  return [];
}

function observeUnknownKeys(row: JsonObject): Observation[] {
  const unknown = [...row.keys()].filter((key) => !ROW_KEYS.includes(key));
  const conversations = row.get("conversations");
  for (const turn of isArray(conversations) ? conversations : []) {
    if (isObject(turn)) unknown.push(...[...turn.keys()].filter((key) => !TURN_KEYS.includes(key)));
  }
  if (unknown.length === 0) return [];
  const names = [...new Set(unknown)].map((key) => `"${key}"`).join(", ");
  return [{ rule: "unknown-keys", turn: null, message: `Nobody reads ${names}.` }];
}

function observeTurns({ turns, wellFormed }: RowView): Observation[] {
  if (turns.length === 0) {
    return wellFormed
      ? [{ rule: "empty-conversation", turn: null, message: "The conversation has no turns." }]
      : [];
  }
  const found: Observation[] = [];
  const wrong = turns.findIndex((turn, index) => !turn.invalid && turn.role !== expectedRole(index));
  if (wrong >= 0) {
    const fixable = turns.every((turn, index) => resolveRole(turn.role) === expectedRole(index));
    const message = `Turn ${wrong + 1} is "${turns[wrong]?.role}" where ${expectedRole(wrong)} must stand.`;
    found.push({ rule: "role-order", turn: wrong, message, fixable });
  }
  if (turns.length % 2 === 1) {
    const message = `Turn ${turns.length} has no partner and is dropped in training.`;
    found.push({ rule: "dropped-turn", turn: turns.length - 1, message, fixable: turns.length > 1 });
  }
  return found;
}
