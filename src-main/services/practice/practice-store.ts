import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { type PracticeView, practiceViewSchema } from "../../../src-shared/contract/index.ts";
import { migrate } from "../../../src-shared/system/index.ts";

/** One step a version of the file; a step that was published is never changed. */
const MIGRATIONS = [
  `CREATE TABLE rounds (id TEXT PRIMARY KEY, project TEXT NOT NULL, started_at TEXT NOT NULL, view TEXT NOT NULL) STRICT;
  CREATE INDEX rounds_of_project ON rounds (project, started_at);`,
];
/** Of each project; older ones are forgotten. */
const KEPT = 20;

/** The last practice rounds of this machine, with their leaderboards. */
export class PracticeStore {
  readonly #db: Database.Database;

  constructor(file: string) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    this.#db = new Database(file);
    this.#db.pragma("journal_mode = WAL");
    migrate(this.#db, MIGRATIONS);
    // What was running when Assay ended is not running any more.
    this.#db.exec(
      `UPDATE rounds SET view = json_set(view, '$.state', 'cancelled') WHERE view ->> '$.state' = 'running'`,
    );
  }

  save(view: PracticeView): void {
    this.#db
      .prepare(
        `INSERT INTO rounds (id, project, started_at, view) VALUES (?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET view = excluded.view`,
      )
      .run(view.id, view.projectPath, view.startedAt, JSON.stringify(view));
    this.#db
      .prepare(
        `DELETE FROM rounds WHERE project = @project AND id NOT IN (
           SELECT id FROM rounds WHERE project = @project ORDER BY started_at DESC, rowid DESC LIMIT @kept
         )`,
      )
      .run({ project: view.projectPath, kept: KEPT });
  }

  /** Newest first; none that an older or newer Assay wrote in another form. */
  list(projectPath: string): PracticeView[] {
    return this.#db
      .prepare("SELECT view FROM rounds WHERE project = ? ORDER BY started_at DESC, rowid DESC")
      .pluck()
      .all(projectPath)
      .flatMap((json) => {
        const parsed = practiceViewSchema.safeParse(JSON.parse(json as string));
        return parsed.success ? [parsed.data] : [];
      });
  }

  remove(id: string): void {
    this.#db.prepare("DELETE FROM rounds WHERE id = ?").run(id);
  }

  close(): void {
    this.#db.close();
  }
}
