import type { LintLevel } from "../../contract/index.ts";

/** What a rule looks at: one line of the file, one row, rows held against each other, or the whole dataset. */
export type RuleScope = "line" | "row" | "group" | "dataset";

export interface LintRule {
  readonly id: RuleId;
  readonly scope: RuleScope;
  /** The level where a profile says nothing else. */
  readonly level: LintLevel;
  readonly title: string;
  /** What it means and why it matters. */
  readonly sentence: string;
  readonly mend: string;
  /** A fix that one click applies to a row, or to all of them. */
  readonly fix: LintFix | null;
}

export interface LintFix {
  readonly id: FixId;
  readonly label: string;
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

const fix = (id: FixId, label: string): LintFix => ({ id, label, changesContent: id !== "drop-row" });

const dropRow = fix("drop-row", "Drop the row");

const rules = [
  {
    id: "invalid-json",
    scope: "line",
    level: "error",
    title: "Line that is no JSON",
    sentence:
      "The validators read every line as JSON; one that is none stops the training of the whole dataset.",
    mend: "Mend the line in the list of bad lines, or leave it out.",
    fix: null,
  },
  {
    id: "blank-line",
    scope: "line",
    level: "error",
    title: "Blank line",
    sentence: "A blank line, even the last one, stops the training of the whole dataset.",
    mend: "Take the line out; exported files never have one.",
    fix: null,
  },
  {
    id: "schema",
    scope: "row",
    level: "error",
    title: "Not a conversation",
    sentence:
      "A row needs a list called conversations of turns, each with a role and a content that are text.",
    mend: "Mend the row in its JSON view.",
    fix: null,
  },
  {
    id: "empty-conversation",
    scope: "row",
    level: "error",
    title: "No turns",
    sentence: "There is nothing to train on in a conversation without turns.",
    mend: "Add a user and an assistant turn, or drop the row.",
    fix: dropRow,
  },
  {
    id: "role-order",
    scope: "row",
    level: "error",
    title: "Wrong order of roles",
    sentence:
      "Turns must alternate user, assistant, user, assistant; any other order stops the training of the whole dataset.",
    mend: "Change the role, or move or remove the turn.",
    fix: fix("rename-roles", "Rename roles that mean user or assistant"),
  },
  {
    id: "dropped-turn",
    scope: "row",
    level: "error",
    title: "Turn without an answer",
    sentence: "Turns are taken in pairs; a last one without a partner is silently dropped.",
    mend: "Add the answer, or remove the last turn.",
    fix: fix("drop-last-turn", "Remove the last turn"),
  },
  {
    id: "duplicate-key",
    scope: "line",
    level: "warning",
    title: "Key given twice",
    sentence: "An object holds the same key twice; only the last value counts.",
    mend: "Keep one of the two.",
    fix: null,
  },
  {
    id: "unknown-keys",
    scope: "row",
    level: "hint",
    title: "Keys nobody reads",
    sentence:
      "Keys besides system, conversations, role and content are not read by the validators, but make two rows differ.",
    mend: "Remove them unless you need them.",
    fix: fix("remove-unknown-keys", "Remove unknown keys"),
  },
  {
    id: "system-null",
    scope: "row",
    level: "warning",
    title: "System is null",
    sentence:
      "Validators that run the reference code fail on a null system prompt, and with it on the whole dataset.",
    mend: "Set a system prompt.",
    fix: fix("set-default-system", "Set the default system prompt"),
  },
  {
    id: "system-missing",
    scope: "row",
    level: "warning",
    title: "System is missing",
    sentence:
      "Validators that run the reference code fail on a row without a system key, and with it on the whole dataset.",
    mend: "Set a system prompt; an empty one is allowed.",
    fix: fix("set-empty-system", "Add an empty system prompt"),
  },
  {
    id: "empty-content",
    scope: "row",
    level: "warning",
    title: "Empty turn",
    sentence: "A turn holds nothing but white space.",
    mend: "Write its text, or remove it.",
    fix: null,
  },
  {
    id: "outer-whitespace",
    scope: "row",
    level: "hint",
    title: "White space around the text",
    sentence:
      "White space before or after a text is stripped in training; it only makes equal rows look different.",
    mend: "Trim it.",
    fix: fix("trim", "Trim white space"),
  },
  {
    id: "template-token",
    scope: "row",
    level: "warning",
    title: "Chat-template token in the text",
    sentence:
      "Text such as <|im_end|> is read as the token itself: it can end a turn early or smuggle one in.",
    mend: "Rewrite the passage without it.",
    fix: null,
  },
  {
    id: "control-character",
    scope: "row",
    level: "warning",
    title: "Control character",
    sentence: "The text holds an invisible control character.",
    mend: "Remove it.",
    fix: fix("remove-control-characters", "Remove control characters"),
  },
  {
    id: "broken-unicode",
    scope: "row",
    level: "warning",
    title: "Broken character",
    sentence: "The text holds half of a character or a replacement sign: it was damaged on its way here.",
    mend: "Take the text from its source again, or remove the broken sign.",
    fix: fix("remove-broken-unicode", "Remove broken characters"),
  },
  {
    id: "nothing-to-learn",
    scope: "row",
    level: "warning",
    title: "Nothing left to learn from",
    sentence:
      "What comes before the first answer fills the whole training window, so the answer is cut away.",
    mend: "Shorten the system prompt or the question.",
    fix: null,
  },
  {
    id: "too-long",
    scope: "row",
    level: "hint",
    title: "Longer than the training window",
    sentence: "The end of the row is cut away in training.",
    mend: "Split or shorten the conversation.",
    fix: null,
  },
  {
    id: "truncated-answer",
    scope: "row",
    level: "warning",
    title: "Answer breaks off",
    sentence:
      "An answer seems to end in the middle of a sentence or of a code block; models learn to break off too.",
    mend: "Finish the answer.",
    fix: null,
  },
  {
    id: "placeholder-text",
    scope: "row",
    level: "warning",
    title: "Placeholder text",
    sentence: "The text holds something that was meant to be filled in, or a stock refusal.",
    mend: "Fill it in, or drop the row.",
    fix: null,
  },
  {
    id: "secret",
    scope: "row",
    level: "warning",
    title: "Likely a secret",
    sentence: "The text holds what looks like a key or a token. What is published stays public.",
    mend: "Remove it, and withdraw the key where it came from.",
    fix: null,
  },
  {
    id: "personal-data",
    scope: "row",
    level: "warning",
    title: "Likely personal data",
    sentence: "The text holds what looks like a mail address, a phone number or a card number.",
    mend: "Remove it or put an invented one in its place.",
    fix: null,
  },
  {
    id: "exact-duplicate",
    scope: "group",
    level: "warning",
    title: "Exact duplicate",
    sentence: "The same text stands in another row; training on it twice teaches little.",
    mend: "Keep one of them.",
    fix: dropRow,
  },
  {
    id: "near-duplicate",
    scope: "group",
    level: "hint",
    title: "Near duplicate",
    sentence: "Another row says nearly the same.",
    mend: "Look at them side by side and keep the better one.",
    fix: null,
  },
  {
    id: "conflicting-answers",
    scope: "group",
    level: "warning",
    title: "Same question, different answers",
    sentence: "The same question is answered differently in another row, which teaches the model neither.",
    mend: "Keep the right answer.",
    fix: null,
  },
  {
    id: "beyond-rows",
    scope: "group",
    level: "warning",
    title: "Row that does not count",
    sentence: "This competition reads only the first rows of the file; the rest is dropped silently.",
    mend: "Move the row up or drop it.",
    fix: dropRow,
  },
  {
    id: "not-in-eval-set",
    scope: "group",
    level: "error",
    title: "Row from outside the eval set",
    sentence:
      "In this competition every row must stand, unchanged, in the eval set; one that does not fails the dataset.",
    mend: "Drop the row, or replace it by one of the eval set.",
    fix: dropRow,
  },
  {
    id: "repeated-row",
    scope: "group",
    level: "error",
    title: "Row given twice",
    sentence:
      "In this competition every row must be another member of the eval set; a repeated one fails the dataset.",
    mend: "Keep one of them.",
    fix: dropRow,
  },
  {
    id: "eval-set-unknown",
    scope: "dataset",
    level: "warning",
    title: "Eval set not compared",
    sentence:
      "In this competition every row must stand, unchanged, in the eval set; whether yours do is not known, since the eval set is not here.",
    mend: "Get the eval set, then look again.",
    fix: null,
  },
  {
    id: "dataset-size",
    scope: "dataset",
    level: "warning",
    title: "Size of the dataset",
    sentence: "Very few rows teach a model little; none at all cannot be published.",
    mend: "Add rows.",
    fix: null,
  },
  {
    id: "dataset-balance",
    scope: "dataset",
    level: "hint",
    title: "Balance of the dataset",
    sentence: "Many rows begin alike or answer in very few words, so the model mostly learns that.",
    mend: "Vary the questions and the answers.",
    fix: null,
  },
] as const satisfies readonly (Omit<LintRule, "id"> & { id: string })[];

export type RuleId = (typeof rules)[number]["id"];

/** Every rule of the lint, as data. */
export const lintRules: readonly LintRule[] = rules;

const byId = new Map<string, LintRule>(lintRules.map((rule) => [rule.id, rule]));

export const findRule = (id: string): LintRule | null => byId.get(id) ?? null;
export const isRuleId = (id: string): id is RuleId => byId.has(id);
