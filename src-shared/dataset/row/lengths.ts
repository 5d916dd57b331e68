import { type TemplateName, templatePart } from "../template/chat-template.ts";
import { pythonStrip } from "./strip.ts";
import { estimateTokens } from "./tokens.ts";
import type { RowView } from "./view.ts";

/** How long a row is in tokens, with what the chat template puts around its texts. */
export interface RowLengths {
  readonly system: number;
  readonly turns: readonly number[];
  /** Of all that is trained on: validators drop a turn that is left over at the end. */
  readonly total: number;
  /** False for an estimate. */
  readonly isCounted: boolean;
}

/** Counts tokens as a base model's own tokenizer cuts them. */
export interface TokenCounter {
  readonly template: TemplateName;
  /** Of one piece of a row as the template writes it. */
  readonly count: (piece: string) => number;
}

/** Tokens that the template puts around each turn. */
const TEMPLATE_TOKENS_PER_TURN = 5;

/** The lengths by `estimateTokens`. */
export function estimateLengths({ system, turns }: RowView): RowLengths {
  const estimate = (text: string): number => estimateTokens(text) + TEMPLATE_TOKENS_PER_TURN;
  const lengths = turns.map(({ content }) => estimate(content));
  const start = estimate(system.kind === "text" ? system.text : "");
  return {
    system: start,
    turns: lengths,
    total: lengths.reduce((sum, length) => sum + length, start),
    isCounted: false,
  };
}

/**
 * The lengths as a model reads the row: each piece by itself, as in training. Where validators could not train on it,
 * the pieces that are there are counted all the same.
 */
export function countLengths({ system, turns }: RowView, { template, count }: TokenCounter): RowLengths {
  const lengthOf = (role: string, text: string): number =>
    count(templatePart(template, role, pythonStrip(text)));
  const start = system.kind === "text" ? lengthOf("system", system.text) : 0;
  const lengths = turns.map(({ role, content }) => lengthOf(role, content));
  return countedLengths(start, lengths);
}

/** Lengths of which the parts were counted. */
export function countedLengths(system: number, turns: readonly number[]): RowLengths {
  const read = turns.slice(0, turns.length - (turns.length % 2));
  return { system, turns, total: read.reduce((sum, length) => sum + length, system), isCounted: true };
}

/** The turn, from 0, within which a training window of so many tokens ends; null where it holds the whole row. */
export function readingLimit({ system, turns, total }: RowLengths, maxTokens: number): number | null {
  if (total <= maxTokens) return null;
  let sum = system;
  const limit = turns.findIndex((length) => {
    sum += length;
    return sum > maxTokens;
  });
  return limit < 0 ? null : limit;
}
