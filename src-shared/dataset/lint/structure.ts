import type { Phrase } from "../../contract/index.ts";
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
  if (!isObject(row)) return [{ rule: "schema", turn: null, says: { phrase: "rowNoObject" } }];
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
  if (conversations === undefined) found.push(schema({ phrase: "conversationsMissing" }));
  else if (!isArray(conversations)) found.push(schema({ phrase: "conversationsNoList" }));
  if (view.system.kind === "invalid") found.push(schema({ phrase: "systemNoText", json: view.system.json }));
  for (const [index, turn] of view.turns.entries()) {
    if (!turn.invalid) continue;
    const node = isArray(conversations) ? conversations[index] : undefined;
    found.push({ rule: "schema", turn: index, says: describeTurn(index, node) });
  }
  return found;
}

const schema = (says: Phrase): Observation => ({ rule: "schema", turn: null, says });

function describeTurn(index: number, node: JsonNode | undefined): Phrase {
  const turn = index + 1;
  if (!isObject(node)) return { phrase: "turnNoObject", turn };
  for (const key of TURN_KEYS) {
    if (!node.has(key)) return { phrase: "turnLacks", turn, key };
    if (typeof node.get(key) !== "string") return { phrase: "turnPartNoText", turn, key };
  }
  return { phrase: "turnImproper", turn };
}

function observeSystem({ system }: RowView): Observation[] {
  if (system.kind === "null") return [{ rule: "system-null", turn: null, says: { phrase: "systemNull" } }];
  if (system.kind === "absent")
    return [{ rule: "system-missing", turn: null, says: { phrase: "systemMissing" } }];
  return [];
}

function observeUnknownKeys(row: JsonObject): Observation[] {
  const unknown = [...row.keys()].filter((key) => !ROW_KEYS.includes(key));
  const conversations = row.get("conversations");
  for (const turn of isArray(conversations) ? conversations : []) {
    if (isObject(turn)) unknown.push(...[...turn.keys()].filter((key) => !TURN_KEYS.includes(key)));
  }
  if (unknown.length === 0) return [];
  const says: Phrase = { phrase: "keysUnread", keys: [...new Set(unknown)] };
  return [{ rule: "unknown-keys", turn: null, says }];
}

function observeTurns({ turns, wellFormed }: RowView): Observation[] {
  if (turns.length === 0) {
    return wellFormed ? [{ rule: "empty-conversation", turn: null, says: { phrase: "turnsMissing" } }] : [];
  }
  const found: Observation[] = [];
  const wrong = turns.findIndex((turn, index) => !turn.invalid && turn.role !== expectedRole(index));
  if (wrong >= 0) {
    const fixable = turns.every((turn, index) => resolveRole(turn.role) === expectedRole(index));
    const role = turns[wrong]?.role ?? "";
    const says: Phrase = { phrase: "roleWrong", turn: wrong + 1, role, expected: expectedRole(wrong) };
    found.push({ rule: "role-order", turn: wrong, says, fixable });
  }
  if (turns.length % 2 === 1) {
    const says: Phrase = { phrase: "turnAlone", turn: turns.length };
    found.push({ rule: "dropped-turn", turn: turns.length - 1, says, fixable: turns.length > 1 });
  }
  return found;
}
