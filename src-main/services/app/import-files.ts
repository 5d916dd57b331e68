import { access } from "node:fs/promises";
import {
  AssayError,
  type FileOutcome,
  type ImportFormat,
  type Phrase,
  type Said,
  sentenceOf,
} from "../../../src-shared/contract/index.ts";
import { DatasetError } from "../../../src-shared/dataset/index.ts";
import type { JobControl, Project } from "../workspace/index.ts";

export interface FileToImport {
  readonly file: { readonly path: string; readonly name: Said; readonly entry?: string | undefined };
  readonly format: ImportFormat;
}

/** A summary is read at a glance; what follows is only counted. */
const NAMED_FILES = 20;

/**
 * Imports files one after the other, each as a step of its own; what one of them cannot give does not stop the others.
 * Called off, it keeps the files that are in already, and says so. Rejects where no file could be read at all.
 * @returns what came of each file
 */
export async function importFiles(
  project: Pick<Project, "importFile">,
  files: readonly FileToImport[],
  control: JobControl,
): Promise<Phrase> {
  const outcomes: FileOutcome[] = [];
  let firstError: AssayError | null = null;
  for (const { file, format } of files) {
    const name = nameOf(file);
    try {
      control.signal.throwIfAborted();
      await requireThere(file);
      const { rows, bad } = await project.importFile(file, format, control);
      outcomes.push({ name, rows, bad });
    } catch (error) {
      if (control.signal.aborted) {
        if (!outcomes.some(isRead)) throw error;
        const came = summaryOf(outcomes);
        return { phrase: "importCalledOff", done: outcomes.length, of: files.length, came };
      }
      if (!(error instanceof AssayError)) throw error;
      firstError ??= error;
      outcomes.push({ name, why: whyOf(error) });
    }
  }
  if (firstError !== null && !outcomes.some(isRead)) throw firstError;
  return summaryOf(outcomes);
}

async function requireThere({ path, name }: FileToImport["file"]): Promise<void> {
  try {
    await access(path);
  } catch (error) {
    throw new DatasetError(
      "FileUnreadable",
      { file: name, reason: { phrase: "fileGone" } },
      { cause: error },
    );
  }
}

/** A file of an archive is named with it. */
function nameOf({ name, entry }: FileToImport["file"]): Said {
  const ofArchive: Phrase | null = entry === undefined ? null : { phrase: "entryOfFile", file: name, entry };
  return ofArchive ?? name;
}

/** Which file it is about is said beside it. */
function whyOf(error: AssayError): Said {
  const { reason } = error.details;
  if (error.code !== "FileUnreadable") return sentenceOf(error);
  return typeof reason === "object" && reason !== null ? reason : String(reason);
}

type Read = Extract<FileOutcome, { rows: number }>;
const isRead = (outcome: FileOutcome): outcome is Read => outcome.why === undefined;

function summaryOf(outcomes: readonly FileOutcome[]): Phrase {
  const read = outcomes.filter(isRead);
  return {
    phrase: "filesImported",
    rows: read.reduce((sum, { rows }) => sum + rows, 0),
    bad: read.reduce((sum, { bad }) => sum + bad, 0),
    files: outcomes.length,
    empty: read.filter(({ rows }) => rows === 0).map(({ name }) => name),
    each: outcomes.length === 1 ? [] : outcomes.slice(0, NAMED_FILES),
    more: Math.max(0, outcomes.length - NAMED_FILES),
  };
}
