import { join } from "node:path";
import Database from "better-sqlite3";
import {
  bandHashes,
  createSigner,
  INDEX_BANDING,
  isNear,
  NO_KEY,
  RowIndex,
  SIGNATURE_SIZE,
  shingleSet,
} from "../../src-shared/dedup/index.ts";
import { shingleStrings } from "./all-pairs.ts";
import { grow, similarityOf } from "./grow.ts";
import { withFolder } from "./text-file.ts";

const EDITS = 2000;
/** The exact key, then one a band. */
const KEYS = 1 + INDEX_BANDING.bands;
const CACHE_KIB = 65_536;
/** Coprime to any number of rows that is no multiple of it: spreads the edited rows. */
const SPREAD = 104_729;

interface Setting {
  readonly threshold: number;
  readonly print: (line: object) => void;
}

/**
 * How long it takes to find the duplicates of one edited row among many, and how large the index for that is: the keys
 * in memory as a project has them, the texts in SQLite.
 */
export async function measureIncrementalIndex(
  sources: readonly string[],
  rows: number,
  { threshold, print }: Setting,
): Promise<void> {
  await withFolder((folder) => {
    const corpus = grow(sources, rows);
    const db = new Database(join(folder, "texts.db"));
    db.exec(`
      PRAGMA journal_mode = OFF;
      PRAGMA synchronous = OFF;
      CREATE TABLE texts (row INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
    `);
    db.pragma(`cache_size = -${CACHE_KIB}`);
    const enterText = db.prepare("INSERT INTO texts (row, text) VALUES (?, ?)");
    const keysOf = keyMaker();
    const index = new RowIndex(KEYS);
    const started = performance.now();
    db.transaction(() => {
      for (let row = 0; row < rows; row++) {
        const text = corpus.textOf(row);
        enterText.run(row, text);
        index.add(row, keysOf(text));
      }
    })();
    for (const _ of index.settle());
    const seconds = (performance.now() - started) / 1000;

    const textOf = db.prepare("SELECT text FROM texts WHERE row = ?").pluck();
    const duplicatesOf = (text: string): number[] => {
      const set = shingleSet(text);
      return [...index.candidates(keysOf(text))].filter((row) => {
        const other = textOf.get(row) as string;
        return other === text || isNear(set, shingleSet(other), threshold);
      });
    };
    const times: number[] = [];
    let found = 0;
    let expected = 0;
    for (let edit = 0; edit < EDITS; edit++) {
      const row = (edit * SPREAD) % rows;
      const before = corpus.textOf(row);
      const edited = before.replace(/ \S+/, " edited");
      const start = performance.now();
      const duplicates = duplicatesOf(edited);
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
      indexMemoryMiB: Math.round((rows * KEYS * 2 * Uint32Array.BYTES_PER_ELEMENT) / 2 ** 20),
      indexStoredMiB: Math.round((rows * KEYS * Uint32Array.BYTES_PER_ELEMENT) / 2 ** 20),
      edits: EDITS,
      p50Milliseconds: at(0.5),
      p99Milliseconds: at(0.99),
      mostMilliseconds: at(1),
      recallOfRowBeforeEdit: found / expected,
    });
  });
}

function keyMaker(): (text: string) => Uint32Array {
  const signer = createSigner();
  const signature = new Uint32Array(SIGNATURE_SIZE);
  return (text) => {
    const keys = new Uint32Array(KEYS).fill(NO_KEY);
    keys[0] = signer.signInto(text, signature) >>> 0;
    if (signature.some((value) => value !== NO_KEY)) keys.set(bandHashes(signature), 1);
    return keys;
  };
}
