import { z } from "zod";
import { defineMethods } from "./define.ts";
import { rowFilterSchema, tagSchema, textPlaceSchema } from "./rows.ts";

/** Which rows something is done to: those picked, or all that a filter leaves. */
export const rowScopeSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("rows"), rowIds: z.array(z.number().int()).min(1).max(1_000_000) }),
  z.object({ kind: z.literal("filter"), filter: rowFilterSchema }),
]);
export type RowScope = z.infer<typeof rowScopeSchema>;

/** What to look for. A regular expression is RE2's: without look-around and back-references, but never slow. */
export const findQuerySchema = z.object({
  text: z.string().min(1).max(1_000),
  isRegex: z.boolean(),
  matchCase: z.boolean(),
  wholeWord: z.boolean(),
  places: z.array(textPlaceSchema).min(1),
});
export type FindQuery = z.infer<typeof findQuerySchema>;

/** What is done to each row of a scope, as one step that can be undone. */
export const bulkActionSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("setSystem"), system: z.string().nullable() }),
  z.object({ kind: z.literal("removeSystem") }),
  z.object({ kind: z.literal("trim") }),
  z.object({ kind: z.literal("fix"), fix: z.string() }),
  z.object({ kind: z.literal("changeRole"), from: z.string(), to: z.string() }),
  /** In the replacement of a regular expression $1, $2 … stand for its groups, $$ for a dollar sign. */
  z.object({ kind: z.literal("replace"), find: findQuerySchema, replacement: z.string().max(100_000) }),
  z.object({ kind: z.literal("delete") }),
  z.object({ kind: z.literal("duplicate") }),
  /** Moves the rows, in their order, before the first or behind the last row. */
  z.object({ kind: z.literal("move"), to: z.enum(["first", "last"]) }),
  /** Moves the rows, in their order, before another. */
  z.object({ kind: z.literal("moveBefore"), rowId: z.number().int() }),
  /** Puts the turns of all rows, in their order, into the first of them. */
  z.object({ kind: z.literal("merge") }),
  /** Gives the rows a tag, or takes it from them. Tags are the project's alone: they are never exported. */
  z.object({ kind: z.literal("tag"), tag: tagSchema, isOn: z.boolean() }),
]);
export type BulkAction = z.infer<typeof bulkActionSchema>;

export const bulkMethods = defineMethods({
  "bulk.start": {
    params: z.object({ scope: rowScopeSchema, action: bulkActionSchema }),
    result: z.object({ jobId: z.string() }),
  },
  /** What a replacement would do, without doing it. */
  "bulk.preview": {
    params: z.object({
      scope: rowScopeSchema,
      find: findQuerySchema,
      replacement: z.string().max(100_000),
      limit: z.number().int().min(1).max(100),
    }),
    result: z.object({
      rows: z.number().int(),
      matches: z.number().int(),
      examples: z.array(
        z.object({
          rowId: z.number().int(),
          line: z.number().int(),
          place: textPlaceSchema,
          before: z.string(),
          after: z.string(),
        }),
      ),
    }),
  },
  /** Cuts a conversation in two before one of its turns; the second half is the next row. */
  "rows.split": {
    params: z.object({ rowId: z.number().int(), turn: z.number().int().min(1) }),
    result: z.object({
      change: z.number().int(),
      rowsChanged: z.number().int(),
      focusRowId: z.number().int().nullable(),
    }),
  },
});
