import type { LintLevel } from "../../contract/index.ts";

/** What a rule looks at: one line of the file, one row, rows held against each other, or the whole dataset. */
export type RuleScope = "line" | "row" | "group" | "dataset";

export interface LintRule {
  readonly id: RuleId;
  readonly scope: RuleScope;
  /** The level where a profile says nothing else. */
  readonly level: LintLevel;
  /** A fix that one click applies to a row, or to all of them. */
  readonly fix: LintFix | null;
}

export interface LintFix {
  readonly id: FixId;
  /** False for fixes that only leave rows out: those are allowed where rows must stay as they are. */
  readonly changesContent: boolean;
}

export type FixId =
  | "set-default-system"
  | "set-empty-system"
  | "rename-roles"
  | "drop-last-turn"
  | "trim"
  | "remove-unknown-keys"
  | "remove-control-characters"
  | "remove-broken-unicode"
  | "restore-member"
  | "drop-row";

const fix = (id: FixId): LintFix => ({ id, changesContent: id !== "drop-row" });

const dropRow = fix("drop-row");

const rules = [
  { id: "invalid-json", scope: "line", level: "error", fix: null },
  { id: "blank-line", scope: "line", level: "error", fix: null },
  { id: "schema", scope: "row", level: "error", fix: null },
  { id: "empty-conversation", scope: "row", level: "error", fix: dropRow },
  { id: "role-order", scope: "row", level: "error", fix: fix("rename-roles") },
  { id: "dropped-turn", scope: "row", level: "error", fix: fix("drop-last-turn") },
  { id: "duplicate-key", scope: "line", level: "warning", fix: null },
  { id: "unknown-keys", scope: "row", level: "hint", fix: fix("remove-unknown-keys") },
  { id: "system-null", scope: "row", level: "warning", fix: fix("set-default-system") },
  { id: "system-missing", scope: "row", level: "warning", fix: fix("set-empty-system") },
  { id: "empty-content", scope: "row", level: "warning", fix: null },
  { id: "outer-whitespace", scope: "row", level: "hint", fix: fix("trim") },
  { id: "template-token", scope: "row", level: "warning", fix: null },
  { id: "control-character", scope: "row", level: "warning", fix: fix("remove-control-characters") },
  { id: "broken-unicode", scope: "row", level: "warning", fix: fix("remove-broken-unicode") },
  { id: "nothing-to-learn", scope: "row", level: "warning", fix: null },
  { id: "too-long", scope: "row", level: "hint", fix: null },
  { id: "truncated-answer", scope: "row", level: "warning", fix: null },
  { id: "placeholder-text", scope: "row", level: "warning", fix: null },
  { id: "secret", scope: "row", level: "warning", fix: null },
  { id: "personal-data", scope: "row", level: "warning", fix: null },
  { id: "exact-duplicate", scope: "group", level: "warning", fix: dropRow },
  { id: "near-duplicate", scope: "group", level: "hint", fix: null },
  { id: "conflicting-answers", scope: "group", level: "warning", fix: null },
  { id: "beyond-rows", scope: "group", level: "warning", fix: dropRow },
  { id: "not-in-eval-set", scope: "group", level: "error", fix: dropRow },
  { id: "repeated-row", scope: "group", level: "error", fix: dropRow },
  { id: "eval-set-unknown", scope: "dataset", level: "warning", fix: null },
  { id: "dataset-size", scope: "dataset", level: "warning", fix: null },
  { id: "dataset-balance", scope: "dataset", level: "hint", fix: null },
] as const satisfies readonly (Omit<LintRule, "id"> & { id: string })[];

export type RuleId = (typeof rules)[number]["id"];

/** Every rule of the lint, as data. What they are called stands in `words`. */
export const lintRules: readonly LintRule[] = rules;

const byId = new Map<string, LintRule>(lintRules.map((rule) => [rule.id, rule]));

export const findRule = (id: string): LintRule | null => byId.get(id) ?? null;
export const isRuleId = (id: string): id is RuleId => byId.has(id);
