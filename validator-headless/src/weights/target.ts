import type { Metagraph } from "../../../src-shared/chain/index.ts";
import { scoreRound } from "../round/score-round.ts";
import type { WeightsContext } from "./context.ts";

/** The weights to set now, by UID of today's metagraph, and the round they come from. */
export interface Target {
  readonly roundId: string;
  readonly weights: readonly number[];
}

/**
 * What was decided, for those who hold the UIDs today: a weight goes with its hotkey. A day's winner is looked for anew, as
 * the reward may have to follow a hotkey or a coldkey. Before anything was decided: all on the subnet owner's UID where
 * the profile burns it, else null.
 */
export function targetNow(
  { store, competition, profile }: Pick<WeightsContext, "store" | "competition" | "profile">,
  { neurons, ownerHotkey }: Metagraph,
): Target | null {
  const target = store.target(competition);
  if (target === null) {
    if (profile.weights.beforeFirstWinner === "none") return null;
    const owner = neurons.findIndex(({ hotkey }) => hotkey === ownerHotkey);
    return owner === -1 ? null : { roundId: "", weights: neurons.map(({ uid }) => (uid === owner ? 1 : 0)) };
  }
  const { roundId } = target;
  if (profile.scorer.kind === "daily-winner") {
    const entries = store.entries(roundId);
    const { winner, weights } = scoreRound({ profile, entries, standings: [], holders: neurons });
    if (winner !== null) return { roundId, weights };
  }
  const byHotkey = new Map(target.weights.map(({ hotkey, weight }) => [hotkey, weight]));
  const weights = neurons.map(({ hotkey }) => byHotkey.get(hotkey) ?? 0);
  return weights.some((weight) => weight > 0) ? { roundId, weights } : null;
}
