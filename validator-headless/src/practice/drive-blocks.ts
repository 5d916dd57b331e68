import type { PracticeGround } from "../../../src-shared/sandbox/index.ts";
import type { RoundContext } from "../round/context.ts";
import { slotAt } from "../round/slots.ts";
import { until } from "../round/until.ts";
import { momentNow } from "../service/moment.ts";
import type { RoundRecord } from "../store/records.ts";

type Ground = Pick<PracticeGround, "chain" | "msPerBlock">;

/** Time for the validator to do what it has to in a block. */
const BLOCK_PAUSE_MS = 60;
const LOOK_MS = 50;

/** Makes blocks until a round may begin: a daily competition's, when its window for submissions is over. */
export async function advanceToOpening(rounds: RoundContext, { chain }: Ground): Promise<void> {
  while (slotAt(rounds.profile, await momentNow(rounds.chain, rounds.netuid), rounds) === null) {
    chain.advanceBlocks(1);
  }
}

/**
 * Lets the chain's time pass as the round needs it, until the signal: not at all while datasets are fetched, trained and
 * measured, what is left of a day in a moment, and then block after block, so that weights are set and become final.
 * @param onDayOver hears that all is measured and the rest of the day goes by
 */
export async function driveBlocks(
  rounds: RoundContext,
  { chain, msPerBlock }: Ground,
  onDayOver: () => void,
  stop: AbortSignal,
): Promise<void> {
  let isDayOver = false;
  while (!stop.aborted) {
    const round = rounds.store.latestRound(rounds.competition);
    if (round === null || isAtWork(rounds, round)) {
      await until(LOOK_MS, stop);
      continue;
    }
    const { atMs } = round.deadline;
    if (round.phase === "evaluating" && atMs !== null && !isDayOver) {
      isDayOver = true;
      onDayOver();
      const { nowMs } = await momentNow(rounds.chain, rounds.netuid);
      chain.advanceBlocks(Math.max(0, Math.floor((atMs - nowMs) / msPerBlock) - 1));
    }
    chain.advanceBlocks(1);
    await until(BLOCK_PAUSE_MS, stop);
  }
}

const isAtWork = ({ store }: RoundContext, { id, phase }: RoundRecord): boolean =>
  phase === "gathering" ||
  (phase === "evaluating" &&
    store.entries(id).some(({ place, outcome }) => place !== null && outcome === null));
