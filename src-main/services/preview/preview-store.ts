import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { type PreviewView, previewViewSchema } from "../../../src-shared/contract/index.ts";
import { migrate } from "../../../src-shared/system/index.ts";
import type { RankedRow } from "../workspace/index.ts";
import type { Outcome } from "./interpret.ts";

/** One step a version of the file; a step that was published is never changed. */
const MIGRATIONS = [
  `CREATE TABLE previews (
    id TEXT PRIMARY KEY, project TEXT NOT NULL, started_at TEXT NOT NULL, comparison_key TEXT NOT NULL,
    view TEXT NOT NULL, outcome TEXT
  ) STRICT;
  CREATE INDEX previews_of_project ON previews (project, started_at);`,
  "ALTER TABLE previews ADD COLUMN ranking TEXT;",
  "ALTER TABLE previews ADD COLUMN eval_rows TEXT;",
];

/** A preview that can be compared with another one, row by row. */
export interface ComparablePreview {
  readonly view: PreviewView;
  readonly outcome: Outcome;
}

/** What is kept of a preview beside what is always shown. */
export interface PreviewDetails {
  readonly ranking: readonly RankedRow[] | null;
  /** JSON of the eval rows that it names, by their place among them. */
  readonly evalRows: Readonly<Record<number, string>> | null;
}

/** Every preview of this machine, with its row losses. */
export class PreviewStore {
  readonly #db: Database.Database;

  constructor(file: string) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    this.#db = new Database(file);
    this.#db.pragma("journal_mode = WAL");
    migrate(this.#db, MIGRATIONS);
    this.#endInterrupted();
  }

  save(
    view: PreviewView,
    comparisonKey: string,
    outcome: Outcome | null,
    { ranking = null, evalRows = null }: Partial<PreviewDetails> = {},
  ): void {
    this.#db
      .prepare(
        `INSERT INTO previews (id, project, started_at, comparison_key, view, outcome, ranking, eval_rows)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET view = excluded.view, outcome = excluded.outcome, ranking = excluded.ranking, eval_rows = excluded.eval_rows`,
      )
      .run(
        view.id,
        view.projectPath,
        view.startedAt,
        comparisonKey,
        JSON.stringify(view),
        outcome && JSON.stringify(outcome),
        ranking && JSON.stringify(ranking),
        evalRows && JSON.stringify(evalRows),
      );
  }

  /** Newest first. */
  list(projectPath: string): PreviewView[] {
    return this.#db
      .prepare("SELECT view FROM previews WHERE project = ? ORDER BY started_at DESC, rowid DESC")
      .pluck()
      .all(projectPath)
      .flatMap((json) => readView(json as string));
  }

  /** Finished ones of the same project with the same key, newest first. */
  comparable(projectPath: string, comparisonKey: string): ComparablePreview[] {
    const rows = this.#db
      .prepare(
        `SELECT view, outcome FROM previews WHERE project = ? AND comparison_key = ? AND outcome IS NOT NULL
         ORDER BY started_at DESC, rowid DESC`,
      )
      .all(projectPath, comparisonKey) as { view: string; outcome: string }[];
    return rows.flatMap(({ view, outcome }) =>
      readView(view).map((read) => ({ view: read, outcome: JSON.parse(outcome) as Outcome })),
    );
  }

  /** What a preview found of the rows of its project; null where it did not rank them. */
  ranking(id: string): readonly RankedRow[] | null {
    const text = this.#db.prepare("SELECT ranking FROM previews WHERE id = ?").pluck().get(id);
    return text ? (JSON.parse(text as string) as RankedRow[]) : null;
  }

  /** The JSON of an eval row that a preview names, by its place among them; null where it was not kept. */
  evalRow(id: string, index: number): string | null {
    const text = this.#db.prepare("SELECT eval_rows FROM previews WHERE id = ?").pluck().get(id);
    return text ? ((JSON.parse(text as string) as Record<number, string>)[index] ?? null) : null;
  }

  remove(id: string): void {
    this.#db.prepare("DELETE FROM previews WHERE id = ?").run(id);
  }

  close(): void {
    this.#db.close();
  }

  /** What was running when Assay ended is not running any more. */
  #endInterrupted(): void {
    this.#db.exec(
      `UPDATE previews SET view = json_set(view, '$.state', 'cancelled')
       WHERE json_extract(view, '$.state') IN ('running', 'paused')`,
    );
  }
}

/** Nothing where an older or newer Assay wrote something else. */
function readView(json: string): PreviewView[] {
  const parsed = previewViewSchema.safeParse(JSON.parse(json));
  return parsed.success ? [parsed.data] : [];
}
