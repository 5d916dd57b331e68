import { createReadStream, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CompetitionProfile } from "../../../src-shared/competition/index.ts";
import { DatasetError, parseJson, readRows, rowFacts, viewRow } from "../../../src-shared/dataset/index.ts";
import type { HubClient } from "../../../src-shared/hub/index.ts";
import { reasonOf } from "../support/source.ts";

const NATIVE = { container: "jsonl", form: "native", mapping: null } as const;
const MAX_BYTES = 4 * 1024 ** 3;

/** The rows that a dataset's must be among. */
export interface KnownEvalSet {
  readonly identities: ReadonlySet<string>;
  /** The commit it was read at; null for a file. */
  readonly revision: string | null;
}

/**
 * Reads an eval set from a file, or from "owner/name" or "owner/name@revision" on a hub. Throws a DatasetError or a
 * HubError.
 */
export async function readEvalSet(
  place: string,
  profile: CompetitionProfile,
  hub: HubClient,
): Promise<KnownEvalSet> {
  if (existsSync(place)) return { identities: await identitiesIn(place), revision: null };
  const [, repo, wanted = profile.evaluation.revision] = /^([\w.-]+\/[\w.-]+?)(?:@(.+))?$/.exec(place) ?? [];
  if (repo === undefined)
    throw new DatasetError("FileUnreadable", { file: place, reason: "there is no such file" });
  const head = await hub.head({ repo, revision: wanted });
  if (!head.ok) throw head.error;
  const dir = mkdtempSync(join(tmpdir(), "assay-eval-set-"));
  try {
    const toFile = join(dir, "eval.jsonl");
    const { sha: revision } = head.value;
    const path = profile.submission.file;
    const downloaded = await hub.download({ repo, revision, path, toFile, maxBytes: MAX_BYTES });
    if (!downloaded.ok) throw downloaded.error;
    return { identities: await identitiesIn(toFile), revision };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function identitiesIn(file: string): Promise<ReadonlySet<string>> {
  const identities = new Set<string>();
  try {
    for await (const { items } of readRows(createReadStream(file), NATIVE)) {
      for (const item of items) {
        const node = item.kind === "row" ? parseJson(item.json) : null;
        if (node?.ok) identities.add(rowFacts(node.value, viewRow(node.value)).identity);
      }
    }
  } catch (error) {
    throw new DatasetError("FileUnreadable", { file, reason: reasonOf(error) }, { cause: error });
  }
  if (identities.size === 0) throw new DatasetError("EvalSetEmpty", { file });
  return identities;
}
