import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { CompetitionProfile } from "../../../src-shared/competition/index.ts";
import type { HubClient } from "../../../src-shared/hub/index.ts";
import { buildEvalSet, type JobControl } from "../workspace/index.ts";

const MAX_BYTES = 4 * 1024 ** 3;

const entrySchema = z.object({
  /** Where it came from, as people name it: "owner/name" or a file's name. */
  origin: z.string(),
  /** The commit it was read at; null for a file of the user's own. */
  revision: z.string().nullable(),
  rows: z.number().int(),
  at: z.string(),
  file: z.string(),
});

/** An eval set that rows can be held against. */
export type EvalSet = z.infer<typeof entrySchema>;

/** The eval sets of competitions, as they were fetched last: each is kept as a file to look rows up in. */
export class EvalSetShelf {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** The eval set of a competition, or null while it is not here. */
  get(profileId: string): EvalSet | null {
    const entry = this.#index()[profileId];
    return entry !== undefined && existsSync(entry.file) ? entry : null;
  }

  /** Fetches it at the revision that the competition's rule says now. Throws a HubError or a DatasetError. */
  async fetch(
    profile: CompetitionProfile,
    repo: string,
    hub: HubClient,
    control: JobControl,
  ): Promise<EvalSet> {
    const { signal } = control;
    const head = await hub.head({ repo, revision: profile.evaluation.revision, signal });
    if (!head.ok) throw head.error;
    const { sha } = head.value;
    const raw = this.#path(`${profile.id}-${sha}.jsonl`);
    const { file: path } = profile.submission;
    const request = { repo, revision: sha, path, signal };
    const info = await hub.fileInfo(request);
    const total = info.ok ? info.value.sizeBytes : null;
    const onProgress = (bytes: number): void => control.onProgress(bytes, total);
    const downloaded = await hub.download({ ...request, toFile: raw, maxBytes: MAX_BYTES, onProgress });
    if (!downloaded.ok) throw downloaded.error;
    return this.#take(profile.id, raw, { origin: repo, revision: sha });
  }

  /** Takes a file of the user's own. Throws a DatasetError. */
  async takeFile(profileId: string, path: string, name: string): Promise<EvalSet> {
    const raw = this.#path(`${profileId}-own.jsonl`);
    copyFileSync(path, raw);
    return this.#take(profileId, raw, { origin: name, revision: null });
  }

  async #take(profileId: string, raw: string, from: Pick<EvalSet, "origin" | "revision">): Promise<EvalSet> {
    try {
      const key = createHash("sha256").update(readFileSync(raw)).digest("hex").slice(0, 16);
      const file = this.#path(`${profileId}-${key}.sqlite`);
      const rows = await buildEvalSet(raw, file);
      const entry = { ...from, rows, at: new Date().toISOString(), file };
      const { [profileId]: former, ...others } = this.#index();
      writeFileSync(this.#path("index.json"), JSON.stringify({ ...others, [profileId]: entry }, null, 2));
      if (former !== undefined && former.file !== file) rmSync(former.file, { force: true });
      return entry;
    } finally {
      rmSync(raw, { force: true });
    }
  }

  #path(name: string): string {
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
    return join(this.#dir, name);
  }

  #index(): Record<string, EvalSet> {
    try {
      return z
        .record(z.string(), entrySchema)
        .parse(JSON.parse(readFileSync(this.#path("index.json"), "utf8")));
    } catch {
      return {};
    }
  }
}
