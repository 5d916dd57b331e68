import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parse, TomlError } from "smol-toml";
import type { ConfigMistake } from "./errors.ts";

const USUAL_NAME = "assay-validator.toml";

/** What a configuration file says, each value under its path ("wallet.name"). */
export interface ConfigFile {
  readonly file: string;
  readonly folder: string;
  readonly values: ReadonlyMap<string, unknown>;
  /** "FILE line 3", or the file alone where the line cannot be told. */
  placeOf(path: string): string;
}

/**
 * Reads the configuration file: the one that was named, else the usual one in the current folder, else none.
 * @returns the file, null where there is none, or the mistake that keeps it from being read
 */
export function readConfigFile(named: string | null, cwd: string): ConfigFile | null | ConfigMistake {
  const file = resolve(cwd, named ?? join(cwd, USUAL_NAME));
  if (named === null && !existsSync(file)) return null;
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const reason =
      (error as NodeJS.ErrnoException).code === "ENOENT" ? "there is no such file" : String(error);
    return { where: file, what: `it cannot be read: ${reason}`, mend: "Check its path and its rights." };
  }
  try {
    return {
      file,
      folder: dirname(file),
      values: flatten(parse(text)),
      placeOf: (path) => {
        const line = lineOf(text, path);
        return line === null ? file : `${file} line ${line}`;
      },
    };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [what] = error.message.replace(/^Invalid TOML document: /, "").split("\n");
    return {
      where: `${file} line ${error.line}`,
      what: `it is no TOML: ${what}`,
      mend: "Put text in quotes, and each table's name in brackets.",
    };
  }
}

/** Values by their paths; a table is no value but a part of paths. */
function flatten(table: Readonly<Record<string, unknown>>, prefix = ""): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>();
  for (const [key, value] of Object.entries(table)) {
    const path = `${prefix}${key}`;
    const isTable = typeof value === "object" && value !== null && Object.getPrototypeOf(value) === null;
    if (isTable || isPlainObject(value)) {
      for (const [inner, item] of flatten(value as Record<string, unknown>, `${path}.`))
        values.set(inner, item);
    } else values.set(path, value);
  }
  return values;
}

const isPlainObject = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** The line in which a path is set, counted from 1: `key =` under its table's head, or a dotted key. */
function lineOf(text: string, path: string): number | null {
  let table = "";
  for (const [index, line] of text.split("\n").entries()) {
    const head = /^\s*\[\s*([^\]]+?)\s*\]/.exec(line)?.[1];
    if (head !== undefined) table = `${bare(head)}.`;
    const key = /^\s*([\w."'-]+(?:\s*\.\s*[\w"'-]+)*)\s*=/.exec(line)?.[1];
    if (key === undefined) continue;
    const full = `${table}${bare(key)}`;
    if (path === full || path.startsWith(`${full}.`)) return index + 1;
  }
  return null;
}

const bare = (key: string): string => key.replaceAll(/["'\s]/g, "");
