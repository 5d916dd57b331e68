import type { RoundRecord } from "../store/records.ts";
import { closeRound } from "./close-round.ts";
import type { RoundContext } from "./context.ts";
import { type EvalSet, openEvalSet } from "./eval-set.ts";
import { evaluateRound } from "./evaluate.ts";
import { gather } from "./gather.ts";
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
  let current = round;
  const evalSet = (): Promise<EvalSet> => openEvalSet(context, current.evalSet?.revision ?? "");
  if (current.phase === "gathering") {
    await gather(context, current, await evalSet(), signals);
    if (signals.stop.aborted) return current;
    current = { ...current, phase: "evaluating" };
    store.saveRound(current);
  }
  if (current.phase === "evaluating") {
    await evaluateRound(context, current, await evalSet(), signals);
    // A day is decided when its rewards are, however early everything was measured, as by the other validators.
    if (context.profile.schedule.kind === "daily") await firing(signals.deadline, signals.stop);
    if (signals.stop.aborted) return current;
    current = await closeRound(context, current, await nowMs());
  }
  return current;
}
