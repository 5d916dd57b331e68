import type { Phrase } from "../../../src-shared/contract/index.ts";
import type { RoundRecord } from "../store/records.ts";
import { closeRound } from "./close-round.ts";
import type { RoundContext } from "./context.ts";
import { type EvalSet, openEvalSet } from "./eval-set.ts";
import { evaluateRound } from "./evaluate.ts";
import { gather } from "./gather.ts";
import { waitingEntries } from "./open-entries.ts";
import { carriedOver } from "./outcomes.ts";
import { firing } from "./until.ts";

export interface RoundSignals {
  /** The service is to end: leave things so that the next start goes on. */
  readonly stop: AbortSignal;
  /** The round's time is over: what is not done is carried over. */
  readonly deadline: AbortSignal;
}

/**
 * Takes a round from wherever it stands to its end, or as far as it comes before it is stopped. Answers it as it is then.
 * Throws what is not a miner's doing: a `ChainError`, a `HubError` of the eval set's, `RoundsStopped`.
 */
export async function runRound(
  context: RoundContext,
  round: RoundRecord,
  signals: RoundSignals,
  nowMs: () => Promise<number>,
): Promise<RoundRecord> {
  const { store } = context;
  const { stop, deadline } = signals;
  let current = round;
  let silence: Phrase | null = null;
  const evalSet = await evalSetInTime(context, round, deadline);
  if (current.phase === "gathering") {
    if (evalSet !== null) silence = await gather(context, current, evalSet, signals);
    if (stop.aborted) return current;
    current = { ...current, phase: "evaluating" };
    store.saveRound(current);
  }
  if (current.phase === "evaluating") {
    if (evalSet !== null) silence = await evaluateAll(context, current, evalSet, signals, silence);
    if (stop.aborted) return current;
    carryOverRest(context, current, silence);
    // A day is decided when its rewards are, however early everything was measured, as by the other validators.
    if (context.profile.schedule.kind === "daily") await firing(deadline, stop);
    if (stop.aborted) return current;
    current = await closeRound(context, current, await nowMs());
  }
  return current;
}

/** Null where it could not be had before the round's time was over: a round must end without it, too. */
async function evalSetInTime(
  context: RoundContext,
  { evalSet }: RoundRecord,
  deadline: AbortSignal,
): Promise<EvalSet | null> {
  try {
    return await openEvalSet(context, evalSet?.revision ?? "");
  } catch (error) {
    if (deadline.aborted) return null;
    throw error;
  }
}

/** Evaluates what is here, then asks again for what the hub was silent about, as long as there is time. */
async function evaluateAll(
  context: RoundContext,
  round: RoundRecord,
  evalSet: EvalSet,
  signals: RoundSignals,
  silence: Phrase | null,
): Promise<Phrase | null> {
  let why = silence;
  for (;;) {
    await evaluateRound(context, round, evalSet, signals);
    const isOver = signals.stop.aborted || signals.deadline.aborted;
    if (isOver || waitingEntries(context.store, round.id).length === 0) return why;
    why = (await gather(context, round, evalSet, signals)) ?? why;
  }
}

/** Whoever was not looked at in time keeps what it had, and comes first in the next round. */
function carryOverRest({ store }: RoundContext, round: RoundRecord, silence: Phrase | null): void {
  const outOfTime = carriedOver({ phrase: "roundOutOfTime" });
  const hubSilent = silence === null ? outOfTime : carriedOver({ phrase: "roundHubSilent", why: silence });
  store.transaction(() => {
    for (const entry of store.entries(round.id)) {
      if (entry.place === null || entry.outcome !== null) continue;
      store.saveEntry(round.id, { ...entry, outcome: entry.dataset === null ? hubSilent : outOfTime });
    }
  });
}
