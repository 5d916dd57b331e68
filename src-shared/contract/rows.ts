import { z } from "zod";
import { defineMethods } from "./define.ts";
import { phraseSchema, saidSchema } from "./phrases/index.ts";

export const lintLevelSchema = z.enum(["error", "warning", "hint"]);
export type LintLevel = z.infer<typeof lintLevelSchema>;

export const systemViewSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("absent") }),
  z.object({ kind: z.literal("null") }),
  z.object({ kind: z.literal("text"), text: z.string() }),
  /** Neither text nor null; `json` is what stands there. */
  z.object({ kind: z.literal("invalid"), json: z.string() }),
]);
export type SystemView = z.infer<typeof systemViewSchema>;

export const turnViewSchema = z.object({
  role: z.string(),
  content: z.string(),
  /** True when role or content in the row is no string; `content` then shows its JSON. */
  invalid: z.boolean(),
});
export type TurnView = z.infer<typeof turnViewSchema>;

/** One line of the table. Texts are cut to `ROW_EXCERPT_CHARS`. */
export const rowSummarySchema = z.object({
  id: z.number().int(),
  /** 1-based line of the exported file. */
  line: z.number().int(),
  system: systemViewSchema,
  user: z.string(),
  assistant: z.string(),
  /** True for the texts that were cut. */
  cut: z.object({ system: z.boolean(), user: z.boolean(), assistant: z.boolean() }),
  turns: z.number().int(),
  tokens: z.number().int(),
  tokensEstimated: z.boolean(),
  level: lintLevelSchema.nullable(),
  problems: z.number().int(),
  clusterId: z.number().int().nullable(),
  clusterKind: z.enum(["exact", "near"]).nullable(),
  /** ISO 639-1, or "und"; null while that is yet to be worked out. */
  language: z.string().nullable(),
  /** What a preview found it to do for the eval loss, greater is better; null where none ranked it as it is now. */
  helpfulness: z.number().nullable(),
  tags: z.array(z.string()),
  /** True while tokens, problems and duplicates are yet to be worked out. */
  isPending: z.boolean(),
});
export type RowSummary = z.infer<typeof rowSummarySchema>;
export const ROW_EXCERPT_CHARS = 400;

export const findingSchema = z.object({
  rule: z.string(),
  level: lintLevelSchema,
  turn: z.number().int().nullable(),
  /** What is wrong, as one sentence. */
  says: saidSchema,
  fix: z.string().nullable(),
});
export type FindingView = z.infer<typeof findingSchema>;

export const rowDetailSchema = z.object({
  id: z.number().int(),
  line: z.number().int(),
  /** The row as it will be written. */
  json: z.string(),
  system: systemViewSchema,
  turns: z.array(turnViewSchema),
  tokens: z.number().int(),
  /** True while token counts are estimates. */
  tokensEstimated: z.boolean(),
  /** Of each turn, with what the template puts around it. */
  turnTokens: z.array(z.number().int()),
  /** The turn within which training stops reading, from 0; null where all of the row is read. */
  cutWithinTurn: z.number().int().nullable(),
  findings: z.array(findingSchema),
  clusterId: z.number().int().nullable(),
  clusterKind: z.enum(["exact", "near"]).nullable(),
  tags: z.array(z.string()),
  duplicates: z.array(
    z.object({
      rowId: z.number().int(),
      line: z.number().int(),
      similarity: z.number(),
      excerpt: z.string(),
    }),
  ),
  /** Whether it stands in the eval set; null where that does not matter or is not known. */
  membership: z.enum(["member", "outside"]).nullable(),
});
export type RowDetail = z.infer<typeof rowDetailSchema>;

export const MAX_TAG_CHARS = 40;
/** One line; spaces at its ends would only make it look like another. */
export const tagSchema = z
  .string()
  .min(1)
  .max(MAX_TAG_CHARS)
  .regex(/^\S(?:[^\n\r]*\S)?$/u);

/** Where in a row something is looked for. */
export const textPlaceSchema = z.enum(["system", "user", "assistant"]);
export type TextPlace = z.infer<typeof textPlaceSchema>;
export const ALL_PLACES: readonly TextPlace[] = ["system", "user", "assistant"];

/** Both ends included; null: open. */
const rangeSchema = z.object({
  min: z.number().int().min(0).nullable(),
  max: z.number().int().min(0).nullable(),
});
export type Range = z.infer<typeof rangeSchema>;
export const ANY_NUMBER: Range = { min: null, max: null };

export const rowFilterSchema = z.object({
  /** What to find in a turn or the system text, in any case. */
  text: z.string().max(1000).nullable(),
  /** True where `text` is a regular expression (RE2's). */
  isRegex: z.boolean(),
  /** Where `text` is looked for. */
  places: z.array(textPlaceSchema).min(1),
  turns: rangeSchema,
  tokens: rangeSchema,
  /** Only rows with a finding of this rule. */
  rule: z.string().nullable(),
  /** Only rows whose worst finding is of this level. */
  level: lintLevelSchema.nullable(),
  clusterId: z.number().int().nullable(),
  /** Only rows that are in a cluster. */
  duplicatesOnly: z.boolean(),
  /** Only rows whose first text is in this language (ISO 639-1, or "und"). */
  language: z.string().max(8).nullable(),
  tag: z.string().max(MAX_TAG_CHARS).nullable(),
  /** Only rows that were not so in the last publication. */
  changedOnly: z.boolean(),
  /** Only rows that a preview ranked as they are now; of these all, or those above or below zero. */
  helpfulness: z.enum(["ranked", "helps", "hurts"]).nullable(),
});
export type RowFilter = z.infer<typeof rowFilterSchema>;
export const NO_FILTER: RowFilter = {
  text: null,
  isRegex: false,
  places: [...ALL_PLACES],
  turns: ANY_NUMBER,
  tokens: ANY_NUMBER,
  rule: null,
  level: null,
  clusterId: null,
  duplicatesOnly: false,
  language: null,
  tag: null,
  changedOnly: false,
  helpfulness: null,
};

export const rowSortSchema = z.object({
  by: z.enum([
    "line",
    "tokens",
    "turns",
    "level",
    "language",
    "cluster",
    "tags",
    "system",
    "user",
    "assistant",
    "helpfulness",
  ]),
  descending: z.boolean(),
});
export type RowSort = z.infer<typeof rowSortSchema>;
export const FILE_ORDER: RowSort = { by: "line", descending: false };

export const MAX_WINDOW_ROWS = 500;

export const rowChangeSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("setSystem"), system: z.union([z.string(), z.null()]) }),
  /** Takes the key `system` away. */
  z.object({ kind: z.literal("removeSystem") }),
  z.object({ kind: z.literal("setTurnContent"), turn: z.number().int().min(0), content: z.string() }),
  z.object({ kind: z.literal("setTurnRole"), turn: z.number().int().min(0), role: z.string() }),
  z.object({
    kind: z.literal("insertTurn"),
    turn: z.number().int().min(0),
    role: z.string(),
    content: z.string(),
  }),
  z.object({ kind: z.literal("removeTurn"), turn: z.number().int().min(0) }),
  z.object({ kind: z.literal("moveTurn"), turn: z.number().int().min(0), to: z.number().int().min(0) }),
  /** Puts a turn's text behind that of the turn before it, which keeps its role. */
  z.object({ kind: z.literal("mergeTurn"), turn: z.number().int().min(1) }),
  z.object({
    kind: z.literal("appendTurns"),
    turns: z
      .array(z.object({ role: z.string(), content: z.string() }))
      .min(1)
      .max(1_000),
  }),
  z.object({ kind: z.literal("setJson"), json: z.string() }),
]);
export type RowChange = z.infer<typeof rowChangeSchema>;

/** What every edit answers: the state that undo and the counters show. */
export const editOutcomeSchema = z.object({
  /** Which change this was since the project was opened: see `ProjectInfo.changes`. */
  change: z.number().int(),
  rowsChanged: z.number().int(),
  /** A row to show after it: the edited one, or the neighbour of a deleted one. */
  focusRowId: z.number().int().nullable(),
});
export type EditOutcome = z.infer<typeof editOutcomeSchema>;

export const rowMethods = defineMethods({
  /** A window of the filtered, sorted table. */
  "rows.window": {
    params: z.object({
      filter: rowFilterSchema,
      sort: rowSortSchema,
      offset: z.number().int().min(0),
      limit: z.number().int().min(1).max(MAX_WINDOW_ROWS),
    }),
    result: z.object({
      /** How many rows there are; so many at least while they are still looked for. */
      total: z.number().int(),
      isComplete: z.boolean(),
      revision: z.number().int(),
      rows: z.array(rowSummarySchema),
    }),
  },
  /** Where a row stands in the filtered, sorted table; null when the filter leaves it out. */
  "rows.locate": {
    params: z.object({ rowId: z.number().int(), filter: rowFilterSchema, sort: rowSortSchema }),
    result: z.object({ index: z.number().int().nullable() }),
  },
  "rows.get": { params: z.object({ rowId: z.number().int() }), result: rowDetailSchema.nullable() },
  "rows.edit": {
    params: z.object({
      rowId: z.number().int(),
      change: rowChangeSchema,
      /** True to change a member of the eval set all the same; without it that is refused as `MemberWouldChange`. */
      isMeant: z.boolean().optional(),
    }),
    result: editOutcomeSchema,
  },
  /** Changes of several rows as one step; none of them is made where one cannot be. */
  "rows.editMany": {
    params: z.object({
      name: phraseSchema,
      edits: z
        .array(z.object({ rowId: z.number().int(), change: rowChangeSchema }))
        .min(1)
        .max(50_000),
      isMeant: z.boolean().optional(),
    }),
    result: editOutcomeSchema,
  },
  /** All tags in use, the commonest first. */
  "rows.tags": {
    params: z.object({}),
    result: z.array(z.object({ tag: z.string(), rows: z.number().int() })),
  },
  /** What a row was before each step that changed it and is done, the latest first. */
  "rows.versions": {
    params: z.object({ rowId: z.number().int() }),
    result: z.array(
      z.object({
        stepId: z.number().int(),
        /** The step that made it something else. */
        step: saidSchema,
        at: z.string(),
        json: z.string(),
        /** True where it was published last as it was then. */
        isPublished: z.boolean(),
      }),
    ),
  },
  "rows.setTags": {
    params: z.object({
      rowId: z.number().int(),
      tags: z.array(tagSchema).max(50),
      /** What the step is called. */
      name: phraseSchema,
    }),
    result: editOutcomeSchema,
  },
  /** What the rules say of a row that is being written. */
  "rows.check": { params: z.object({ json: z.string() }), result: z.array(findingSchema) },
  /** A new conversation after the given row, or at the end. */
  "rows.insert": { params: z.object({ afterRowId: z.number().int().nullable() }), result: editOutcomeSchema },
  "rows.duplicate": { params: z.object({ rowId: z.number().int() }), result: editOutcomeSchema },
  "rows.delete": {
    params: z.object({ rowIds: z.array(z.number().int()).min(1).max(100_000) }),
    result: editOutcomeSchema,
  },
  "history.undo": { params: z.object({}), result: editOutcomeSchema.extend({ step: saidSchema.nullable() }) },
  "history.redo": { params: z.object({}), result: editOutcomeSchema.extend({ step: saidSchema.nullable() }) },
  /** Goes over as many steps as it takes until this one is the last that is done; null: until none is. */
  "history.goTo": { params: z.object({ stepId: z.number().int().nullable() }), result: editOutcomeSchema },
  "history.list": {
    params: z.object({ limit: z.number().int().min(1).max(500) }),
    result: z.array(
      z.object({
        id: z.number().int(),
        name: saidSchema,
        at: z.string(),
        rowsChanged: z.number().int(),
        undone: z.boolean(),
        /** True where neither undo nor redo leads to it: something else was done instead. It can be gone to all the same. */
        isAside: z.boolean(),
      }),
    ),
  },
});
