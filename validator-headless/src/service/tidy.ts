import { relative } from "node:path";
import type { ValidatorConfig } from "../config/index.ts";
import { tidyCache } from "../keep/index.ts";
import type { Logger } from "../logs/index.ts";
import type { Built } from "./build-service.ts";

/** Keeps the cache within its limits; what the open round and its model need stays. */
export async function tidy({
  config,
  built,
  log,
}: {
  readonly config: ValidatorConfig;
  readonly built: Built;
  readonly log: Logger;
}): Promise<void> {
  const { store, competition, model } = built.parts.rounds;
  const round = store.latestRound(competition, ["gathering", "evaluating"]);
  const entries = round === null ? [] : store.entries(round.id);
  const files = [model.folder, ...entries.flatMap(({ dataset }) => dataset?.train?.file ?? [])];
  const inUse = new Set(files.map((file) => relative(config.cacheDir, file)));
  // Everything of an open round is younger than this: files that no entry names yet are among it.
  const keep =
    round === null ? config.keep : { ...config.keep, maxAgeDays: Math.max(1, config.keep.maxAgeDays) };
  const { removed, freedBytes, failed, isStillTooFull } = await tidyCache({
    cacheDir: config.cacheDir,
    keep,
    inUse,
    nowMs: Date.now(),
  });
  if (removed.length > 0) log.info({ removed: removed.length, freedBytes }, "cache tidied");
  if (failed.length > 0) log.warn({ failed }, "some of the cache could not be removed");
  if (isStillTooFull) log.warn("the disk has less room than is to be left free");
}
