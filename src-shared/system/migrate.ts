import type { Database } from "better-sqlite3";

/**
 * Brings a database up to date: step n takes it from `user_version` n to n + 1, and all that are missing are taken in one
 * transaction, whichever process comes first. A step that was published is never changed.
 * @returns the version that was found; larger than the number of steps where a newer program wrote it
 */
export function migrate(db: Database, steps: readonly string[]): number {
  return db
    .transaction(() => {
      const found = db.pragma("user_version", { simple: true }) as number;
      for (const step of steps.slice(found)) db.exec(step);
      if (found < steps.length) db.pragma(`user_version = ${steps.length}`);
      return found;
    })
    .immediate();
}
