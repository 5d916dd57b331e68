import type { PracticeMiner, PracticeView } from "../../../src-shared/contract/index.ts";

/** Whether a loss of its own was measured and counts. */
export const isMeasured = ({ code }: Pick<PracticeMiner, "code">): boolean => code === "Evaluated";

/** A miner's place among all, from 1; null while the round is undecided, and for one whose dataset came to nothing. */
export function placeOf({ progress }: Pick<PracticeView, "progress">, miner: PracticeMiner): number | null {
  if (miner.weight === null || !isMeasured(miner)) return null;
  return progress.miners.findIndex(({ uid }) => uid === miner.uid) + 1;
}

export const ownMiner = ({ progress }: Pick<PracticeView, "progress">): PracticeMiner | null =>
  progress.miners.find(({ isYou }) => isYou) ?? null;
