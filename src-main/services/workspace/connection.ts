import { existsSync } from "node:fs";
import Database from "better-sqlite3";
import { type FileLock, tryLock } from "../host/index.ts";
import { WorkspaceError } from "./errors.ts";
import { APPLICATION_ID, forgetOutdatedFacts, migrate, SCHEMA_VERSION } from "./schema.ts";
import { takeBackImport } from "./writing/incoming.ts";

const WRITER_CACHE_KIB = 32_768;
const READER_CACHE_KIB = 8_192;
/** From so many pages (64 MiB) on a commit moves the log into the file by itself; before, that waits for a pause. */
const LONGEST_LOG_PAGES = 16_384;

/**
 * Claims a project's file for this process alone and brings it to today's schema. Throws a WorkspaceError:
 * `ProjectNotFound`, `ProjectExists`, `ProjectInUse`, `ProjectForeign`, `ProjectNewer` or `ProjectDamaged`.
 */
export function claimFile(path: string, mode: "create" | "open"): FileLock {
  if (mode === "create" && existsSync(path)) throw new WorkspaceError("ProjectExists", { path });
  if (mode === "open" && !existsSync(path)) throw new WorkspaceError("ProjectNotFound", { path });
  const lock = tryLock(`${path}.lock`);
  if (lock === null) throw new WorkspaceError("ProjectInUse", { path });
  try {
    prepare(path, mode);
    return lock;
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The one connection that changes a project; its file is claimed already. */
export function connectToWrite(path: string): Database.Database {
  const db = new Database(path, { fileMustExist: true });
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.pragma("foreign_keys = ON");
  db.pragma(`wal_autocheckpoint = ${LONGEST_LOG_PAGES}`);
  db.pragma(`cache_size = -${WRITER_CACHE_KIB}`);
  return db;
}

/** A connection that only reads, and always sees what was committed last, whatever is being written meanwhile. */
export function connectToRead(path: string): Database.Database {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  db.pragma(`cache_size = -${READER_CACHE_KIB}`);
  return db;
}

function prepare(path: string, mode: "create" | "open"): void {
  const db = new Database(path);
  try {
    if (mode === "open") requireOurs(db, path);
    db.pragma("journal_mode = WAL");
    migrate(db);
    takeBackImport(db);
    forgetOutdatedFacts(db);
  } catch (error) {
    const code = (error as { code?: string }).code ?? "";
    if (code === "SQLITE_NOTADB") throw new WorkspaceError("ProjectForeign", { path });
    if (code === "SQLITE_CORRUPT")
      throw new WorkspaceError("ProjectDamaged", { path, reason: (error as Error).message });
    throw error;
  } finally {
    db.close();
  }
}

function requireOurs(db: Database.Database, path: string): void {
  const isOurs = db.pragma("application_id", { simple: true }) === APPLICATION_ID;
  if (!isOurs) throw new WorkspaceError("ProjectForeign", { path });
  const version = db.pragma("user_version", { simple: true }) as number;
  if (version > SCHEMA_VERSION) throw new WorkspaceError("ProjectNewer", { path });
}
