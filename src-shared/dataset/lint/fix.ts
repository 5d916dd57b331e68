import { err, ok, type Result } from "../../contract/index.ts";
import { rowIdentity } from "../json/identity.ts";
import { isArray, isObject, type JsonNode, type JsonObject } from "../json/node.ts";
import { DatasetError } from "../row/edit.ts";
import { pythonStrip } from "../row/strip.ts";
import type { LintOptions } from "./options.ts";
import type { FixId } from "./rules.ts";
import { expectedRole, resolveRole } from "./structure.ts";
import { BROKEN_UNICODE, CONTROL_CHARACTER } from "./text-patterns.ts";

/**
 * The row after a fix. Leaving a row out ("drop-row") is the caller's to do. Fails with `FixDoesNotApply` where
 * nothing would change or where rows must stay as they are, and with `NoSuchFix`.
 */
export function applyFix(row: JsonNode, fix: string, options: LintOptions): Result<JsonNode, DatasetError> {
  const change = Object.hasOwn(FIXES, fix) ? FIXES[fix as FixId] : undefined;
  if (change === undefined) return err(new DatasetError("NoSuchFix", { fix }));
  if (options.rowsFromEvalSet) {
    return err(
      new DatasetError("FixDoesNotApply", {
        why: { phrase: "changedRowIsNoMember" },
      }),
    );
  }
  const fixed = isObject(row) ? change(row, options) : row;
  return rowIdentity(fixed) === rowIdentity(row)
    ? err(new DatasetError("FixDoesNotApply", { why: { phrase: "nothingToMend" } }))
    : ok(fixed);
}

type Change = (row: JsonObject, options: LintOptions) => JsonNode;

const FIXES: Readonly<Partial<Record<FixId, Change>>> = {
  "set-default-system": (row, { defaultSystem }) =>
    row.get("system") === null ? new Map(row).set("system", defaultSystem) : row,
  "set-empty-system": (row) =>
    row.has("system") ? row : new Map<string, JsonNode>([["system", ""], ...row]),
  "rename-roles": (row) =>
    mapTurns(row, (turn, index) => {
      const role = turn.get("role");
      return typeof role === "string" && resolveRole(role) === expectedRole(index)
        ? new Map(turn).set("role", expectedRole(index))
        : turn;
    }),
  "drop-last-turn": (row) => {
    const turns = row.get("conversations");
    return isArray(turns) && turns.length > 1 && turns.length % 2 === 1
      ? new Map(row).set("conversations", turns.slice(0, -1))
      : row;
  },
  trim: (row) => mapTexts(row, pythonStrip),
  "remove-unknown-keys": (row) =>
    mapTurns(keep(row, ["system", "conversations"]), (turn) => keep(turn, ["role", "content"])),
  "remove-control-characters": (row) => mapTexts(row, (text) => text.replace(CONTROL_CHARACTER, "")),
  "remove-broken-unicode": (row) => mapTexts(row, (text) => text.replace(BROKEN_UNICODE, "")),
};

function mapTurns(row: JsonObject, change: (turn: JsonObject, index: number) => JsonNode): JsonObject {
  const turns = row.get("conversations");
  if (!isArray(turns)) return row;
  return new Map(row).set(
    "conversations",
    turns.map((turn, index) => (isObject(turn) ? change(turn, index) : turn)),
  );
}

function mapTexts(row: JsonObject, change: (text: string) => string): JsonObject {
  const system = row.get("system");
  const withSystem = typeof system === "string" ? new Map(row).set("system", change(system)) : row;
  return mapTurns(withSystem, (turn) => {
    const content = turn.get("content");
    return typeof content === "string" ? new Map(turn).set("content", change(content)) : turn;
  });
}

const keep = (object: JsonObject, keys: readonly string[]): JsonObject =>
  new Map([...object].filter(([key]) => keys.includes(key)));
