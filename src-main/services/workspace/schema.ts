import type Database from "better-sqlite3";
import { SIGNATURE_VERSION } from "../../../src-shared/dedup/index.ts";
import { readMeta, writeMeta } from "./meta.ts";

/** "Asay" in ASCII: tells our files from other SQLite files. */
export const APPLICATION_ID = 0x41736179;

/** One entry a version; a project is brought up through those it has not seen, each in a transaction. */
const migrations: readonly string[] = [
  `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE rows (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    position REAL NOT NULL,
    json TEXT NOT NULL,
    turns INTEGER NOT NULL, chars INTEGER NOT NULL, tokens INTEGER NOT NULL,
    identity BLOB NOT NULL, question BLOB, answer BLOB NOT NULL,
    start TEXT, short_answer INTEGER NOT NULL,
    exact_key INTEGER NOT NULL, signature BLOB NOT NULL,
    level INTEGER NOT NULL DEFAULT 9, problems INTEGER NOT NULL DEFAULT 0,
    cluster INTEGER
  ) STRICT;
  CREATE INDEX rows_position ON rows (position);
  CREATE INDEX rows_identity ON rows (identity);
  CREATE INDEX rows_question ON rows (question) WHERE question IS NOT NULL;
  CREATE INDEX rows_exact ON rows (exact_key);
  CREATE INDEX rows_cluster ON rows (cluster) WHERE cluster IS NOT NULL;
  CREATE INDEX rows_level ON rows (level);
  CREATE TABLE findings (
    row INTEGER NOT NULL, rule TEXT NOT NULL, level INTEGER NOT NULL, turn INTEGER, message TEXT NOT NULL,
    fix TEXT, fix_label TEXT, is_group INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX findings_row ON findings (row);
  CREATE INDEX findings_rule ON findings (rule, row);
  CREATE TABLE bands (key INTEGER NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (key, row)) STRICT, WITHOUT ROWID;
  CREATE INDEX bands_row ON bands (row);
  CREATE VIRTUAL TABLE texts USING fts5 (text, content='', contentless_delete=1, tokenize='trigram');
  CREATE TABLE steps (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, at TEXT NOT NULL, rows INTEGER NOT NULL, undone INTEGER NOT NULL DEFAULT 0) STRICT;
  CREATE TABLE changes (step INTEGER NOT NULL REFERENCES steps (id) ON DELETE CASCADE, row INTEGER NOT NULL, json TEXT, position REAL) STRICT;
  CREATE INDEX changes_step ON changes (step);
  CREATE TABLE bad_lines (id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, line INTEGER NOT NULL, reason TEXT NOT NULL, text TEXT NOT NULL) STRICT;
  `,
  `
  ALTER TABLE rows ADD COLUMN member BLOB;
  `,
  // A row's keys follow from its signature: an index from rows to keys would only double the table.
  `
  DROP INDEX bands_row;
  `,
  // The history becomes a tree: what is done after an undo stands beside what was undone, not in its place.
  `
  ALTER TABLE steps ADD COLUMN parent INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE steps ADD COLUMN taken INTEGER NOT NULL DEFAULT 0;
  UPDATE steps SET taken = id, parent = coalesce((SELECT max(id) FROM steps AS earlier WHERE earlier.id < steps.id), 0);
  CREATE INDEX steps_parent ON steps (parent, taken);
  INSERT INTO meta (key, value) SELECT 'step', coalesce(max(id), 0) FROM steps WHERE undone = 0;
  `,
  // What is worked out from a row stands beside it, so that rows can be there before it, and are not read with it. A row
  // without facts is yet to be worked out: all are, after this.
  `
  CREATE TABLE rows_alone (
    id INTEGER PRIMARY KEY AUTOINCREMENT, position REAL NOT NULL, json TEXT NOT NULL, tags TEXT, member BLOB
  ) STRICT;
  INSERT INTO rows_alone (id, position, json, member) SELECT id, position, json, member FROM rows;
  DELETE FROM sqlite_sequence WHERE name = 'rows_alone';
  INSERT INTO sqlite_sequence (name, seq) SELECT 'rows_alone', seq FROM sqlite_sequence WHERE name = 'rows';
  DROP TABLE rows;
  DROP TABLE bands;
  DROP TABLE texts;
  DELETE FROM findings;
  ALTER TABLE rows_alone RENAME TO rows;
  CREATE INDEX rows_position ON rows (position);
  CREATE TABLE facts (
    row INTEGER PRIMARY KEY,
    level INTEGER NOT NULL, problems INTEGER NOT NULL, cluster INTEGER,
    turns INTEGER NOT NULL, chars INTEGER NOT NULL, tokens INTEGER NOT NULL, bytes INTEGER NOT NULL,
    system INTEGER NOT NULL, language TEXT NOT NULL, start TEXT, short_answer INTEGER NOT NULL,
    identity BLOB NOT NULL, question BLOB, answer BLOB NOT NULL, exact_key INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX facts_level ON facts (level);
  CREATE INDEX facts_tokens ON facts (tokens);
  CREATE INDEX facts_turns ON facts (turns);
  CREATE INDEX facts_language ON facts (language);
  CREATE INDEX facts_cluster ON facts (cluster) WHERE cluster IS NOT NULL;
  CREATE TABLE row_keys (row INTEGER PRIMARY KEY, keys BLOB NOT NULL) STRICT;
  CREATE TABLE tallies (level INTEGER PRIMARY KEY, rows INTEGER NOT NULL) STRICT;
  INSERT INTO tallies (level, rows) VALUES (0, 0), (1, 0), (2, 0), (9, 0);
  CREATE TRIGGER facts_come AFTER INSERT ON facts BEGIN
    UPDATE tallies SET rows = rows + 1 WHERE level = new.level;
  END;
  CREATE TRIGGER facts_go AFTER DELETE ON facts BEGIN
    UPDATE tallies SET rows = rows - 1 WHERE level = old.level;
  END;
  CREATE TRIGGER facts_change AFTER UPDATE OF level ON facts WHEN old.level <> new.level BEGIN
    UPDATE tallies SET rows = rows - 1 WHERE level = old.level;
    UPDATE tallies SET rows = rows + 1 WHERE level = new.level;
  END;
  CREATE VIRTUAL TABLE texts USING fts5 (text, content='', contentless_delete=1, detail=none, tokenize='trigram');
  CREATE TABLE stale_texts (row INTEGER PRIMARY KEY) STRICT;
  ALTER TABLE changes ADD COLUMN tags TEXT;
  ALTER TABLE changes ADD COLUMN until INTEGER;
  ALTER TABLE changes ADD COLUMN apart TEXT;
  CREATE INDEX changes_row ON changes (row);
  CREATE TABLE apart (low INTEGER NOT NULL, high INTEGER NOT NULL, PRIMARY KEY (low, high)) STRICT, WITHOUT ROWID;
  CREATE TABLE published (identity BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
  CREATE TABLE row_tags (tag TEXT NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (tag, row)) STRICT, WITHOUT ROWID;
  `,
  // Sentences are kept as phrases, which are put into a language when they are shown.
  `
  ALTER TABLE findings RENAME COLUMN message TO says;
  ALTER TABLE findings DROP COLUMN fix_label;
  `,
  // Tokens are estimated first, and counted where the base model's tokenizer is here: see COUNTED.
  `
  ALTER TABLE facts ADD COLUMN lengths TEXT;
  ALTER TABLE facts ADD COLUMN counted INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX facts_counted ON facts (counted);
  `,
  // What a preview found rows to do for its eval loss: of rows as they were then, told by their identity.
  `
  CREATE TABLE helpfulness (row INTEGER PRIMARY KEY, identity BLOB NOT NULL, value REAL NOT NULL) STRICT;
  `,
];

/** How the tokens of a row came about: outdated ones were counted by another tokenizer than the one in force. */
export const COUNTED = { estimated: 0, counted: 1, outdated: 2 } as const;

export const SCHEMA_VERSION = migrations.length;

/** Raise the first number when anything that is worked out from a row would come out differently. */
const FACTS_VERSION = `2/${SIGNATURE_VERSION}`;

/** Forgets what was worked out from rows in another way than today's: all of it is worked out anew. */
export function forgetOutdatedFacts(db: Database.Database): void {
  if (readMeta(db, "facts") === FACTS_VERSION) return;
  db.transaction(() => {
    for (const table of ["facts", "row_keys", "findings", "stale_texts"]) db.exec(`DELETE FROM ${table}`);
    db.exec("INSERT INTO texts (texts) VALUES ('delete-all')");
    writeMeta(db, "facts", FACTS_VERSION);
  }).immediate();
}

/**
 * Brings a project's file to a schema, today's unless told otherwise. The caller has made sure that it is ours and not
 * newer.
 */
export function migrate(db: Database.Database, to = SCHEMA_VERSION): void {
  const version = db.pragma("user_version", { simple: true }) as number;
  for (const [index, sql] of migrations.entries()) {
    if (index < version || index >= to) continue;
    db.transaction(() => {
      db.exec(sql);
      db.pragma(`user_version = ${index + 1}`);
    }).immediate();
  }
  db.pragma(`application_id = ${APPLICATION_ID}`);
}
