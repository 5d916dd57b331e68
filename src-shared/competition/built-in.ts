import { parseProfile } from "./parse-profile.ts";
import flockDataset from "./profiles/flock-dataset.json" with { type: "json" };
import flockOff from "./profiles/flock-off.json" with { type: "json" };
import flockOffBench from "./profiles/flock-off-bench.json" with { type: "json" };
import flockOffDaily from "./profiles/flock-off-daily.json" with { type: "json" };
import type { CompetitionProfile } from "./schema.ts";

/** The competitions that come with Assay. */
export const builtInProfiles: readonly CompetitionProfile[] = [
  flockOff,
  flockOffDaily,
  flockOffBench,
  flockDataset,
].map((file) => {
  const profile = parseProfile(file);
  if (!profile.ok) throw profile.error;
  return profile.value;
});

export const DEFAULT_PROFILE_ID = "flock-off";

export const findBuiltIn = (id: string): CompetitionProfile | null =>
  builtInProfiles.find((profile) => profile.id === id) ?? null;
