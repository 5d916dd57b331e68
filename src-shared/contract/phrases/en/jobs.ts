import type { AnySaid, Say } from "../phrase.ts";

const count = (value: number): string => value.toLocaleString("en");
const plural = (value: number, noun: string): string => `${count(value)} ${noun}${value === 1 ? "" : "s"}`;

/** What came of one file: its rows and the lines that are none, or why it was left out. */
export type FileOutcome =
  | { readonly name: AnySaid; readonly rows: number; readonly bad: number; readonly why?: undefined }
  | { readonly name: AnySaid; readonly why: AnySaid };

interface ImportOutcome {
  readonly rows: number;
  readonly bad: number;
  readonly files: number;
  /** Files that had no rows. */
  readonly empty: readonly AnySaid[];
  /** The first files by themselves; none of them where there is but one. */
  readonly each: readonly FileOutcome[];
  /** How many more there are. */
  readonly more: number;
}

function outcomeOf(outcome: FileOutcome, say: Say): string {
  const name = say(outcome.name);
  if (outcome.why !== undefined) return `${name}: left out (${say(outcome.why).replace(/\.$/, "")})`;
  const { rows, bad } = outcome;
  return `${name}: ${plural(rows, "row")}${bad === 0 ? "" : `, ${plural(bad, "bad line")}`}`;
}

/** Long pieces of work: what they are called, and what came of them. */
export const jobs = {
  checkAllRows: () => "Check all rows",
  exportRows: () => "Export",
  fixAll: () => "Fix all",
  lookForDuplicates: () => "Look for duplicates again",
  goThroughHistory: () => "Go through the history",
  undoStep: () => "Undo a step",
  redoStep: () => "Redo a step",
  importFiles: ({ files }: { files: number }) => `Import ${files} files`,
  fetchFile: ({ name }: { name: string }) => `Fetch ${name}`,
  fetchTokenizer: ({ name }: { name: string }) => `Fetch the tokenizer of ${name}`,
  compareWith: ({ name }: { name: AnySaid }, say: Say) => `Compare with ${say(name)}`,
  restorePublication: () => "Restore a publication",
  getEvalSet: () => "Get the eval set",

  rowsWritten: ({ rows, lost }: { rows: number; lost: readonly AnySaid[] }, say: Say) =>
    `${plural(rows, "row")} written${lost.length === 0 ? "" : `; not kept: ${lost.map(say).join(", ")}`}.`,
  rowsChanged: ({ what, rows }: { what: AnySaid; rows: number }, say: Say) =>
    `${say(what)}: ${plural(rows, "row")} changed.`,
  rowsMended: ({ rows }: { rows: number }) => `${plural(rows, "row")} mended.`,
  duplicatesFrom: ({ threshold }: { threshold: number }) => `Duplicates at ${threshold} and above.`,
  rowsTaggedAlike: ({ rows, tag, name }: { rows: number; tag: string; name: AnySaid }, say: Say) =>
    `${plural(rows, "row")} tagged “${tag}”: like ${say(name)}.`,
  rowsRestored: ({ rows }: { rows: number }) => `${count(rows)} rows restored; undo takes it back.`,
  evalSetTaken: ({ rows, origin }: { rows: number; origin: string }) =>
    `${count(rows)} rows of ${origin} are the eval set now.`,
  modelFetched: ({ name }: { name: string }) => `${name} is on this computer now.`,
  tokenizerFetched: ({ name }: { name: string }) => `The tokenizer of ${name} counts tokens now.`,
  jobDone: ({ what }: { what: AnySaid }, say: Say) => `${say(what)}: done.`,
  jobCancelled: () => "Cancelled; nothing was changed.",
  filesImported: ({ rows, bad, files, empty, each, more }: ImportOutcome, say: Say) => {
    const from = files === 1 ? "" : ` from ${files} files`;
    const unread = bad === 0 ? "" : `, ${plural(bad, "line")} could not be read`;
    const without = empty.length === 0 ? "" : `; no rows in ${empty.map(say).join(", ")}`;
    const total = `${plural(rows, "row")} imported${from}${unread}${without}.`;
    if (each.length === 0) return total;
    const parts = each.map((outcome) => outcomeOf(outcome, say)).join("; ");
    return `${total} ${parts}${more > 0 ? `; and ${plural(more, "more file")}` : ""}.`;
  },
  importCalledOff: ({ done, of, came }: { done: number; of: number; came: AnySaid }, say: Say) =>
    `Called off after ${done} of ${of} files; what they gave is kept. ${say(came)}`,

  checkingAllRows: () => "checking all rows",
  deletingRows: () => "deleting rows",
  mendingRows: () => "mending rows",
  doingToRows: ({ what }: { what: AnySaid }, say: Say) => say(what).toLowerCase(),
  undoingStep: () => "undoing a step",
  redoingStep: () => "redoing a step",
  goingThroughHistory: () => "going through the history",
  comparingRows: () => "comparing rows",
  importing: ({ name }: { name: AnySaid }, say: Say) => `importing ${say(name)}`,

  troubleWith: ({ name, why }: { name: string; why: AnySaid }, say: Say) => `${name}: ${say(why)}`,
};
