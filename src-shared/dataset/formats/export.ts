import type { Phrase } from "../../contract/index.ts";
import { isArray, isObject, type JsonNode } from "../json/node.ts";
import { writeJson } from "../json/write.ts";
import { type RowView, type Turn, viewRow } from "../row/view.ts";
import type { RowForm } from "./types.ts";

export type ExportForm = Exclude<RowForm, "mapped"> | "csv";

/** What stands before the rows in a form; null for nothing. */
export const headingOf = (form: ExportForm): string | null =>
  form === "csv" ? "system,user,assistant" : null;

/** One line of a file in another form, and what of the row that form cannot hold. */
export interface Exported {
  readonly text: string;
  readonly lost: readonly Phrase[];
}

const NATIVE_KEYS = ["system", "conversations"];

/** Writes a row in a form. The native form keeps everything. */
export function exportRow(row: JsonNode, form: ExportForm): Exported {
  if (form === "native") return { text: writeJson(row), lost: [] };
  const { system, turns } = viewRow(row);
  const systemText = system.kind === "text" ? system.text : null;
  const lost = [...lostOfRow(row, system), ...lostOfTurns(row, turns)];
  switch (form) {
    case "messages":
      return line(
        {
          messages: [
            ...(systemText === null ? [] : [{ role: "system", content: systemText }]),
            ...turns.map(({ role, content }) => ({ role, content })),
          ],
        },
        lost,
      );
    case "sharegpt":
      return line(
        {
          conversations: [
            ...(systemText === null ? [] : [{ from: "system", value: systemText }]),
            ...turns.map(({ role, content }) => ({ from: SHAREGPT_NAMES[role] ?? role, value: content })),
          ],
        },
        lost,
      );
    case "alpaca": {
      const pairs = pairUp(turns);
      lost.push(...lostOfRoles(turns));
      const last = pairs.at(-1) ?? ["", ""];
      if (turns.length % 2 === 1) lost.push({ phrase: "answerAdded" });
      return line(
        {
          instruction: last[0],
          input: "",
          output: last[1],
          ...(systemText === null ? {} : { system: systemText }),
          ...(pairs.length > 1 ? { history: pairs.slice(0, -1) } : {}),
        },
        lost,
      );
    }
    case "qa": {
      lost.push(...lostOfPair(turns));
      if (systemText !== null) lost.push({ phrase: "lostSystem" });
      return line({ question: turns[0]?.content ?? "", answer: turns[1]?.content ?? "" }, lost);
    }
    case "csv": {
      lost.push(...lostOfPair(turns));
      const cells = [systemText ?? "", turns[0]?.content ?? "", turns[1]?.content ?? ""];
      return { text: cells.map(quoted).join(","), lost };
    }
  }
}

const TURN_KEYS = ["role", "content"];
const PAIR_ROLES = ["user", "assistant"];

function lostOfRow(row: JsonNode, system: RowView["system"]): Phrase[] {
  const extra = isObject(row) ? [...row.keys()].filter((key) => !NATIVE_KEYS.includes(key)) : [];
  const lost = extra.map((key): Phrase => ({ phrase: "lostKey", key }));
  if (system.kind === "null") lost.push({ phrase: "lostNullSystem" });
  if (system.kind === "invalid") lost.push({ phrase: "lostOddSystem" });
  return lost;
}

/** Keys that turns have beside role and content, each once, and what is no turn at all. */
function lostOfTurns(row: JsonNode, turns: readonly Turn[]): Phrase[] {
  const conversations = isObject(row) ? row.get("conversations") : undefined;
  if (!isArray(conversations)) return [{ phrase: "lostOddTurns" }];
  const keys = new Set<string>();
  for (const turn of conversations)
    if (isObject(turn)) for (const key of turn.keys()) if (!TURN_KEYS.includes(key)) keys.add(key);
  const lost = [...keys].map((key): Phrase => ({ phrase: "lostTurnKey", key }));
  if (turns.some(({ invalid }) => invalid)) lost.push({ phrase: "lostOddTurn" });
  return lost;
}

/** A form without roles takes the turns for those of user and assistant in turn. */
const lostOfRoles = (turns: readonly Turn[]): Phrase[] =>
  turns.every(({ role }, at) => role === PAIR_ROLES[at % 2]) ? [] : [{ phrase: "lostSpeakers" }];

function lostOfPair(turns: readonly Turn[]): Phrase[] {
  const lost = lostOfRoles(turns.slice(0, 2));
  if (turns.length === 1) lost.push({ phrase: "answerAdded" });
  if (turns.length > 2) lost.push({ phrase: "lostLaterTurns" });
  return lost;
}

/**
 * A cell as RFC 4180 has it. One that a spreadsheet would take for a formula keeps its text: it is quoted, and read back
 * unchanged by all that read CSV; a warning in the spreadsheet is the reader's to heed.
 */
const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const SHAREGPT_NAMES: Readonly<Record<string, string>> = { user: "human", assistant: "gpt" };

const line = (value: unknown, lost: readonly Phrase[]): Exported => ({ text: JSON.stringify(value), lost });

function pairUp(turns: readonly { readonly content: string }[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let at = 0; at < turns.length; at += 2)
    pairs.push([turns[at]?.content ?? "", turns[at + 1]?.content ?? ""]);
  return pairs;
}
