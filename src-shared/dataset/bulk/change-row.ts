import {
  ALL_PLACES,
  type BulkAction,
  err,
  type FindQuery,
  ok,
  type Result,
  type TextPlace,
} from "../../contract/index.ts";
import { isArray, isObject, type JsonNode, type JsonObject } from "../json/node.ts";
import { applyFix } from "../lint/fix.ts";
import type { LintOptions } from "../lint/options.ts";
import { type DatasetError, editRow } from "../row/edit.ts";
import { pythonStrip } from "../row/strip.ts";
import { type Finder, finderFor } from "./find.ts";

/** Those actions that change rows one by one. */
export type RowAction = Extract<
  BulkAction,
  { kind: "setSystem" | "removeSystem" | "trim" | "fix" | "changeRole" | "replace" }
>;

/** A change of one row; the same row where it has nothing to change. */
export type RowChanger = (row: JsonNode) => JsonNode;

/** Makes the change that an action means. Fails with `PatternInvalid`. */
export function rowChanger(action: RowAction, options: LintOptions): Result<RowChanger, DatasetError> {
  switch (action.kind) {
    case "setSystem":
      return ok((row) => edited(row, { kind: "setSystem", system: action.system }));
    case "removeSystem":
      return ok((row) => edited(row, { kind: "removeSystem" }));
    case "trim":
      return ok((row) => mapTexts(row, ALL_PLACES, pythonStrip));
    case "fix":
      return ok((row) => {
        const fixed = applyFix(row, action.fix, options);
        return fixed.ok ? fixed.value : row;
      });
    case "changeRole":
      return ok((row) =>
        mapTurns(row, (turn) =>
          turn.get("role") === action.from ? new Map(turn).set("role", action.to) : turn,
        ),
      );
    case "replace": {
      const finder = finderFor(action.find);
      if (!finder.ok) return err(finder.error);
      const { replace } = finder.value;
      return ok((row) => mapTexts(row, action.find.places, (text) => replace(text, action.replacement)));
    }
  }
}

function edited(row: JsonNode, change: Parameters<typeof editRow>[1]): JsonNode {
  const result = editRow(row, change);
  return result.ok ? result.value : row;
}

/** A text of a row that something was found in. */
export interface Occurrence {
  readonly place: TextPlace;
  readonly text: string;
  readonly matches: number;
}

/** Where in a row a text is found. */
export function occurrences(row: JsonNode, places: FindQuery["places"], finder: Finder): Occurrence[] {
  const found: Occurrence[] = [];
  mapTexts(row, places, (text, place) => {
    const matches = finder.count(text);
    if (matches > 0) found.push({ place, text, matches });
    return text;
  });
  return found;
}

function mapTexts(
  row: JsonNode,
  places: readonly TextPlace[],
  change: (text: string, place: TextPlace) => string,
): JsonNode {
  if (!isObject(row)) return row;
  const system = row.get("system");
  const withSystem =
    places.includes("system") && typeof system === "string"
      ? new Map(row).set("system", change(system, "system"))
      : row;
  return mapTurns(withSystem, (turn) => {
    const content = turn.get("content");
    const place: TextPlace = turn.get("role") === "assistant" ? "assistant" : "user";
    return typeof content === "string" && places.includes(place)
      ? new Map(turn).set("content", change(content, place))
      : turn;
  });
}

function mapTurns(row: JsonNode, change: (turn: JsonObject) => JsonObject): JsonNode {
  if (!isObject(row)) return row;
  const turns = row.get("conversations");
  if (!isArray(turns)) return row;
  return new Map<string, JsonNode>(row).set(
    "conversations",
    turns.map((turn) => (isObject(turn) ? change(turn) : turn)),
  );
}

/** The first row with the turns of all of them, in order. */
export function mergeRows(rows: readonly JsonNode[]): JsonNode {
  const [first] = rows;
  if (!isObject(first)) return first ?? null;
  const turns = rows.flatMap((row) => {
    const own = isObject(row) ? row.get("conversations") : undefined;
    return isArray(own) ? own : [];
  });
  return new Map<string, JsonNode>(first).set("conversations", turns);
}

/** A row cut in two before a turn: both keep all other keys. Null where nothing would be left in one of them. */
export function splitRow(row: JsonNode, turn: number): readonly [JsonNode, JsonNode] | null {
  if (!isObject(row)) return null;
  const turns = row.get("conversations");
  if (!isArray(turns) || turn < 1 || turn >= turns.length) return null;
  const part = (own: readonly JsonNode[]): JsonNode =>
    new Map<string, JsonNode>(row).set("conversations", own);
  return [part(turns.slice(0, turn)), part(turns.slice(turn))];
}
