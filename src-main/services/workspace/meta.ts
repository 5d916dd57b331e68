import type Database from "better-sqlite3";

/** A fact about the project as a whole, or null. */
export const readMeta = (db: Database.Database, key: string): string | null =>
  (db.prepare("SELECT value FROM meta WHERE key = ?").pluck().get(key) as string | undefined) ?? null;

export function writeMeta(db: Database.Database, key: string, value: string): void {
  db.prepare(
    "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
  ).run(key, value);
}

export const deleteMeta = (db: Database.Database, key: string): void =>
  void db.prepare("DELETE FROM meta WHERE key = ?").run(key);
