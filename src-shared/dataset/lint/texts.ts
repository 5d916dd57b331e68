import type { Phrase } from "../../contract/index.ts";
import type { RowLengths } from "../row/lengths.ts";
import { pythonStrip } from "../row/strip.ts";
import type { RowView } from "../row/view.ts";
import type { Observation } from "./finding.ts";
import type { LintOptions } from "./options.ts";
import {
  BROKEN_UNICODE,
  breaksOff,
  CONTROL_CHARACTER,
  findPersonalData,
  PLACEHOLDERS,
  SECRETS,
  TEMPLATE_TOKEN,
} from "./text-patterns.ts";

/** What is wrong with the texts of a row: one observation a rule and turn. */
export function observeTexts(view: RowView): Observation[] {
  const found: Observation[] = [];
  const system = view.system.kind === "text" ? view.system.text : "";
  found.push(...observeText(system, null));
  for (const [index, turn] of view.turns.entries()) {
    if (turn.invalid) continue;
    if (pythonStrip(turn.content) === "") {
      const says: Phrase = { phrase: "turnEmpty", turn: index + 1, role: turn.role };
      found.push({ rule: "empty-content", turn: index, says });
      continue;
    }
    found.push(...observeText(turn.content, index));
    if (turn.role === "assistant" && breaksOff(turn.content)) {
      const says: Phrase = { phrase: "turnBreaksOff", turn: index + 1, ending: ending(turn.content) };
      found.push({ rule: "truncated-answer", turn: index, says });
    }
  }
  return found;
}

function observeText(text: string, index: number | null): Observation[] {
  const found: Observation[] = [];
  const turn = index === null ? null : index + 1;
  const add = (rule: Observation["rule"], says: Phrase): void => void found.push({ rule, turn: index, says });
  if (pythonStrip(text) !== text) add("outer-whitespace", { phrase: "whiteSpaceAround", turn });
  const token = TEMPLATE_TOKEN.exec(text);
  if (token !== null) add("template-token", { phrase: "holdsToken", turn, token: token[0] });
  const control = text.match(CONTROL_CHARACTER);
  if (control !== null)
    add("control-character", {
      phrase: "holdsControl",
      turn,
      times: control.length,
      char: codePoint(control[0]),
    });
  const broken = text.match(BROKEN_UNICODE);
  if (broken !== null) add("broken-unicode", { phrase: "holdsBroken", turn, times: broken.length });
  const placeholder = PLACEHOLDERS.find(({ pattern }) => pattern.test(text));
  if (placeholder !== undefined)
    add("placeholder-text", { phrase: "holdsPlaceholder", turn, kind: placeholder.kind });
  const secret = SECRETS.find(({ pattern }) => pattern.test(text));
  if (secret !== undefined) add("secret", { phrase: "holdsSecret", turn, kind: secret.kind });
  const personal = findPersonalData(text);
  if (personal !== null) add("personal-data", { phrase: "holdsPersonal", turn, kind: personal });
  return found;
}

/** What a training window of so many tokens cuts away. */
export function observeLength(
  view: RowView,
  { system, turns, total, isCounted }: RowLengths,
  { maxTokens }: LintOptions,
): Observation[] {
  if (total <= maxTokens) return [];
  const firstAnswer = view.turns.findIndex(({ role }) => role === "assistant");
  const beforeAnswer = turns.slice(0, firstAnswer).reduce((sum, length) => sum + length, system);
  const length = { tokens: total, most: maxTokens, isCounted };
  return firstAnswer > 0 && beforeAnswer >= maxTokens
    ? [{ rule: "nothing-to-learn", turn: firstAnswer, says: { phrase: "answerCutAway", ...length } }]
    : [{ rule: "too-long", turn: null, says: { phrase: "endCutAway", ...length } }];
}

const codePoint = (char: string): string =>
  `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

const ENDING_CHARS = 30;
const ending = (text: string): string => text.trimEnd().slice(-ENDING_CHARS).replace(/\s+/g, " ");
