import { err, ok, type Result } from "../../contract/index.ts";
import { isArray, isNumber, isObject, type JsonNode, type JsonObject } from "../json/node.ts";
import { writeJson } from "../json/write.ts";
import { makeRow } from "../row/edit.ts";
import type { ColumnMapping, RowForm } from "./types.ts";

/** A record in the native form, with what of it the native form cannot keep. */
export interface Converted {
  readonly row: JsonObject;
  readonly lost: readonly string[];
}

type Conversion = Result<Converted, string>;

/** Takes a record of the given form into the native one. An error is the reason, for humans. */
export function toNative(record: JsonNode, form: RowForm, mapping: ColumnMapping | null): Conversion {
  if (!isObject(record)) return err("it is no JSON object");
  switch (form) {
    case "native":
      return ok({ row: record, lost: [] });
    case "messages":
      return fromMessages(record);
    case "sharegpt":
      return fromShareGpt(record);
    case "alpaca":
      return fromAlpaca(record);
    case "qa":
      return fromPair(record);
    case "mapped":
      return mapping === null ? err("no column mapping was given") : fromMapping(record, mapping);
  }
}

interface Speech {
  readonly role: string;
  readonly content: string;
}

function fromMessages(record: JsonObject): Conversion {
  const messages = record.get("messages");
  if (!isArray(messages)) return err("it has no list called messages");
  return fromSpeeches(record, messages, "messages", "role", "content", (role) => role);
}

const SHAREGPT_ROLES: Readonly<Record<string, string>> = {
  human: "user",
  user: "user",
  observation: "user",
  gpt: "assistant",
  assistant: "assistant",
  chatgpt: "assistant",
  model: "assistant",
  function: "assistant",
  function_call: "assistant",
  system: "system",
};

function fromShareGpt(record: JsonObject): Conversion {
  const conversations = record.get("conversations");
  if (!isArray(conversations)) return err("it has no list called conversations");
  return fromSpeeches(
    record,
    conversations,
    "conversations",
    "from",
    "value",
    (role) => SHAREGPT_ROLES[role] ?? role,
  );
}

function fromSpeeches(
  record: JsonObject,
  list: readonly JsonNode[],
  listKey: string,
  roleKey: string,
  textKey: string,
  toRole: (role: string) => string,
): Conversion {
  const speeches: Speech[] = [];
  const lost = new Set<string>();
  for (const [index, item] of list.entries()) {
    if (!isObject(item)) return err(`item ${index + 1} of ${listKey} is no object`);
    const role = item.get(roleKey);
    const content = readContent(item.get(textKey));
    if (typeof role !== "string")
      return err(`item ${index + 1} of ${listKey} has no text under "${roleKey}"`);
    if (content === null) return err(`item ${index + 1} of ${listKey} has no text under "${textKey}"`);
    if (role !== toRole(role) && ["observation", "function", "function_call"].includes(role)) {
      lost.add(`the role "${role}" became "${toRole(role)}"`);
    }
    for (const key of item.keys())
      if (key !== roleKey && key !== textKey) lost.add(`"${key}" inside ${listKey}`);
    speeches.push({ role: toRole(role), content });
  }
  const [first] = speeches;
  const own = record.get("system");
  const startsWithSystem = first?.role === "system";
  const system = startsWithSystem ? first.content : typeof own === "string" ? own : null;
  const turns = startsWithSystem ? speeches.slice(1) : speeches;
  if (startsWithSystem && typeof own === "string" && own !== first.content)
    lost.add('"system" beside a system turn');
  noteExtraKeys(record, [listKey, "system"], lost);
  return ok({ row: makeRow(system, turns), lost: [...lost] });
}

/** Text, or OpenAI's list of parts as long as all of them are text. */
function readContent(node: JsonNode | undefined): string | null {
  if (typeof node === "string") return node;
  if (!isArray(node)) return null;
  const parts = node.map((part) => (isObject(part) && part.get("type") === "text" ? part.get("text") : null));
  return parts.every((part) => typeof part === "string") ? parts.join("") : null;
}

function fromAlpaca(record: JsonObject): Conversion {
  const instruction = readText(record.get("instruction"));
  const input = readText(record.get("input")) ?? "";
  const outputKey = record.has("output") ? "output" : "response";
  const output = readText(record.get(outputKey));
  if (instruction === null) return err('it has no text under "instruction"');
  if (output === null) return err('it has no text under "output" or "response"');
  const history = readHistory(record.get("history"));
  if (history === null) return err('"history" is no list of pairs of texts');
  const lost = new Set<string>();
  noteExtraKeys(record, ["instruction", "input", outputKey, "history", "system"], lost);
  const question = input === "" ? instruction : instruction === "" ? input : `${instruction}\n\n${input}`;
  return ok({
    row: makeRow(readText(record.get("system")), [
      ...history,
      { role: "user", content: question },
      { role: "assistant", content: output },
    ]),
    lost: [...lost],
  });
}

function readHistory(node: JsonNode | undefined): Speech[] | null {
  if (node === undefined || node === null) return [];
  if (!isArray(node)) return null;
  const speeches: Speech[] = [];
  for (const pair of node) {
    if (!isArray(pair) || typeof pair[0] !== "string" || typeof pair[1] !== "string") return null;
    speeches.push({ role: "user", content: pair[0] }, { role: "assistant", content: pair[1] });
  }
  return speeches;
}

/** Names under which pairs are commonly kept, question first. */
export const PAIR_KEYS: readonly (readonly [string, string])[] = [
  ["question", "answer"],
  ["prompt", "completion"],
  ["prompt", "response"],
  ["query", "response"],
  ["user", "assistant"],
  ["input", "output"],
];

function fromPair(record: JsonObject): Conversion {
  const keys = PAIR_KEYS.find(([question, answer]) => record.has(question) && record.has(answer));
  if (keys === undefined) return err("it has no pair of question and answer");
  const [question, answer] = keys;
  return fromMapping(record, {
    system: record.has("system") ? "system" : null,
    user: question,
    assistant: answer,
  });
}

function fromMapping(record: JsonObject, mapping: ColumnMapping): Conversion {
  const user = readText(record.get(mapping.user));
  const assistant = readText(record.get(mapping.assistant));
  if (user === null) return err(`it has no text under "${mapping.user}"`);
  if (assistant === null) return err(`it has no text under "${mapping.assistant}"`);
  const system = mapping.system === null ? null : readText(record.get(mapping.system));
  const lost = new Set<string>();
  noteExtraKeys(record, [mapping.user, mapping.assistant, mapping.system ?? mapping.user], lost);
  return ok({
    row: makeRow(system, [
      { role: "user", content: user },
      { role: "assistant", content: assistant },
    ]),
    lost: [...lost],
  });
}

/** Numbers and truth values of a table's cell are text there. */
function readText(node: JsonNode | undefined): string | null {
  if (typeof node === "string") return node;
  return isNumber(node) || typeof node === "boolean" ? writeJson(node) : null;
}

function noteExtraKeys(record: JsonObject, known: readonly string[], lost: Set<string>): void {
  for (const [key, value] of record) {
    const isEmpty = value === "" || value === null;
    if (!known.includes(key) && !isEmpty) lost.add(`the column "${key}"`);
  }
}
