import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import type { z } from "zod";
import { migrate } from "../../../src-shared/system/index.ts";
import { RoundError } from "../errors.ts";
import type { EvaluationOutcome } from "../evaluation/contract.ts";
import {
  type EntryRecord,
  entrySchema,
  type RoundRecord,
  roundSchema,
  type SettingRecord,
  type StandingRecord,
  settingSchema,
  standingSchema,
  type TargetRecord,
  targetSchema,
} from "./records.ts";

/** One step a version of the file; a step that was published is never changed. */
const MIGRATIONS = [
  `CREATE TABLE rounds (
    id TEXT PRIMARY KEY, competition TEXT NOT NULL, number INTEGER NOT NULL, slot TEXT NOT NULL, phase TEXT NOT NULL,
    profile TEXT NOT NULL, record TEXT NOT NULL, UNIQUE (competition, number), UNIQUE (competition, slot)
  ) STRICT;
  CREATE TABLE entries (
    round TEXT NOT NULL REFERENCES rounds (id), uid INTEGER NOT NULL, record TEXT NOT NULL, PRIMARY KEY (round, uid)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX rounds_by_phase ON rounds (competition, phase, number);
  CREATE TABLE evaluations (
    key TEXT PRIMARY KEY, round TEXT NOT NULL, kind TEXT NOT NULL, seconds REAL NOT NULL, outcome TEXT NOT NULL,
    at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX evaluations_by_kind ON evaluations (kind, round, seconds);
  CREATE TABLE failures (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL, round TEXT NOT NULL, code TEXT NOT NULL, at TEXT NOT NULL
  ) STRICT;
  CREATE TABLE standings (
    competition TEXT NOT NULL, hotkey TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (competition, hotkey)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE targets (competition TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;
  CREATE TABLE notes (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE settings (
    id TEXT PRIMARY KEY, competition TEXT NOT NULL, epoch INTEGER NOT NULL, state TEXT NOT NULL, record TEXT NOT NULL
  ) STRICT;`,
];

type Finished = Extract<EvaluationOutcome, { kind: "evaluated" | "dataset-failed" }>;

/** Everything the validator must not forget, in one SQLite file. It never holds a key or a token. */
export class ValidatorStore {
  readonly #db: Database.Database;
  readonly #now: () => Date;

  /** Fails with `StoreTooNew` where a newer version wrote the file. */
  constructor(file: string, now: () => Date = () => new Date()) {
    this.#now = now;
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    this.#db = new Database(file);
    this.#db.pragma("journal_mode = WAL");
    this.#db.pragma("synchronous = FULL");
    if (migrate(this.#db, MIGRATIONS) > MIGRATIONS.length) {
      this.#db.close();
      throw new RoundError("StoreTooNew", { file });
    }
  }

  close(): void {
    this.#db.close();
  }

  /** All or nothing. */
  transaction<T>(work: () => T): T {
    return this.#db.transaction(work).immediate();
  }

  /** Opens a round with all its entries. Answers false where its slot has one already: an epoch is never spent twice. */
  openRound(round: RoundRecord, profileJson: string, entries: readonly EntryRecord[]): boolean {
    return this.transaction(() => {
      const { changes } = this.#db
        .prepare(
          `INSERT INTO rounds (id, competition, number, slot, phase, profile, record) VALUES (?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT DO NOTHING`,
        )
        .run(
          round.id,
          round.competition,
          round.number,
          round.slot,
          round.phase,
          profileJson,
          JSON.stringify(round),
        );
      if (changes === 0) return false;
      for (const entry of entries) this.saveEntry(round.id, entry);
      return true;
    });
  }

  saveRound(round: RoundRecord): void {
    this.#db
      .prepare("UPDATE rounds SET phase = ?, record = ? WHERE id = ?")
      .run(round.phase, JSON.stringify(round), round.id);
  }

  /** The newest round of a competition that is in one of these phases, or in any. */
  latestRound(competition: string, phases?: readonly RoundRecord["phase"][]): RoundRecord | null {
    const row = this.#db
      .prepare(
        `SELECT record FROM rounds
         WHERE competition = @competition AND (@phases IS NULL OR phase IN (SELECT value FROM json_each(@phases)))
         ORDER BY number DESC LIMIT 1`,
      )
      .pluck()
      .get({ competition, phases: phases === undefined ? null : JSON.stringify(phases) });
    return row === undefined ? null : read(roundSchema, row);
  }

  round(id: string): RoundRecord | null {
    const row = this.#db.prepare("SELECT record FROM rounds WHERE id = ?").pluck().get(id);
    return row === undefined ? null : read(roundSchema, row);
  }

  /** Newest first. */
  rounds(competition: string, limit: number): RoundRecord[] {
    return this.#db
      .prepare("SELECT record FROM rounds WHERE competition = ? ORDER BY number DESC LIMIT ?")
      .pluck()
      .all(competition, limit)
      .map((row) => read(roundSchema, row));
  }

  /** The profile that a round was opened with, as JSON: a newer version does not change a round that goes on. */
  profileOf(roundId: string): string {
    return this.#db.prepare("SELECT profile FROM rounds WHERE id = ?").pluck().get(roundId) as string;
  }

  saveEntry(roundId: string, entry: EntryRecord): void {
    this.#db
      .prepare(
        `INSERT INTO entries (round, uid, record) VALUES (?, ?, ?)
         ON CONFLICT (round, uid) DO UPDATE SET record = excluded.record`,
      )
      .run(roundId, entry.uid, JSON.stringify(entry));
  }

  /** By UID. */
  entries(roundId: string): EntryRecord[] {
    return this.#db
      .prepare("SELECT record FROM entries WHERE round = ? ORDER BY uid")
      .pluck()
      .all(roundId)
      .map((row) => read(entrySchema, row));
  }

  /** What an evaluation came to, or null while it is not done. */
  evaluation(key: string): Finished | null {
    const row = this.#db.prepare("SELECT outcome FROM evaluations WHERE key = ?").pluck().get(key);
    return row === undefined ? null : (JSON.parse(row as string) as Finished);
  }

  saveEvaluation(roundId: string, key: string, outcome: Finished): void {
    const seconds = outcome.kind === "evaluated" ? outcome.result.seconds : 0;
    this.#db
      .prepare(
        `INSERT INTO evaluations (key, round, kind, seconds, outcome, at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (key) DO NOTHING`,
      )
      .run(key, roundId, outcome.kind, seconds, JSON.stringify(outcome), this.#now().toISOString());
  }

  /** An attempt that ended by the engine's fault. */
  addFailure(roundId: string, key: string, code: string): void {
    this.#db
      .prepare("INSERT INTO failures (key, round, code, at) VALUES (?, ?, ?, ?)")
      .run(key, roundId, code, this.#now().toISOString());
  }

  /** Keys of the failed attempts of a round that were not forgiven, oldest first. */
  failures(roundId: string): { readonly key: string; readonly code: string }[] {
    return this.#db
      .prepare("SELECT key, code FROM failures WHERE round = ? AND id > ? ORDER BY id")
      .all(roundId, Number(this.note(forgivenKey(roundId)))) as { key: string; code: string }[];
  }

  /** The failures of a round so far were the engine's: they stay counted, but are nobody's. */
  forgiveFailures(roundId: string): void {
    const last = this.#db.prepare("SELECT max(id) FROM failures WHERE round = ?").pluck().get(roundId);
    this.saveNote(forgivenKey(roundId), String(last ?? 0));
  }

  /** How many datasets of a round were evaluated. */
  evaluatedCount(roundId: string): number {
    return this.#db
      .prepare("SELECT count(*) FROM evaluations WHERE round = ? AND kind = 'evaluated'")
      .pluck()
      .get(roundId) as number;
  }

  /** A fact of its own; null where it was never noted. */
  note(key: string): string | null {
    return (this.#db.prepare("SELECT value FROM notes WHERE key = ?").pluck().get(key) ?? null) as
      | string
      | null;
  }

  saveNote(key: string, value: string): void {
    this.#db
      .prepare(
        "INSERT INTO notes (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
      )
      .run(key, value);
  }

  /** By how they ended, with the time that engines took. */
  evaluationTotals(): { readonly byKind: Readonly<Record<string, number>>; readonly seconds: number } {
    const rows = this.#db
      .prepare("SELECT kind, count(*) AS count, total(seconds) AS seconds FROM evaluations GROUP BY kind")
      .all() as { kind: string; count: number; seconds: number }[];
    const failed = this.#db.prepare("SELECT count(*) FROM failures").pluck().get() as number;
    return {
      byKind: {
        ...Object.fromEntries(rows.map(({ kind, count }) => [kind, count])),
        ...(failed === 0 ? {} : { "engine-failed": failed }),
      },
      seconds: rows.reduce((sum, row) => sum + row.seconds, 0),
    };
  }

  standings(competition: string): StandingRecord[] {
    return this.#db
      .prepare("SELECT record FROM standings WHERE competition = ? ORDER BY hotkey")
      .pluck()
      .all(competition)
      .map((row) => read(standingSchema, row));
  }

  saveStanding(standing: StandingRecord): void {
    this.#db
      .prepare(
        `INSERT INTO standings (competition, hotkey, record) VALUES (?, ?, ?)
         ON CONFLICT (competition, hotkey) DO UPDATE SET record = excluded.record`,
      )
      .run(standing.competition, standing.hotkey, JSON.stringify(standing));
  }

  target(competition: string): TargetRecord | null {
    const row = this.#db.prepare("SELECT record FROM targets WHERE competition = ?").pluck().get(competition);
    return row === undefined ? null : read(targetSchema, row);
  }

  saveTarget(target: TargetRecord): void {
    this.#db
      .prepare(
        `INSERT INTO targets (competition, record) VALUES (?, ?)
         ON CONFLICT (competition) DO UPDATE SET record = excluded.record`,
      )
      .run(target.competition, JSON.stringify(target));
  }

  saveSetting(setting: SettingRecord): void {
    const record = { ...setting, updatedAtMs: this.#now().getTime() };
    this.#db
      .prepare(
        `INSERT INTO settings (id, competition, epoch, state, record) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET state = excluded.state, record = excluded.record`,
      )
      .run(record.id, record.competition, record.epoch, record.state, JSON.stringify(record));
  }

  /** Saves a setting's next step, unless it is not what it was any more: then nothing is changed, and it answers false. */
  replaceSetting(before: SettingRecord, next: SettingRecord): boolean {
    const facts = (setting: SettingRecord | null): string => JSON.stringify({ ...setting, updatedAtMs: 0 });
    return this.transaction(() => {
      if (facts(this.setting(before.id)) !== facts(before)) return false;
      this.saveSetting(next);
      return true;
    });
  }

  setting(id: string): SettingRecord | null {
    const row = this.#db.prepare("SELECT record FROM settings WHERE id = ?").pluck().get(id);
    return row === undefined ? null : read(settingSchema, row);
  }

  /** Settings that are neither verified nor failed, oldest first. */
  openSettings(competition: string): SettingRecord[] {
    return this.#db
      .prepare(
        `SELECT record FROM settings WHERE competition = ? AND state NOT IN ('verified', 'failed')
         ORDER BY epoch, rowid`,
      )
      .pluck()
      .all(competition)
      .map((row) => read(settingSchema, row));
  }

  /** Those under all profiles of a subnet (network and subnet, as competitions begin), newest first. */
  settingsOnSubnet(subnet: string, limit: number): SettingRecord[] {
    return this.#db
      .prepare(
        `SELECT record FROM settings WHERE substr(competition, 1, length(@under)) = @under
         ORDER BY epoch DESC, rowid DESC LIMIT @limit`,
      )
      .pluck()
      .all({ under: `${subnet}:`, limit })
      .map((row) => read(settingSchema, row));
  }

  /** Newest first. */
  settings(competition: string, limit: number): SettingRecord[] {
    return this.#db
      .prepare("SELECT record FROM settings WHERE competition = ? ORDER BY epoch DESC, rowid DESC LIMIT ?")
      .pluck()
      .all(competition, limit)
      .map((row) => read(settingSchema, row));
  }
}

const forgivenKey = (roundId: string): string => `failures forgiven ${roundId}`;

function read<T>(schema: z.ZodType<T>, row: unknown): T {
  return schema.parse(JSON.parse(row as string));
}
