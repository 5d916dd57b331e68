import type { LintLevel, Phrase } from "../../contract/index.ts";
import { fixOf, type LintOptions, levelOf } from "./options.ts";
import type { FixId, RuleId } from "./rules.ts";

/** Something that a rule has to say about a row. */
export interface Finding {
  readonly rule: RuleId;
  readonly level: LintLevel;
  /** Index of the turn it is about, from 0; null for the whole row. */
  readonly turn: number | null;
  readonly says: Phrase;
  readonly fix: FixId | null;
}

/** What a rule saw, before levels and fixes of a competition are put to it. */
export interface Observation {
  readonly rule: RuleId;
  readonly turn: number | null;
  readonly says: Phrase;
  /** False where the rule's fix would not help here. */
  readonly fixable?: boolean;
}

/** The finding that an observation becomes under these options; null where its rule is silent. */
export function toFinding(
  { rule, turn, says, fixable = true }: Observation,
  options: LintOptions,
): Finding | null {
  const level = levelOf(rule, options);
  if (level === null) return null;
  const fix = fixable ? fixOf(rule, options) : null;
  return { rule, level, turn, says, fix: fix?.id ?? null };
}

export const toFindings = (observations: readonly Observation[], options: LintOptions): Finding[] =>
  observations.map((observation) => toFinding(observation, options)).filter((finding) => finding !== null);
