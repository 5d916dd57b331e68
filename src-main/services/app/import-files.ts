import { access } from "node:fs/promises";
import { AssayError, describeError, type ImportFormat } from "../../../src-shared/contract/index.ts";
import { DatasetError } from "../../../src-shared/dataset/index.ts";
import type { JobControl, Project } from "../workspace/index.ts";

export interface FileToImport {
  readonly file: { readonly path: string; readonly name: string; readonly entry?: string | undefined };
  readonly format: ImportFormat;
}

type Outcome =
  | { readonly name: string; readonly rows: number; readonly bad: number }
  | { readonly name: string; readonly error: AssayError };

/** A summary is read at a glance; what follows is only counted. */
const NAMED_FILES = 20;

/**
 * Imports files one after the other, each as a step of its own; what one of them cannot give does not stop the others.
 * Called off, it keeps the files that are in already, and says so. Rejects where no file could be read at all.
 * @returns what came of each file, in words
 */
export async function importFiles(
  project: Pick<Project, "importFile">,
  files: readonly FileToImport[],
  control: JobControl,
): Promise<string> {
  const outcomes: Outcome[] = [];
  for (const { file, format } of files) {
    const name = file.entry === undefined ? file.name : `${file.name}: ${file.entry}`;
    try {
      control.signal.throwIfAborted();
      await requireThere(file);
      const { rows, bad } = await project.importFile(file, format, control);
      outcomes.push({ name, rows, bad });
    } catch (error) {
      if (control.signal.aborted) {
        if (!outcomes.some(isRead)) throw error;
        return `Called off after ${outcomes.length} of ${files.length} files; what they gave is kept. ${summaryOf(outcomes)}`;
      }
      if (!(error instanceof AssayError)) throw error;
      outcomes.push({ name, error });
    }
  }
  const [first] = outcomes;
  if (first !== undefined && !isRead(first) && !outcomes.some(isRead)) throw first.error;
  return summaryOf(outcomes);
}

async function requireThere({ path, name }: FileToImport["file"]): Promise<void> {
  try {
    await access(path);
  } catch (error) {
    throw new DatasetError(
      "FileUnreadable",
      { file: name, reason: "it is no longer there" },
      { cause: error },
    );
  }
}

const isRead = (outcome: Outcome): outcome is Extract<Outcome, { rows: number }> => "rows" in outcome;

function summaryOf(outcomes: readonly Outcome[]): string {
  const read = outcomes.filter(isRead);
  const rows = read.reduce((sum, outcome) => sum + outcome.rows, 0);
  const bad = read.reduce((sum, outcome) => sum + outcome.bad, 0);
  const empty = read.filter((outcome) => outcome.rows === 0).map(({ name }) => name);
  const from = outcomes.length === 1 ? "" : ` from ${outcomes.length} files`;
  const unread = bad === 0 ? "" : `, ${plural(bad, "line")} could not be read`;
  const without = empty.length === 0 ? "" : `; no rows in ${empty.join(", ")}`;
  const total = `${plural(rows, "row")} imported${from}${unread}${without}.`;
  if (outcomes.length === 1) return total;
  const more = outcomes.length - NAMED_FILES;
  const each = outcomes.slice(0, NAMED_FILES).map(inWords);
  return `${total} ${each.join("; ")}${more > 0 ? `; and ${plural(more, "more file")}` : ""}.`;
}

function inWords(outcome: Outcome): string {
  if (isRead(outcome))
    return `${outcome.name}: ${plural(outcome.rows, "row")}${outcome.bad === 0 ? "" : `, ${plural(outcome.bad, "bad line")}`}`;
  const { code, details } = outcome.error;
  const why = code === "FileUnreadable" ? String(details.reason) : describeError(code, details).sentence;
  return `${outcome.name}: left out (${why.replace(/\.$/, "")})`;
}

const plural = (count: number, noun: string): string =>
  `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
