import Database from "better-sqlite3";
import type { ByteState, Hex } from "./bytes.ts";

/** One block as it is kept. */
export interface StoredBlock {
  readonly hash: Hex;
  readonly number: number;
  readonly parentHash: Hex;
  /** The SCALE header that `hash` is the Blake2b-256 of. */
  readonly header: Hex;
  readonly extrinsics: readonly Hex[];
  /** Whether the block is on the best chain; retracted blocks stay readable. */
  readonly isCanonical: boolean;
}

interface BlockRow {
  hash: Hex;
  number: number;
  parent_hash: Hex;
  header: Hex;
  extrinsics: string;
  canonical: number;
}

const schema = `
  CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS blocks (
    hash TEXT PRIMARY KEY, number INTEGER NOT NULL, parent_hash TEXT NOT NULL,
    header TEXT NOT NULL, extrinsics TEXT NOT NULL, canonical INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS blocks_by_number ON blocks (number, canonical);
  CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS history (
    key TEXT NOT NULL, number INTEGER NOT NULL, value BLOB, PRIMARY KEY (key, number)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS history_by_number ON history (number);
`;

/**
 * The chain's durable memory: blocks, the state at the best block, and every value that a block wrote, so that
 * state can be read at older blocks and the best block can be taken back.
 * A block is one transaction: a killed process comes back with the block whole or without it.
 */
export class Ledger {
  readonly #db: Database.Database;
  readonly #statements: ReturnType<typeof prepare>;

  /** Opens the file, or makes it. */
  constructor(file: string) {
    this.#db = new Database(file);
    this.#db.pragma("journal_mode = WAL");
    this.#db.pragma("synchronous = NORMAL");
    this.#db.exec(schema);
    this.#statements = prepare(this.#db);
  }

  close(): void {
    this.#db.close();
  }

  transaction<T>(work: () => T): T {
    return this.#db.transaction(work).immediate();
  }

  fact(name: string): string | null {
    const row = this.#statements.fact.get(name) as { value: string } | undefined;
    return row?.value ?? null;
  }

  setFact(name: string, value: string): void {
    this.#statements.setFact.run(name, value);
  }

  /** The highest block of the best chain; null before genesis. */
  best(): StoredBlock | null {
    return stored(this.#statements.best.get() as BlockRow | undefined);
  }

  block(hash: string): StoredBlock | null {
    return stored(this.#statements.block.get(hash) as BlockRow | undefined);
  }

  canonicalBlock(number: number): StoredBlock | null {
    return stored(this.#statements.canonical.get(number) as BlockRow | undefined);
  }

  /** Keeps a block and what it wrote. Call inside a transaction. */
  append(block: StoredBlock, changes: readonly (readonly [Hex, Uint8Array | null])[]): void {
    const { insertBlock, writeState, dropState, writeHistory } = this.#statements;
    insertBlock.run(
      block.hash,
      block.number,
      block.parentHash,
      block.header,
      JSON.stringify(block.extrinsics),
      block.isCanonical ? 1 : 0,
    );
    for (const [key, value] of changes) {
      if (value === null) dropState.run(key);
      else writeState.run(key, value);
      writeHistory.run(key, block.number, value);
    }
  }

  /** Takes the best block's writes back and marks it as off the best chain. Call inside a transaction. */
  retract(block: StoredBlock): void {
    const { unmark, writtenAt, dropHistoryAt, latest, writeState, dropState } = this.#statements;
    unmark.run(block.hash);
    const keys = writtenAt.all(block.number) as { key: Hex }[];
    dropHistoryAt.run(block.number);
    for (const { key } of keys) {
      const before = latest.get(key, block.number) as { value: Uint8Array | null } | undefined;
      if (before === undefined || before.value === null) dropState.run(key);
      else writeState.run(key, before.value);
    }
  }

  /** Forgets values that no block from `oldest` on can see. Call inside a transaction. */
  prune(oldest: number): void {
    this.#statements.prune.run({ oldest });
    this.#statements.pruneRemoved.run(oldest);
  }

  /** The state at the best block. */
  get state(): ByteState {
    const { readState, stateKeys } = this.#statements;
    return {
      get: (key) => toBytes((readState.get(key) as { value: Uint8Array } | undefined)?.value),
      keys: (prefix, after) => (stateKeys.all(within(prefix, after)) as { key: Hex }[]).map(({ key }) => key),
    };
  }

  /** The state at an older block of the best chain. */
  stateAt(number: number): ByteState {
    const { latest, historyKeys } = this.#statements;
    return {
      get: (key) => toBytes((latest.get(key, number) as { value: Uint8Array | null } | undefined)?.value),
      keys: (prefix, after) =>
        (historyKeys.all({ ...within(prefix, after), number }) as { key: Hex }[]).map(({ key }) => key),
    };
  }
}

function prepare(db: Database.Database) {
  return {
    fact: db.prepare("SELECT value FROM facts WHERE name = ?"),
    setFact: db.prepare("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)"),
    best: db.prepare("SELECT * FROM blocks WHERE canonical = 1 ORDER BY number DESC LIMIT 1"),
    block: db.prepare("SELECT * FROM blocks WHERE hash = ?"),
    canonical: db.prepare("SELECT * FROM blocks WHERE number = ? AND canonical = 1"),
    insertBlock: db.prepare("INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?)"),
    unmark: db.prepare("UPDATE blocks SET canonical = 0 WHERE hash = ?"),
    readState: db.prepare("SELECT value FROM state WHERE key = ?"),
    writeState: db.prepare("INSERT OR REPLACE INTO state (key, value) VALUES (?, ?)"),
    dropState: db.prepare("DELETE FROM state WHERE key = ?"),
    stateKeys: db.prepare(
      "SELECT key FROM state WHERE key >= @from AND (@inclusive OR key > @from) AND key < @beyond ORDER BY key",
    ),
    writeHistory: db.prepare("INSERT OR REPLACE INTO history (key, number, value) VALUES (?, ?, ?)"),
    writtenAt: db.prepare("SELECT key FROM history WHERE number = ?"),
    dropHistoryAt: db.prepare("DELETE FROM history WHERE number = ?"),
    latest: db.prepare(
      "SELECT value FROM history WHERE key = ? AND number <= ? ORDER BY number DESC LIMIT 1",
    ),
    historyKeys: db.prepare(`
      SELECT key FROM history AS found
      WHERE key >= @from AND (@inclusive OR key > @from) AND key < @beyond AND value IS NOT NULL
        AND number = (SELECT MAX(number) FROM history WHERE key = found.key AND number <= @number)
      ORDER BY key`),
    prune: db.prepare(`
      DELETE FROM history WHERE number < @oldest
        AND EXISTS (
          SELECT 1 FROM history AS newer
          WHERE newer.key = history.key AND newer.number > history.number AND newer.number <= @oldest
        )`),
    pruneRemoved: db.prepare("DELETE FROM history WHERE number < ? AND value IS NULL"),
  };
}

/** A range of keys: `g` follows all hex digits, so it sorts behind everything that begins with the prefix. */
const within = (prefix: string, after: string | undefined) => ({
  from: after ?? prefix,
  inclusive: after === undefined ? 1 : 0,
  beyond: `${prefix}g`,
});

const toBytes = (value: Uint8Array | null | undefined): Uint8Array | null =>
  value === null || value === undefined ? null : new Uint8Array(value);

function stored(row: BlockRow | undefined): StoredBlock | null {
  if (row === undefined) return null;
  return {
    hash: row.hash,
    number: row.number,
    parentHash: row.parent_hash,
    header: row.header,
    extrinsics: JSON.parse(row.extrinsics) as Hex[],
    isCanonical: row.canonical === 1,
  };
}
