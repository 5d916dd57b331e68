import type { Hex } from "../../../state/bytes.ts";
import { type CallContext, DispatchFailure } from "../../dispatch.ts";
import { drand, subtensor, type TimelockedCommit } from "../../items.ts";
import { epochWithLookahead } from "./schedule.ts";
import { applyRevealed } from "./weights.ts";

/** Weights as a time-locked commit holds them. */
export interface OpenedWeights {
  readonly uids: readonly number[];
  readonly values: readonly number[];
  readonly versionKey: bigint;
}

/** Opens time-locked commits whose round has come: whoever has the beacon to do it with. */
export interface TimelockOpener {
  /** What the commit holds; null where it can't be read, now or ever. */
  open(commit: { readonly who: Hex; readonly ciphertext: Hex; readonly round: bigint }): OpenedWeights | null;
}

/** Without a beacon nothing can be read. */
export const noBeacon: TimelockOpener = { open: () => null };

/**
 * Reveals a subnet's ripe commits, before the epoch of this block runs: those made one reveal period ago. Commits
 * whose round isn't there are tried again every block of their reveal epoch; older ones are forgotten.
 */
export function revealTimelocked(context: CallContext, netuid: number, opener: TimelockOpener): void {
  const { state, block } = context;
  const period = state.get(subtensor.revealPeriodEpochs, netuid);
  const epoch = epochWithLookahead(state, netuid, block);
  if (epoch < period) return;
  const ripe = epoch - period;
  for (const [[, made], queue] of [...state.entries(subtensor.timelockedCommits, netuid)]) {
    if (made > ripe) continue;
    state.remove(subtensor.timelockedCommits, netuid, made);
    if (made < ripe) continue;
    const waiting = queue.filter((commit) => !reveal(context, netuid, commit, opener));
    if (waiting.length > 0) state.set(subtensor.timelockedCommits, [netuid, made], waiting);
  }
}

/** Whether the commit is done with, one way or the other. */
function reveal(
  context: CallContext,
  netuid: number,
  [who, , ciphertext, round]: TimelockedCommit,
  opener: TimelockOpener,
): boolean {
  if (round > context.state.get(drand.lastStoredRound)) return false;
  const weights = opener.open({ who, ciphertext, round });
  if (weights === null) return true;
  try {
    applyRevealed(context, who, { netuid, ...weights });
  } catch (error) {
    if (!(error instanceof DispatchFailure)) throw error;
  }
  return true;
}
