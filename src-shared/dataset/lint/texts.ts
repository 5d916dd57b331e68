import type { Phrase } from "../../contract/index.ts";
import { pythonStrip } from "../row/strip.ts";
import { estimateTokens } from "../row/tokens.ts";
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

/** Tokens that the template puts around each turn. */
const TEMPLATE_TOKENS_PER_TURN = 5;

/** What is wrong with the texts of a row: one observation a rule and turn. */
export function observeTexts(view: RowView, options: LintOptions): Observation[] {
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
  return [...found, ...observeLength(view, system, options)];
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

function observeLength(view: RowView, system: string, { maxTokens }: LintOptions): Observation[] {
  const lengths = turnLengths(view);
  const firstAnswer = view.turns.findIndex(({ role }) => role === "assistant");
  const start = estimateTokens(system) + TEMPLATE_TOKENS_PER_TURN;
  const total = lengths.reduce((sum, length) => sum + length, start);
  if (total <= maxTokens) return [];
  const beforeAnswer = lengths.slice(0, firstAnswer).reduce((sum, length) => sum + length, start);
  const length = { tokens: total, most: maxTokens };
  return firstAnswer > 0 && beforeAnswer >= maxTokens
    ? [{ rule: "nothing-to-learn", turn: firstAnswer, says: { phrase: "answerCutAway", ...length } }]
    : [{ rule: "too-long", turn: null, says: { phrase: "endCutAway", ...length } }];
}

/** The row's length in tokens, by estimate, with what the template adds. */
export function estimateRowTokens(view: RowView): number {
  const system = view.system.kind === "text" ? view.system.text : "";
  return turnLengths(view).reduce(
    (sum, length) => sum + length,
    estimateTokens(system) + TEMPLATE_TOKENS_PER_TURN,
  );
}

const codePoint = (char: string): string =>
  `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

const ENDING_CHARS = 30;
const ending = (text: string): string => text.trimEnd().slice(-ENDING_CHARS).replace(/\s+/g, " ");

/** Estimated tokens of each turn, with what the template puts around it. */
export const turnLengths = ({ turns }: RowView): number[] =>
  turns.map(({ content }) => estimateTokens(content) + TEMPLATE_TOKENS_PER_TURN);

/** The turn, from 0, within which a training window of so many tokens ends; null where it holds the whole row. */
export function readingLimit(view: RowView, maxTokens: number): number | null {
  let sum = estimateTokens(view.system.kind === "text" ? view.system.text : "") + TEMPLATE_TOKENS_PER_TURN;
  for (const [index, length] of turnLengths(view).entries()) {
    sum += length;
    if (sum > maxTokens) return index;
  }
  return null;
}
