import type { ErrorCatalogue } from "./assay-error.ts";

export type DatasetErrorCode =
  | "NotJson"
  | "RowIsNoObject"
  | "RowHasNoTurns"
  | "NoSuchTurn"
  | "NoSuchFix"
  | "FixDoesNotApply"
  | "FileUnreadable"
  | "ArchiveHasSeveral"
  | "EvalSetEmpty"
  | "PatternInvalid"
  | "CannotSplit"
  | "UnknownFormat"
  | "ColumnMissing"
  | "NotNativeForm"
  | "UnknownForm"
  | "FileUnwritable";

export const datasetErrors: ErrorCatalogue<DatasetErrorCode> = {
  NotJson: {
    sentence: "This is no JSON: {reason} (line {line}, column {column}).",
    mend: "Mend the text at that place; what you typed is still here.",
  },
  RowIsNoObject: {
    sentence: "A row must be a JSON object: {…} with a list called conversations.",
    mend: 'Write it as {"system": "…", "conversations": [{"role": "user", "content": "…"}, …]}.',
  },
  RowHasNoTurns: {
    sentence: "This row has no list called conversations.",
    mend: "Add a first turn, or mend the row's JSON.",
  },
  NoSuchTurn: {
    sentence: "There is no turn {turn}: the row has {turns}.",
    mend: "Reload the row; it may have been changed meanwhile.",
  },
  NoSuchFix: { sentence: "There is no fix called {fix}.", mend: "Reload the list of problems." },
  FixDoesNotApply: {
    sentence: "This fix changes nothing here: {why}.",
    mend: "Edit the row by hand, or leave it as it is.",
  },
  FileUnreadable: {
    sentence: "The file {file} cannot be read: {reason}.",
    mend: "Check its name and that you may read it.",
  },
  ArchiveHasSeveral: {
    sentence: "The archive {file} holds several files: {names}.",
    mend: "Say which one is meant, or unpack it first.",
  },
  PatternInvalid: {
    sentence: "This is no regular expression that can be used: {reason}.",
    mend: "Mend it, or look for the text as it stands. Look-around and back-references are not available.",
  },
  CannotSplit: {
    sentence: "There is no turn {turn} to split the conversation at.",
    mend: "Choose a turn that has another one before it.",
  },
  EvalSetEmpty: {
    sentence: "{file} holds no rows that could be an eval set.",
    mend: "Choose a JSONL file with one conversation a line.",
  },
  UnknownFormat: {
    sentence: "The form of {file} was not recognised.",
    mend: "Choose the form yourself, or map its columns to the user's and the assistant's text.",
  },
  NotNativeForm: {
    sentence: "{file} is not in the form that is published: {form}",
    mend: "Convert it first (assay convert {file} data.jsonl).",
  },
  UnknownForm: { sentence: "There is no form called {form}.", mend: "Choose one of {forms}." },
  FileUnwritable: {
    sentence: "The file {file} cannot be written: {reason}.",
    mend: "Check that the folder is there, that you may write to it and that the disk has room.",
  },
  ColumnMissing: {
    sentence: "There is no column called {column}.",
    mend: "Choose one of: {columns}.",
  },
};
