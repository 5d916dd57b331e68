import type { Draws } from "../../../src-shared/competition/index.ts";

/**
 * - honest: makes a dataset of its own and commits it at once.
 * - copying: commits one of the best honest datasets as it is, after it was committed.
 * - sybil: several UIDs of one owner with the same dataset but for a few rows.
 * - re-committing: changes a few rows of its own dataset and commits anew each time, for a lucky loss.
 * - late: makes a dataset of its own and commits it when everybody else has; in a daily competition between the windows, where
 *   the reference takes it for the earliest.
 * - shuffled: as copying, with the rows in another order, so that the loss is not quite the same.
 */
export type MinerKind = "honest" | "copying" | "sybil" | "re-committing" | "late" | "shuffled";

export const minerKinds: readonly MinerKind[] = [
  "honest",
  "copying",
  "sybil",
  "re-committing",
  "late",
  "shuffled",
];

export interface Miner {
  readonly uid: number;
  readonly kind: MinerKind;
  /** From 0, among those of its kind. */
  readonly place: number;
}

/** Half of all are honest, the others share the rest. */
const TEN_MINERS: readonly MinerKind[] = [
  "honest",
  "copying",
  "honest",
  "sybil",
  "honest",
  "re-committing",
  "honest",
  "late",
  "honest",
  "shuffled",
];

/** Who plays, by UID, in an order that the draws decide. */
export function castMiners(count: number, draws: Draws): Miner[] {
  const kinds = draws.shuffled(
    Array.from({ length: count }, (_, index) => TEN_MINERS[index % TEN_MINERS.length] as MinerKind),
  );
  const soFar = new Map<MinerKind, number>();
  return kinds.map((kind, uid) => {
    const place = soFar.get(kind) ?? 0;
    soFar.set(kind, place + 1);
    return { uid, kind, place };
  });
}
