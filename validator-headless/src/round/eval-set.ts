import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { inWords, unwrap } from "../../../src-shared/contract/index.ts";
import { RoundError } from "../errors.ts";
import type { RoundRecord } from "../store/records.ts";
import type { RoundContext } from "./context.ts";
import type { InspectRequest } from "./inspect/inspect-dataset.ts";
import { onDisk, writeWhole } from "./on-disk.ts";

/** An eval set as a round uses it. */
export interface EvalSet {
  readonly record: NonNullable<RoundRecord["evalSet"]>;
  readonly tokens: { readonly hash: string; readonly file: string };
  /** Identities of its rows. */
  readonly members: ReadonlySet<string>;
}

const keptSchema = z.object({
  sha256: z.string(),
  rows: z.number(),
  skipped: z.number(),
  tokens: z.object({ hash: z.string(), file: z.string() }),
  members: z.array(z.string()),
});

const MAX_EVAL_SET_BYTES = 4 * 1024 ** 3;
const MAX_EVAL_ROWS = 10_000_000;

/** The commit that the competition's eval set stands at now. */
type EvalSetContext = Pick<
  RoundContext,
  "hub" | "inspector" | "profile" | "model" | "evalSet" | "limits" | "cacheDir"
>;

export async function evalSetRevision({
  hub,
  evalSet,
}: Pick<RoundContext, "hub" | "evalSet">): Promise<string> {
  return unwrap(await hub.head({ repo: evalSet.repo, revision: evalSet.revision })).sha;
}

/**
 * The eval set at a commit: fetched and tokenized once, then read from the cache. Rows that cannot be templated are left
 * out and counted. Throws a `HubError`, or `EvalSetUnusable`.
 */
export async function openEvalSet(context: EvalSetContext, revision: string): Promise<EvalSet> {
  const { evalSet, cacheDir, model, profile, hub, inspector } = context;
  const folder = join(cacheDir, "eval-sets");
  await onDisk(() => mkdir(folder, { recursive: true, mode: 0o700 }));
  const tokenizedFor = `${profile.template}-${profile.training.maxTokens}-${model.repo}@${model.revision}`;
  const index = join(folder, `${revision}-${tokenizedFor.replaceAll(/[^\w.-]/g, "_")}.json`);
  const origin = evalSet.repo;
  const kept = await readKept(index);
  if (kept !== null) return asEvalSet(kept, { origin, revision });

  const raw = join(folder, `${revision}.jsonl`);
  const { sha256 } = unwrap(
    await hub.download({
      repo: evalSet.repo,
      revision,
      path: evalSet.file,
      toFile: raw,
      maxBytes: MAX_EVAL_SET_BYTES,
      canResume: true,
    }),
  );
  const { dataset, verdict } = await inspector.inspect({
    ...inspectionOf(context, raw),
    rowsLimit: null,
    members: null,
    maxRows: MAX_EVAL_ROWS,
    lenient: true,
  });
  if (dataset === null) {
    throw new RoundError("EvalSetUnusable", { origin, what: inWords(verdict.why), line: 1 });
  }
  const found = {
    sha256,
    rows: dataset.rows,
    skipped: dataset.skipped,
    tokens: dataset.tokens,
    members: [...dataset.identities],
  };
  await onDisk(() => writeWhole(index, JSON.stringify(found)));
  return asEvalSet(found, { origin, revision });
}

/** How files of this competition are read. */
export const inspectionOf = (
  { model, profile, limits, cacheDir }: Pick<RoundContext, "model" | "profile" | "limits" | "cacheDir">,
  file: string,
): Omit<InspectRequest, "rowsLimit" | "members" | "lenient"> => ({
  file,
  modelFolder: model.folder,
  template: profile.template,
  maxTokens: profile.training.maxTokens,
  maxLineBytes: limits.lineMb * 1_000_000,
  maxRows: limits.rows,
  rowsFolder: join(cacheDir, "rows"),
});

async function readKept(index: string): Promise<z.infer<typeof keptSchema> | null> {
  try {
    const kept = keptSchema.parse(JSON.parse(await readFile(index, "utf8")));
    await readFile(kept.tokens.file);
    return kept;
  } catch {
    return null;
  }
}

const asEvalSet = (
  { sha256, rows, skipped, tokens, members }: z.infer<typeof keptSchema>,
  from: { readonly origin: string; readonly revision: string },
): EvalSet => ({
  record: { ...from, sha256, rows, skipped, hash: tokens.hash },
  tokens,
  members: new Set(members),
});
