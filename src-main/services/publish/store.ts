import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { migrate } from "../../../src-shared/system/index.ts";
import { type FileLock, tryLock } from "../host/index.ts";
import { type PublicationRecord, type PublishTarget, sharesCommitment } from "./record.ts";
import { stepTimes } from "./step-times.ts";

/** One step a version of the file; a step that was published is never changed. */
const MIGRATIONS = [
  `CREATE TABLE publications (
    id TEXT PRIMARY KEY, created_at TEXT NOT NULL, network TEXT NOT NULL, netuid INTEGER NOT NULL, hotkey TEXT NOT NULL,
    repo TEXT NOT NULL, sha256 TEXT, outcome TEXT NOT NULL, record TEXT NOT NULL
  ) STRICT;
  CREATE INDEX publications_same ON publications (network, netuid, hotkey, repo, sha256);`,
  `UPDATE publications SET record = json_set(record, '$.turn', rowid, '$.times', json('{}'));`,
];

/** Every publication of this machine, with the snapshots beside it. It never holds a token or a key. */
export class PublicationStore {
  readonly #db: Database.Database;
  readonly #dir: string;
  readonly #now: () => Date;

  constructor(dir: string, now: () => Date = () => new Date()) {
    this.#now = now;
    mkdirSync(join(dir, "snapshots"), { recursive: true, mode: 0o700 });
    this.#dir = dir;
    this.#db = new Database(join(dir, "publications.sqlite"));
    this.#db.pragma("journal_mode = WAL");
    this.#db.pragma("synchronous = FULL");
    migrate(this.#db, MIGRATIONS);
  }

  close(): void {
    this.#db.close();
  }

  /**
   * The newest publication to the same place that `isTheSame` holds of, else a new one that knows these facts; either
   * way it is now the one that was asked for last. All in one transaction: two processes that begin the same at once
   * get one and the same.
   */
  findOrCreate(
    target: PublishTarget,
    facts: Partial<PublicationRecord>,
    isTheSame: (record: PublicationRecord) => boolean,
  ): PublicationRecord {
    return this.#db
      .transaction(() => {
        const same = this.list().find((record) => isSamePlace(record, target) && isTheSame(record));
        if (same !== undefined) return this.askFor(same.id);
        const at = this.#now().toISOString();
        const record = { ...blank(target, at), ...facts, turn: this.#nextTurn() };
        return this.#write(null, record, at);
      })
      .immediate();
  }

  /** Makes it the one that was asked for last. */
  askFor(id: string): PublicationRecord {
    return this.#db.transaction(() => this.update(id, { turn: this.#nextTurn() })).immediate();
  }

  /** Unfinished publications whose place this one takes, since it was asked for later. */
  overtakenBy(record: PublicationRecord): PublicationRecord[] {
    return this.list().filter(
      (other) =>
        sharesCommitment(other, record) &&
        other.turn < record.turn &&
        ["running", "waiting", "stopped"].includes(other.outcome),
    );
  }

  /** True when another one for the same hotkey was asked for later and not called off. */
  isOvertaken(record: PublicationRecord): boolean {
    return this.list().some(
      (other) => sharesCommitment(other, record) && other.turn > record.turn && other.outcome !== "cancelled",
    );
  }

  #nextTurn(): number {
    return Math.max(0, ...this.list().map(({ turn }) => turn)) + 1;
  }

  get(id: string): PublicationRecord | null {
    const row = this.#db.prepare("SELECT record FROM publications WHERE id = ?").get(id) as Row | undefined;
    return row === undefined ? null : read(row);
  }

  /** All of them, newest first. */
  list(): PublicationRecord[] {
    const rows = this.#db
      .prepare("SELECT record FROM publications ORDER BY created_at DESC, rowid DESC")
      .all() as Row[];
    return rows.map(read);
  }

  /** Stores new facts about a publication before anything is done about them. */
  update(id: string, facts: Partial<PublicationRecord>): PublicationRecord {
    return this.#db
      .transaction(() => {
        const record = this.get(id);
        if (record === null) throw new Error(`there is no publication ${id}`);
        const at = this.#now().toISOString();
        return this.#write(record, { ...record, ...facts, updatedAt: at }, at);
      })
      .immediate();
  }

  snapshotPath(sha256: string): string {
    return join(this.#dir, "snapshots", `${sha256}.jsonl`);
  }

  /** Held by the one process that works on this publication; null while another one does. */
  lock(id: string): FileLock | null {
    return tryLock(join(this.#dir, "locks", `${id}.lock`));
  }

  #write(before: PublicationRecord | null, changed: PublicationRecord, at: string): PublicationRecord {
    const record = { ...changed, times: stepTimes(before, changed, at) };
    this.#db
      .prepare(
        `INSERT INTO publications (id, created_at, network, netuid, hotkey, repo, sha256, outcome, record)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET sha256 = excluded.sha256, outcome = excluded.outcome, record = excluded.record`,
      )
      .run(
        record.id,
        record.createdAt,
        record.networkId,
        record.netuid,
        record.hotkey,
        record.repo,
        record.snapshot?.sha256 ?? null,
        record.outcome,
        JSON.stringify(record),
      );
    return record;
  }
}

interface Row {
  readonly record: string;
}

function blank(target: PublishTarget, now: string): PublicationRecord {
  return {
    ...target,
    id: randomUUID(),
    createdAt: now,
    updatedAt: now,
    turn: 0,
    outcome: "running",
    checkedAt: now,
    snapshot: null,
    genesisHash: null,
    repoReadyAt: null,
    revision: null,
    verifiedAt: null,
    commitment: null,
    mayCommitAt: null,
    signed: null,
    inBlock: null,
    finalized: null,
    committedBlock: null,
    waiting: null,
    error: null,
    times: {},
  };
}

const isSamePlace = (
  record: PublicationRecord,
  { networkId, netuid, hotkey, repo }: PublishTarget,
): boolean =>
  record.networkId === networkId &&
  record.netuid === netuid &&
  record.hotkey === hotkey &&
  record.repo === repo;

const read = ({ record }: Row): PublicationRecord => JSON.parse(record) as PublicationRecord;
