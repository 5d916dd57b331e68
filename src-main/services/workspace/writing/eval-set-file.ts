import { closeSync, createReadStream, openSync, rmSync, writeSync } from "node:fs";
import { rename } from "node:fs/promises";
import Database from "better-sqlite3";
import {
  DatasetError,
  parseJson,
  readRows,
  rowFacts,
  viewRow,
} from "../../../../src-shared/dataset/index.ts";
import { shortHash } from "./derive.ts";

const NATIVE = { container: "jsonl", form: "native", mapping: null } as const;

/**
 * Makes of an eval set's JSONL the file that rows are looked up in: the identity of each member, its question and its
 * JSON. Answers how many rows the eval set has. Throws `EvalSetEmpty` where it has none, and `FileUnreadable`.
 */
export async function buildEvalSet(jsonl: string, file: string): Promise<number> {
  const unfinished = `${file}.part`;
  rmSync(unfinished, { force: true });
  const db = new Database(unfinished);
  let rows = 0;
  try {
    db.exec(
      `PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
       CREATE TABLE members (identity BLOB PRIMARY KEY, question BLOB, json TEXT NOT NULL) STRICT, WITHOUT ROWID;
       CREATE TABLE lines (number INTEGER PRIMARY KEY, identity BLOB NOT NULL) STRICT;
       CREATE INDEX members_question ON members (question) WHERE question IS NOT NULL;`,
    );
    const insert = db.prepare("INSERT OR IGNORE INTO members (identity, question, json) VALUES (?, ?, ?)");
    const insertLine = db.prepare("INSERT INTO lines (number, identity) VALUES (?, ?)");
    for await (const { items } of readRows(createReadStream(jsonl), NATIVE)) {
      for (const item of items) {
        const node = item.kind === "row" ? parseJson(item.json) : null;
        if (item.kind === "bad" || node === null || !node.ok) continue;
        const { identity, questionKey } = rowFacts(node.value, viewRow(node.value));
        const key = shortHash(identity);
        insert.run(key, questionKey === null ? null : shortHash(questionKey), item.json);
        insertLine.run(++rows, key);
      }
    }
    if (rows === 0) throw new DatasetError("EvalSetEmpty", { file: jsonl });
  } catch (error) {
    db.close();
    rmSync(unfinished, { force: true });
    if (error instanceof DatasetError) throw error;
    throw new DatasetError("FileUnreadable", {
      file: jsonl,
      reason: error instanceof Error ? error.message : "",
    });
  }
  db.close();
  await rename(unfinished, file);
  return rows;
}

/**
 * Writes the rows of an eval set that `buildEvalSet` took, one a line: as often and in the order in which they were there,
 * since evaluation batches are made of neighbours.
 */
export function writeEvalSetRows(file: string, jsonl: string): void {
  const db = new Database(file, { readonly: true });
  const out = openSync(jsonl, "w", 0o600);
  try {
    const rows = db.prepare(hasLines(db) ? IN_ORDER : "SELECT json FROM members").pluck();
    for (const json of rows.iterate()) writeSync(out, `${json}\n`);
  } finally {
    closeSync(out);
    db.close();
  }
}

const IN_ORDER = "SELECT json FROM lines JOIN members USING (identity) ORDER BY number";
/** Files from before the order was kept have it no more. */
const hasLines = (db: Database.Database): boolean =>
  db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'lines'").get() !== undefined;
