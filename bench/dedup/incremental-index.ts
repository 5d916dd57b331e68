import { statSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { createSigner, isNear, type RowSignature, shingleSet } from "../../src-shared/dedup/index.ts";
import { shingleStrings } from "./all-pairs.ts";
import { grow, similarityOf } from "./grow.ts";
import { withFolder } from "./text-file.ts";

const EDITS = 2000;
const ROWS_IN_A_TRANSACTION = 10_000;
const CACHE_KIB = 65_536;
/** Coprime to any number of rows that is no multiple of it: spreads the edited rows. */
const SPREAD = 104_729;

interface Setting {
  readonly threshold: number;
  readonly print: (line: object) => void;
}

/**
 * How long it takes to find the duplicates of one edited row among many, and how large the index for that is: band
 * keys and exact keys in SQLite, in tables and with a cache as a project has them, texts in another file.
 */
export async function measureIncrementalIndex(
  sources: readonly string[],
  rows: number,
  { threshold, print }: Setting,
): Promise<void> {
  await withFolder((folder) => {
    const corpus = grow(sources, rows);
    const index = join(folder, "index.db");
    const texts = join(folder, "texts.db");
    const db = new Database(index);
    db.pragma("journal_mode = OFF");
    db.pragma("synchronous = OFF");
    db.pragma(`cache_size = -${CACHE_KIB * 8}`);
    db.prepare("ATTACH ? AS held").run(texts);
    db.exec(`
      PRAGMA held.journal_mode = OFF;
      PRAGMA held.synchronous = OFF;
      CREATE TABLE bands (key INTEGER NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (key, row)) STRICT, WITHOUT ROWID;
      CREATE TABLE exact (key INTEGER NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (key, row)) STRICT, WITHOUT ROWID;
      CREATE TABLE held.texts (row INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
    `);
    const started = performance.now();
    enterAll(db, rows, corpus.textOf);
    const seconds = (performance.now() - started) / 1000;
    db.pragma(`cache_size = -${CACHE_KIB}`);

    const signer = createSigner();
    const duplicatesOf = lookUp(db, threshold);
    const times: number[] = [];
    let found = 0;
    let expected = 0;
    for (let edit = 0; edit < EDITS; edit++) {
      const row = (edit * SPREAD) % rows;
      const before = corpus.textOf(row);
      const edited = before.replace(/ \S+/, " edited");
      const start = performance.now();
      const duplicates = duplicatesOf(signer.sign(edited), edited);
      times.push(performance.now() - start);
      if (similarityOf(shingleStrings(before), shingleStrings(edited)) < threshold) continue;
      expected++;
      if (duplicates.includes(row)) found++;
    }
    db.close();
    times.sort((a, b) => a - b);
    const at = (share: number) => Number(times[Math.floor(share * (times.length - 1))]!.toPrecision(3));
    print({
      rows,
      stage: "incremental index",
      entersRowsPerSecond: Math.round(rows / seconds),
      indexMiB: Math.round(statSync(index).size / 2 ** 20),
      edits: EDITS,
      p50Milliseconds: at(0.5),
      p99Milliseconds: at(0.99),
      mostMilliseconds: at(1),
      recallOfRowBeforeEdit: found / expected,
    });
  });
}

function enterAll(db: Database.Database, rows: number, textOf: (row: number) => string): void {
  const signer = createSigner();
  const enterText = db.prepare("INSERT INTO held.texts (row, text) VALUES (?, ?)");
  const enterKey = db.prepare("INSERT INTO bands (key, row) VALUES (?, ?)");
  const enterExact = db.prepare("INSERT INTO exact (key, row) VALUES (?, ?)");
  const enter = db.transaction((from: number, to: number) => {
    const keys: [number, number][] = [];
    for (let row = from; row < to; row++) {
      const text = textOf(row);
      const { exactKey, bandKeys } = signer.sign(text);
      enterText.run(row, text);
      enterExact.run(exactKey, row);
      for (const key of bandKeys) keys.push([key, row]);
    }
    keys.sort(([a], [b]) => a - b);
    for (const [key, row] of keys) enterKey.run(key, row);
  });
  for (let from = 0; from < rows; from += ROWS_IN_A_TRANSACTION) {
    enter(from, Math.min(rows, from + ROWS_IN_A_TRANSACTION));
  }
}

/** The verified duplicates of a signed text. */
function lookUp(db: Database.Database, threshold: number): (signed: RowSignature, text: string) => number[] {
  const rowsOfKey = db.prepare("SELECT row FROM bands WHERE key = ?").pluck();
  const rowsOfText = db.prepare("SELECT row FROM exact WHERE key = ?").pluck();
  const textOf = db.prepare("SELECT text FROM held.texts WHERE row = ?").pluck();
  return ({ bandKeys, exactKey }, text) => {
    const candidates = new Set(rowsOfText.all(exactKey) as number[]);
    for (const key of bandKeys) for (const row of rowsOfKey.all(key) as number[]) candidates.add(row);
    const set = shingleSet(text);
    return [...candidates].filter((row) => {
      const other = textOf.get(row) as string;
      return other === text || isNear(set, shingleSet(other), threshold);
    });
  };
}
