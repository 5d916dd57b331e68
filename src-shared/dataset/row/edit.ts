import {
  AssayError,
  type DatasetErrorCode,
  err,
  ok,
  type Result,
  type RowChange,
} from "../../contract/index.ts";
import { isArray, isObject, type JsonNode, type JsonObject } from "../json/node.ts";
import { parseJson } from "../json/parse.ts";

export class DatasetError extends AssayError<DatasetErrorCode> {}

/**
 * The row after one change. Keys that the change is not about keep their place and their values' spelling.
 * Fails with `NoSuchTurn`, `RowHasNoTurns` or `NotJson` where the change does not fit the row.
 */
export function editRow(row: JsonNode, change: RowChange): Result<JsonNode, DatasetError> {
  if (change.kind === "setJson") return parseRow(change.json);
  if (!isObject(row)) return err(new DatasetError("RowIsNoObject"));
  switch (change.kind) {
    case "setSystem":
      return ok(withSystem(row, change.system));
    case "removeSystem":
      return ok(without(row, "system"));
    default:
      return editTurns(row, change);
  }
}

/** One line of a file as a row. Fails with `NotJson`, which says where, or `RowIsNoObject`. */
export function parseRow(text: string): Result<JsonObject, DatasetError> {
  const parsed = parseJson(text);
  if (!parsed.ok) {
    const { reason, line, column } = parsed.error;
    return err(new DatasetError("NotJson", { reason, line, column }));
  }
  return isObject(parsed.value) ? ok(parsed.value) : err(new DatasetError("RowIsNoObject"));
}

/** A row of the native form. */
export function makeRow(
  system: string | null | undefined,
  turns: readonly { readonly role: string; readonly content: string }[],
): JsonObject {
  const conversations = turns.map(({ role, content }) => makeTurn(role, content));
  return new Map<string, JsonNode>([
    ...(system === undefined ? [] : [["system", system] as const]),
    ["conversations", conversations],
  ]);
}

const makeTurn = (role: string, content: string): JsonObject =>
  new Map([
    ["role", role],
    ["content", content],
  ]);

/** A new `system` comes first, where readers of the file expect it. */
function withSystem(row: JsonObject, system: string | null): JsonObject {
  return row.has("system")
    ? withKey(row, "system", system)
    : new Map<string, JsonNode>([["system", system], ...row]);
}

type TurnChange = Exclude<RowChange, { kind: "setJson" | "setSystem" | "removeSystem" }>;

function editTurns(row: JsonObject, change: TurnChange): Result<JsonNode, DatasetError> {
  const conversations = row.get("conversations");
  const mayBegin = change.kind === "insertTurn" || change.kind === "appendTurns";
  const turns = isArray(conversations) ? [...conversations] : mayBegin ? [] : null;
  if (turns === null) return err(new DatasetError("RowHasNoTurns"));
  if (change.kind === "appendTurns") {
    const added = change.turns.map(({ role, content }) => makeTurn(role, content));
    return ok(withKey(row, "conversations", [...turns, ...added]));
  }
  const last = change.kind === "insertTurn" ? turns.length : turns.length - 1;
  const reaches = change.kind === "moveTurn" ? Math.max(change.turn, change.to) : change.turn;
  if (reaches > last) return err(new DatasetError("NoSuchTurn", { turn: reaches + 1, turns: turns.length }));
  switch (change.kind) {
    case "setTurnContent":
      turns[change.turn] = withTurnKey(turns[change.turn], "content", change.content);
      break;
    case "setTurnRole":
      turns[change.turn] = withTurnKey(turns[change.turn], "role", change.role);
      break;
    case "insertTurn":
      turns.splice(change.turn, 0, makeTurn(change.role, change.content));
      break;
    case "mergeTurn":
      turns.splice(change.turn - 1, 2, mergedTurn(turns[change.turn - 1], turns[change.turn]));
      break;
    case "removeTurn":
      turns.splice(change.turn, 1);
      break;
    case "moveTurn":
      turns.splice(change.to, 0, ...turns.splice(change.turn, 1));
  }
  return ok(withKey(row, "conversations", turns));
}

/** The first of two turns with both texts, a blank line between them. */
function mergedTurn(first: JsonNode | undefined, second: JsonNode | undefined): JsonObject {
  const texts = [first, second].map((turn) => (isObject(turn) ? turn.get("content") : undefined));
  const content = texts.filter((text) => typeof text === "string" && text !== "").join("\n\n");
  return withTurnKey(first, "content", content);
}

function withTurnKey(turn: JsonNode | undefined, key: "role" | "content", text: string): JsonObject {
  return isObject(turn) ? withKey(turn, key, text) : withKey(makeTurn("user", ""), key, text);
}

function withKey(object: JsonObject, key: string, value: JsonNode): JsonObject {
  return new Map(object).set(key, value);
}

function without(object: JsonObject, key: string): JsonObject {
  const rest = new Map(object);
  rest.delete(key);
  return rest;
}
