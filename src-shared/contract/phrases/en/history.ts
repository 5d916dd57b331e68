import type { AnySaid, Say } from "../phrase.ts";

const count = (value: number): string => value.toLocaleString("en");

/** What was done: the steps of the history, and what is done to many rows. */
export const history = {
  rowEdited: ({ line }: { line: number }) => `Edit row ${line}`,
  rowAdded: () => "Add a row",
  rowDuplicated: () => "Duplicate a row",
  rowsDeleted: ({ rows }: { rows: number }) => (rows === 1 ? "Delete a row" : `Delete ${count(rows)} rows`),
  rowFixed: ({ line }: { line: number }) => `Fix row ${line}`,
  rowSplit: ({ line }: { line: number }) => `Split row ${line}`,
  rowTagged: ({ line }: { line: number }) => `Tag row ${line}`,
  rowKept: () => "Keep a row",
  rowMarkedToFix: () => "Fix a row",
  rowFlagged: () => "Flag a row",
  badLineMended: ({ line, source }: { line: number; source: AnySaid }, say: Say) =>
    `Mend line ${line} of ${say(source)}`,
  imported: ({ name }: { name: AnySaid }, say: Say) => `Import ${say(name)}`,
  restored: ({ name }: { name: AnySaid }, say: Say) => `Restore ${say(name)}`,
  knownTagged: () => "Tag what was there already",
  alikeTagged: ({ name }: { name: AnySaid }, say: Say) => `Tag what is like ${say(name)}`,
  cellsCut: () => "Cut",
  cellsCleared: () => "Clear cells",
  cellsPasted: ({ cells }: { cells: number }) => `Paste ${count(cells)} cell${cells === 1 ? "" : "s"}`,
  cellsFilledDown: () => "Fill down",

  overRows: ({ what, rows }: { what: AnySaid; rows: number }, say: Say) =>
    `${say(what)} (${count(rows)} rows)`,
  notDuplicates: () => "Not duplicates",
  systemSet: () => "Set the system prompt",
  systemRemoved: () => "Remove the system prompt",
  textsTrimmed: () => "Trim all texts",
  fixApplied: () => "Fix",
  roleChanged: ({ from, to }: { from: string; to: string }) => `Change the role ${from} to ${to}`,
  textReplaced: ({ text }: { text: string }) => `Replace “${text}”`,
  deleted: () => "Delete",
  duplicated: () => "Duplicate",
  movedToTop: () => "Move to the top",
  movedToEnd: () => "Move to the end",
  moved: () => "Move",
  merged: () => "Merge",
  tagged: ({ tag }: { tag: string }) => `Tag “${tag}”`,
  untagged: ({ tag }: { tag: string }) => `Remove the tag “${tag}”`,

  aPublication: () => "a publication",
  theEvalSet: () => "the eval set",
  pastedText: () => "pasted text",
  entryOfFile: ({ file, entry }: { file: AnySaid; entry: string }, say: Say) => `${say(file)}: ${entry}`,
};
