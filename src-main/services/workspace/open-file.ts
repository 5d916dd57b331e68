import { existsSync } from "node:fs";
import Database from "better-sqlite3";
import { type FileLock, tryLock } from "../host/index.ts";
import { WorkspaceError } from "./errors.ts";
import { APPLICATION_ID, migrate, SCHEMA_VERSION } from "./schema.ts";

export interface OpenFile {
  readonly db: Database.Database;
  readonly lock: FileLock;
}

/**
 * Opens a project's file for this process alone. Throws a WorkspaceError: `ProjectNotFound`, `ProjectExists`,
 * `ProjectInUse`, `ProjectForeign`, `ProjectNewer` or `ProjectDamaged`.
 */
export function openFile(path: string, mode: "create" | "open"): OpenFile {
  if (mode === "create" && existsSync(path)) throw new WorkspaceError("ProjectExists", { path });
  if (mode === "open" && !existsSync(path)) throw new WorkspaceError("ProjectNotFound", { path });
  const lock = tryLock(`${path}.lock`);
  if (lock === null) throw new WorkspaceError("ProjectInUse", { path });
  try {
    return { db: prepare(path, mode), lock };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function prepare(path: string, mode: "create" | "open"): Database.Database {
  const db = new Database(path);
  try {
    if (mode === "open") requireOurs(db, path);
    db.pragma("journal_mode = WAL");
    db.pragma("synchronous = FULL");
    db.pragma("foreign_keys = ON");
    db.pragma("cache_size = -65536");
    migrate(db);
    return db;
  } catch (error) {
    db.close();
    const code = (error as { code?: string }).code ?? "";
    if (code === "SQLITE_NOTADB") throw new WorkspaceError("ProjectForeign", { path });
    if (code === "SQLITE_CORRUPT")
      throw new WorkspaceError("ProjectDamaged", { path, reason: (error as Error).message });
    throw error;
  }
}

function requireOurs(db: Database.Database, path: string): void {
  const isOurs = db.pragma("application_id", { simple: true }) === APPLICATION_ID;
  if (!isOurs) throw new WorkspaceError("ProjectForeign", { path });
  const version = db.pragma("user_version", { simple: true }) as number;
  if (version > SCHEMA_VERSION) throw new WorkspaceError("ProjectNewer", { path });
}
