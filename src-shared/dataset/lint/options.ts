import type { LintLevel } from "../../contract/index.ts";
import { findRule, type LintFix, type RuleId } from "./rules.ts";

/** What a competition makes of the rules. */
export interface LintOptions {
  /** Levels that differ from the rules' own; "off" silences a rule. */
  readonly levels: Readonly<Partial<Record<RuleId, LintLevel | "off">>>;
  /** How many rows of the file count; null when all do. */
  readonly rowsLimit: number | null;
  /** True where every row must be an unchanged member of the eval set. */
  readonly rowsFromEvalSet: boolean;
  /** Length of the training window in tokens. */
  readonly maxTokens: number;
  /** What a null system prompt is replaced by. */
  readonly defaultSystem: string;
}

export const DEFAULT_SYSTEM = "You are a helpful assistant.";

export const defaultLintOptions: LintOptions = {
  levels: {},
  rowsLimit: null,
  rowsFromEvalSet: false,
  maxTokens: 4096,
  defaultSystem: DEFAULT_SYSTEM,
};

/** Rules that only make sense, or only make no sense, where rows must come from the eval set. */
const EVAL_SET_ONLY: readonly RuleId[] = ["not-in-eval-set", "repeated-row", "eval-set-unknown"];

/** The level of a rule under these options, or null where it is silent. */
export function levelOf(rule: RuleId, options: LintOptions): LintLevel | null {
  if (EVAL_SET_ONLY.includes(rule) && !options.rowsFromEvalSet) return null;
  if (rule === "exact-duplicate" && options.rowsFromEvalSet) return null;
  if (rule === "beyond-rows" && options.rowsFromEvalSet) return "error";
  const level = options.levels[rule] ?? findRule(rule)?.level ?? null;
  return level === "off" ? null : level;
}

/** The fix of a rule, or null where these options do not allow it. */
export function fixOf(rule: RuleId, options: LintOptions): LintFix | null {
  const fix = findRule(rule)?.fix ?? null;
  return fix?.changesContent && options.rowsFromEvalSet ? EVAL_SET_FIX : fix;
}

/** Puts the member of the eval set back that a row was made of. */
export const RESTORE_MEMBER: LintFix = {
  id: "restore-member",
  changesContent: true,
};

/** A row changed by as much as a space is no member any more: all one can do with it is leave it out. */
const EVAL_SET_FIX: LintFix = { id: "drop-row", changesContent: false };
