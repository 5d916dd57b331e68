import { err, ok, type Phrase, type Result } from "../../contract/index.ts";
import { isArray, isNumber, isObject, type JsonNode, type JsonObject } from "../json/node.ts";
import { writeJson } from "../json/write.ts";
import { makeRow } from "../row/edit.ts";
import { Losses } from "./losses.ts";
import type { ColumnMapping, RowForm } from "./types.ts";

/** A record in the native form, with what of it the native form cannot keep. */
export interface Converted {
  readonly row: JsonObject;
  readonly lost: readonly Phrase[];
}

type Conversion = Result<Converted, Phrase>;

/** Takes a record of the given form into the native one. An error is the reason. */
export function toNative(record: JsonNode, form: RowForm, mapping: ColumnMapping | null): Conversion {
  if (!isObject(record)) return err({ phrase: "noJsonObject" });
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
      return mapping === null ? err({ phrase: "mappingMissing" }) : fromMapping(record, mapping);
  }
}

interface Speech {
  readonly role: string;
  readonly content: string;
}

function fromMessages(record: JsonObject): Conversion {
  const messages = record.get("messages");
  if (!isArray(messages)) return err({ phrase: "listMissing", key: "messages" });
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
  if (!isArray(conversations)) return err({ phrase: "listMissing", key: "conversations" });
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
  const lost = new Losses();
  for (const [index, item] of list.entries()) {
    if (!isObject(item)) return err({ phrase: "itemNoObject", item: index + 1, list: listKey });
    const role = item.get(roleKey);
    const content = readContent(item.get(textKey));
    if (typeof role !== "string")
      return err({ phrase: "itemLacksText", item: index + 1, list: listKey, key: roleKey });
    if (content === null)
      return err({ phrase: "itemLacksText", item: index + 1, list: listKey, key: textKey });
    if (role !== toRole(role) && ["observation", "function", "function_call"].includes(role)) {
      lost.add({ phrase: "roleBecame", from: role, to: toRole(role) });
    }
    for (const key of item.keys())
      if (key !== roleKey && key !== textKey) lost.add({ phrase: "lostInside", key, list: listKey });
    speeches.push({ role: toRole(role), content });
  }
  const [first] = speeches;
  const own = record.get("system");
  const startsWithSystem = first?.role === "system";
  const system = startsWithSystem ? first.content : typeof own === "string" ? own : null;
  const turns = startsWithSystem ? speeches.slice(1) : speeches;
  if (startsWithSystem && typeof own === "string" && own !== first.content)
    lost.add({ phrase: "lostSystemBeside" });
  noteExtraKeys(record, [listKey, "system"], lost);
  return ok({ row: makeRow(system, turns), lost: lost.all });
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
  if (instruction === null) return err({ phrase: "textMissing", keys: ["instruction"] });
  if (output === null) return err({ phrase: "textMissing", keys: ["output", "response"] });
  const history = readHistory(record.get("history"));
  if (history === null) return err({ phrase: "historyNoPairs" });
  const lost = new Losses();
  noteExtraKeys(record, ["instruction", "input", outputKey, "history", "system"], lost);
  const question = input === "" ? instruction : instruction === "" ? input : `${instruction}\n\n${input}`;
  return ok({
    row: makeRow(readText(record.get("system")), [
      ...history,
      { role: "user", content: question },
      { role: "assistant", content: output },
    ]),
    lost: lost.all,
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
  if (keys === undefined) return err({ phrase: "pairMissing" });
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
  if (user === null) return err({ phrase: "textMissing", keys: [mapping.user] });
  if (assistant === null) return err({ phrase: "textMissing", keys: [mapping.assistant] });
  const system = mapping.system === null ? null : readText(record.get(mapping.system));
  const lost = new Losses();
  noteExtraKeys(record, [mapping.user, mapping.assistant, mapping.system ?? mapping.user], lost);
  return ok({
    row: makeRow(system, [
      { role: "user", content: user },
      { role: "assistant", content: assistant },
    ]),
    lost: lost.all,
  });
}

/** Numbers and truth values of a table's cell are text there. */
function readText(node: JsonNode | undefined): string | null {
  if (typeof node === "string") return node;
  return isNumber(node) || typeof node === "boolean" ? writeJson(node) : null;
}

function noteExtraKeys(record: JsonObject, known: readonly string[], lost: Losses): void {
  for (const [key, value] of record) {
    const isEmpty = value === "" || value === null;
    if (!known.includes(key) && !isEmpty) lost.add({ phrase: "lostColumn", key });
  }
}
