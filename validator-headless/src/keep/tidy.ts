import { rename, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import type { ValidatorConfig } from "../config/index.ts";
import { type KeepPlan, planKeeping, type Removal } from "./plan.ts";
import { surveyCache } from "./survey.ts";

const GB = 1e9;
const DAY_MS = 24 * 3_600_000;
/** What is being removed is called so, and removed whenever it is seen. */
const DOOMED = ".removed-";

export interface Tidied {
  readonly removed: readonly Removal[];
  readonly freedBytes: number;
  /** What could not be removed, with the system's reason. */
  readonly failed: readonly { readonly path: string; readonly reason: string }[];
  readonly isStillTooFull: boolean;
}

export interface TidyRequest {
  readonly cacheDir: string;
  readonly keep: ValidatorConfig["keep"];
  /** Paths below the cache's folder. */
  readonly inUse: ReadonlySet<string>;
  readonly nowMs: number;
  /** How a path is removed for good, and how much room the disk has; the system's where left out. */
  readonly system?: TidySystem;
}

export interface TidySystem {
  remove(path: string): Promise<void>;
  freeBytes(folder: string): Promise<number>;
}

const thisSystem: TidySystem = {
  remove: (path) => rm(path, { recursive: true, force: true }),
  freeBytes: async (folder) => {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  },
};

/**
 * Keeps the cache within its limits. Whatever goes first gets a name that nobody looks for, so that no half-removed model
 * or dataset is ever found; a removal that broke off is ended the next time. One that fails does not stop the others.
 */
export async function tidyCache({
  cacheDir,
  keep,
  inUse,
  nowMs,
  system = thisSystem,
}: TidyRequest): Promise<Tidied> {
  const items = await surveyCache(cacheDir);
  const failed: { path: string; reason: string }[] = [];
  const attempt = async (path: string, work: () => Promise<void>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      failed.push({ path, reason: (error as NodeJS.ErrnoException).code ?? String(error) });
      return false;
    }
  };
  for (const { path } of items.filter(isDoomed))
    await attempt(path, () => system.remove(join(cacheDir, path)));
  const plan: KeepPlan = planKeeping({
    items: items.filter((item) => !isDoomed(item)),
    inUse,
    freeBytes: await system.freeBytes(cacheDir),
    limits: {
      maxBytes: keep.maxGb * GB,
      maxAgeMs: keep.maxAgeDays * DAY_MS,
      minFreeBytes: keep.minFreeGb * GB,
    },
    nowMs,
  });
  const removed: Removal[] = [];
  for (const removal of plan.removals) {
    const { path } = removal.item;
    const doomed = join(cacheDir, path.replace("/", `/${DOOMED}`));
    const isGone = await attempt(path, async () => {
      await rename(join(cacheDir, path), doomed);
      await system.remove(doomed);
    });
    if (isGone) removed.push(removal);
  }
  return {
    removed,
    freedBytes: removed.reduce((sum, { item }) => sum + item.sizeBytes, 0),
    failed,
    isStillTooFull: (await system.freeBytes(cacheDir)) < keep.minFreeGb * GB,
  };
}

const isDoomed = ({ path }: { readonly path: string }): boolean => path.includes(`/${DOOMED}`);
