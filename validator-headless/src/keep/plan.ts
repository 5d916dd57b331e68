/** Something in the cache that can be fetched or made again. */
export interface KeptItem {
  /** A path below the cache's folder. */
  readonly path: string;
  readonly kind: "model" | "dataset" | "eval-set" | "adapter" | "other";
  readonly sizeBytes: number;
  /** Milliseconds since 1970. */
  readonly lastUsedMs: number;
}

export interface KeepLimits {
  readonly maxBytes: number;
  readonly maxAgeMs: number;
  /** Room that stays free on the disk. */
  readonly minFreeBytes: number;
}

export interface Removal {
  readonly item: KeptItem;
  readonly reason: "age" | "size" | "free-disk";
}

export interface KeepPlan {
  /** In the order in which to remove them. */
  readonly removals: readonly Removal[];
  /** Whether the floor of free disk cannot be had even so: what remains is in use, or others fill the disk. */
  readonly isStillTooFull: boolean;
}

/**
 * What to remove: what was not used for too long, then the longest unused until the rest fits its size and the disk has
 * its room. Never what is in use.
 */
export function planKeeping({
  items,
  inUse,
  freeBytes,
  limits,
  nowMs,
}: {
  readonly items: readonly KeptItem[];
  /** Paths below the cache's folder; what lies in one is in use as well. */
  readonly inUse: ReadonlySet<string>;
  readonly freeBytes: number;
  readonly limits: KeepLimits;
  readonly nowMs: number;
}): KeepPlan {
  const removals: Removal[] = [];
  let kept = items.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let free = freeBytes;
  const oldestFirst = items
    .filter(({ path }) => !isInUse(path, inUse))
    .sort((a, b) => a.lastUsedMs - b.lastUsedMs || a.path.localeCompare(b.path));
  for (const item of oldestFirst) {
    const reason = reasonToRemove(nowMs - item.lastUsedMs, kept, free, limits);
    // The next ones were used later and need no room either.
    if (reason === null) break;
    removals.push({ item, reason });
    kept -= item.sizeBytes;
    free += item.sizeBytes;
  }
  return { removals, isStillTooFull: free < limits.minFreeBytes };
}

function reasonToRemove(
  ageMs: number,
  kept: number,
  free: number,
  limits: KeepLimits,
): Removal["reason"] | null {
  if (ageMs > limits.maxAgeMs) return "age";
  if (kept > limits.maxBytes) return "size";
  return free < limits.minFreeBytes ? "free-disk" : null;
}

const isInUse = (path: string, inUse: ReadonlySet<string>): boolean =>
  [...inUse].some((used) => path === used || path.startsWith(`${used}/`) || used.startsWith(`${path}/`));
