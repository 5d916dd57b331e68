import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  FILE_ORDER,
  NO_FILTER,
  type RowFilter,
  type RowSort,
} from "../../../../src-shared/contract/index.ts";
import { defaultLintOptions, makeRow, writeJson } from "../../../../src-shared/dataset/index.ts";
import { type JobControl, Project, type TokenizerFile } from "../index.ts";

export const NATIVE = { container: "jsonl", form: "native", mapping: null } as const;
export const freely: JobControl = { signal: new AbortController().signal, onProgress: () => {} };

/** A conversation of one exchange, as its line. */
export const talk = (user: string, assistant: string, system: string | null = "S"): string =>
  writeJson(
    makeRow(system, [
      { role: "user", content: user },
      { role: "assistant", content: assistant },
    ]),
  );

/** Projects in a folder of their own. */
export class Projects {
  readonly dir = mkdtempSync(join(tmpdir(), "assay-workspace-"));
  #made = 0;

  path(ending: string): string {
    return join(this.dir, `${this.#made++}${ending}`);
  }

  open(
    path: string,
    mode: "create" | "open",
    tokenizer: TokenizerFile | null = null,
    report: (error: unknown) => void = (error) => {
      throw error;
    },
  ): Promise<Project> {
    return Project.open({
      path,
      mode,
      standardsFor: () => ({
        profileId: "test",
        lint: defaultLintOptions,
        threshold: 0.8,
        evalSet: null,
        tokenizer,
      }),
      onChange: () => {},
      watch: (check) => check(freely),
      report,
    });
  }

  async withRows(...rows: string[]): Promise<Project> {
    const project = await this.open(this.path(".assay"), "create");
    await project.importFile({ path: this.file(...rows), name: "rows.jsonl" }, NATIVE, freely);
    await project.settled();
    return project;
  }

  /** A file of these lines. */
  file(...lines: string[]): string {
    const path = this.path(".jsonl");
    writeFileSync(path, lines.map((line) => `${line}\n`).join(""));
    return path;
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** The first questions of a table, in its order. */
export async function questions(
  project: Project,
  filter: Partial<RowFilter> = {},
  sort: RowSort = FILE_ORDER,
): Promise<string[]> {
  const { rows } = await project.window({ ...NO_FILTER, ...filter }, sort, 0, 500);
  return rows.map(({ user }) => user);
}
