import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { err, ok, type Result } from "../contract/index.ts";
import type { LintOptions } from "../dataset/index.ts";
import { CompetitionError } from "./parse-profile.ts";
import type { CompetitionProfile, NetworkName } from "./schema.ts";

/** What the profile makes of the lint rules. */
export function lintOptionsOf(profile: CompetitionProfile): LintOptions {
  return {
    levels: profile.lint,
    rowsLimit: profile.rows.limit,
    rowsFromEvalSet: profile.rows.mustComeFromEvalSet,
    maxTokens: profile.training.maxTokens,
    defaultSystem: profile.defaultSystem,
  };
}

/** The subnet to commit to. A number given by the user wins; fails with `NetuidUnknown` where none is recorded. */
export function netuidFor(
  profile: CompetitionProfile,
  network: NetworkName | null,
  given: number | null = null,
): Result<number, CompetitionError> {
  const netuid = given ?? (network === null ? null : profile.netuids[network]);
  if (netuid !== null) return ok(netuid);
  return err(
    new CompetitionError("NetuidUnknown", { profile: profile.id, network: network ?? "this network" }),
  );
}

/** Equal for two profiles that say the same, in whatever order: sha256 over the JSON with sorted keys. */
export function profileHash(profile: CompetitionProfile): string {
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(sortKeys(profile)))));
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sortKeys(item)]),
  );
}
