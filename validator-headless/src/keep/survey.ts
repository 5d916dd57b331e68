import type { Dirent, Stats } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { KeptItem } from "./plan.ts";

const GB = 1e9;

/** The folders of the cache and what lies in them; each entry of one is kept or removed as a whole. */
export const KEPT_FOLDERS: Readonly<Record<string, KeptItem["kind"]>> = {
  models: "model",
  datasets: "dataset",
  rows: "dataset",
  "eval-sets": "eval-set",
  adapters: "adapter",
};

/** What lies in the cache, with sizes and when each was last used: read or written, whichever came later. */
export async function surveyCache(cacheDir: string): Promise<readonly KeptItem[]> {
  const items: KeptItem[] = [];
  for (const [folder, kind] of Object.entries(KEPT_FOLDERS)) {
    for (const { name } of await entriesOf(join(cacheDir, folder))) {
      const { sizeBytes, lastUsedMs } = await measure(join(cacheDir, folder, name));
      items.push({ path: `${folder}/${name}`, kind, sizeBytes, lastUsedMs });
    }
  }
  return items;
}

/** What a folder takes on the disk, in GB; 0 where there is none. */
export async function folderGb(folder: string): Promise<number> {
  return (await measure(folder)).sizeBytes / GB;
}

/** Links are never followed: what they lead to is not the cache's. */
async function measure(path: string): Promise<{ readonly sizeBytes: number; readonly lastUsedMs: number }> {
  const stats = await statsOf(path);
  if (stats === null) return { sizeBytes: 0, lastUsedMs: 0 };
  const own = { sizeBytes: stats.size, lastUsedMs: Math.max(stats.mtimeMs, stats.atimeMs) };
  if (!stats.isDirectory()) return own;
  let total = { sizeBytes: own.sizeBytes, lastUsedMs: stats.mtimeMs };
  for (const { name } of await entriesOf(path)) {
    const inner = await measure(join(path, name));
    total = {
      sizeBytes: total.sizeBytes + inner.sizeBytes,
      lastUsedMs: Math.max(total.lastUsedMs, inner.lastUsedMs),
    };
  }
  return total;
}

/** What others take away meanwhile is not there. */
const statsOf = (path: string): Promise<Stats | null> => lstat(path).catch(() => null);
const entriesOf = (folder: string): Promise<Dirent[]> =>
  readdir(folder, { withFileTypes: true }).catch(() => []);
