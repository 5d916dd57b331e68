import type { BlockRef, EpochClock } from "../../../src-shared/chain/index.ts";
import { type CompetitionProfile, dailyPhase } from "../../../src-shared/competition/index.ts";
import type { RoundRecord } from "../store/records.ts";
import type { RoundContext } from "./context.ts";

/** Where the chain is, by its own clock and count. */
export interface Moment {
  readonly head: BlockRef;
  readonly nowMs: number;
  readonly epoch: EpochClock;
}

/** A stretch of time that holds one round and no more. */
export interface Slot {
  readonly name: string;
  readonly deadline: RoundRecord["deadline"];
}

/**
 * The slot whose round may begin now; null while none may: before the competition takes effect, in the blocks before the
 * epoch's end that belong to the setting of weights, or outside of a daily competition's validation window.
 */
export function slotAt(
  { schedule, effectiveFromBlock }: Pick<CompetitionProfile, "schedule" | "effectiveFromBlock">,
  { head, nowMs, epoch }: Moment,
  { blocksBeforeEpochEnd, blocksPerRound }: Pick<RoundContext, "blocksBeforeEpochEnd" | "blocksPerRound">,
): Slot | null {
  if (head.number < effectiveFromBlock) return null;
  if (schedule.kind === "epochs" && blocksPerRound !== null) {
    const index = Math.floor(head.number / blocksPerRound);
    const block = (index + 1) * blocksPerRound;
    return { name: `blocks ${index * blocksPerRound}`, deadline: { block, atMs: null } };
  }
  if (schedule.kind === "epochs") {
    const block = epoch.nextEpochBlock - weightBlocks(epoch, blocksBeforeEpochEnd);
    return head.number >= block ? null : { name: `epoch ${epoch.epoch}`, deadline: { block, atMs: null } };
  }
  const phase = dailyPhase(schedule, new Date(nowMs));
  if (phase.name !== "validation") return null;
  return { name: phase.day, deadline: { block: null, atMs: phase.until.getTime() } };
}

/**
 * How many of an epoch's last blocks belong to the setting of weights. Short epochs, as of practice rounds, leave at least
 * half of their blocks to evaluations.
 */
export const weightBlocks = ({ tempo }: Pick<EpochClock, "tempo">, blocksBeforeEpochEnd: number): number =>
  Math.min(blocksBeforeEpochEnd, Math.max(1, Math.floor(tempo / 2)));
