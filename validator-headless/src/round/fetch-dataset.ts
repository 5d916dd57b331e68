import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { revisionMatches, type Submission } from "../../../src-shared/competition/index.ts";
import { type Phrase, sentenceOf } from "../../../src-shared/contract/index.ts";
import type { HubError } from "../../../src-shared/hub/index.ts";
import type { RoundContext } from "./context.ts";
import { onDisk } from "./on-disk.ts";
import { invalid, type Verdict } from "./outcomes.ts";

export type Fetched =
  | {
      readonly kind: "here";
      readonly revision: string;
      readonly file: string;
      readonly sha256: string;
      readonly sizeBytes: number;
    }
  | { readonly kind: "refused"; readonly verdict: Verdict }
  /** Not the miner's doing: it may work later. */
  | { readonly kind: "later"; readonly why: Phrase };

/** Failures that say something about the miner's repository, not about the hub or about us. */
const OF_THE_MINER: ReadonlySet<string> = new Set([
  "HubRepoNotFound",
  "HubRevisionNotFound",
  "HubFileNotFound",
  "HubGated",
  "HubForbidden",
  "HubTooLarge",
]);

/**
 * Fetches the one file of a submission, at the commit that stands on the chain and within the operator's limits. Its local
 * name comes from hashes alone. A repository that is private, gated, deleted, renamed, rewritten or too large is refused.
 */
export async function fetchDataset(
  context: Pick<RoundContext, "hub" | "limits" | "cacheDir" | "profile">,
  { repo, revision: committed }: Submission,
  signal: AbortSignal,
): Promise<Fetched> {
  const { hub, limits, cacheDir, profile } = context;
  const head = await hub.head({ repo, revision: committed, signal });
  if (!head.ok) return failed(head.error);
  const { sha: revision } = head.value;
  // Who committed no revision means whatever main is.
  if (committed !== "main" && !revisionMatches(committed, revision)) {
    return { kind: "refused", verdict: invalid({ phrase: "roundRevisionDiffers", committed }) };
  }
  const { file: path } = profile.submission;
  const maxBytes = limits.fileMb * 1_000_000;
  const tooLarge: Fetched = {
    kind: "refused",
    verdict: invalid({ phrase: "roundFileTooLarge", limitMb: limits.fileMb }),
  };
  const info = await hub.fileInfo({ repo, revision, path, signal });
  if (!info.ok) return failed(info.error);
  if (info.value.sizeBytes > maxBytes) return tooLarge;
  const folder = join(cacheDir, "datasets");
  await onDisk(() => mkdir(folder, { recursive: true, mode: 0o700 }));
  const file = join(folder, `${createHash("sha256").update(`${repo}@${revision}`).digest("hex")}.jsonl`);
  const timeoutMs = limits.downloadTimeoutS * 1000;
  const got = await hub.download({ repo, revision, path, toFile: file, maxBytes, timeoutMs, signal });
  if (got.ok) return { kind: "here", revision, file, ...got.value };
  return got.error.code === "HubLimitExceeded" ? tooLarge : failed(got.error);
}

function failed(error: HubError): Fetched {
  const why = sentenceOf(error);
  if (OF_THE_MINER.has(error.code)) return { kind: "refused", verdict: invalid(why, error.code) };
  return { kind: "later", why };
}
