import { parseProfileText } from "../../../src-shared/competition/index.ts";
import { AssayError, sentenceOf, unwrap } from "../../../src-shared/contract/index.ts";
import type { Logger } from "../logs/index.ts";
import type { RoundContext } from "../round/context.ts";
import { openRound } from "../round/open-round.ts";
import { runRound } from "../round/run-round.ts";
import { slotAt } from "../round/slots.ts";
import { allEnded, until } from "../round/until.ts";
import type { RoundRecord } from "../store/records.ts";
import type { WeightsContext } from "../weights/context.ts";
import { keepWeights } from "../weights/keep-weights.ts";
import { deadlineOf, momentNow } from "./moment.ts";

/** Going on would do harm, or could never end well. */
const FATAL: ReadonlySet<string> = new Set(["SecondSigner", "MixedFleet", "InexactRefused"]);

export interface ServiceParts {
  readonly rounds: RoundContext;
  readonly weights: WeightsContext;
  /** All but setting weights. */
  readonly dryRun: boolean;
  readonly log: Logger;
  /** Hears of what goes wrong and of what is well again, by its code. */
  readonly onTrouble: (trouble: { readonly code: string; readonly error: AssayError | null }) => void;
}

/**
 * The validator at work: rounds one after the other, and weights in the last blocks of each epoch, whatever the rounds are
 * doing. Everything it knows is in the store, so that a new one goes on where another was ended.
 */
export class ValidatorService {
  readonly #parts: ServiceParts;

  constructor(parts: ServiceParts) {
    this.#parts = parts;
  }

  /** Works until the signal, and ends within a step after it. Rejects, all work ended, where going on would do harm. */
  async run(signal: AbortSignal): Promise<void> {
    await together(signal, (stop) => [this.#keepWeights(stop), this.#runRounds(stop)]);
  }

  /**
   * One round, to its end, and the weights that come of it, until they are on the chain; committed weights are revealed by
   * whoever runs next. Answers the round, or null where the signal came first.
   */
  async once(signal: AbortSignal): Promise<RoundRecord | null> {
    if (this.#parts.dryRun) return this.#nextRound(signal);
    let round: RoundRecord | null = null;
    const work = async (stop: AbortSignal): Promise<void> => {
      round = await this.#nextRound(stop);
      while (!stop.aborted && !this.#areWeightsOut()) await until(200, stop);
    };
    await together(signal, (stop) => [this.#keepWeights(stop), work(stop)]);
    return signal.aborted ? null : round;
  }

  /** Whether what is decided now was taken by the chain, or given up. */
  #areWeightsOut(): boolean {
    const { store, competition, profile } = this.#parts.weights;
    const target = store.target(competition);
    const isEmpty =
      target === null
        ? profile.weights.beforeFirstWinner === "none"
        : target.weights.every(({ weight }) => weight === 0);
    if (isEmpty) return true;
    const decided = target?.roundId ?? "";
    return store
      .settings(competition, 5)
      .some(
        ({ state, roundId }) => ["committed", "verified", "failed"].includes(state) && roundId === decided,
      );
  }

  async #runRounds(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) await this.#nextRound(stop);
  }

  /** Takes the open round, or the next one as soon as it may begin, to its end; null where it was stopped. */
  async #nextRound(stop: AbortSignal): Promise<RoundRecord | null> {
    const { rounds } = this.#parts;
    while (!stop.aborted) {
      const round = await this.#attempt("RoundFailed", stop, () => this.#openRound());
      if (round === undefined || round === null) {
        await this.#nextHead(stop);
        continue;
      }
      if (round.phase === "skipped") return round;
      const ended = await this.#attempt("RoundFailed", stop, () => this.#finish(round, stop));
      if (ended?.phase === "closed") return ended;
      if (ended === undefined) await until(rounds.retryMs, stop);
    }
    return null;
  }

  async #openRound(): Promise<RoundRecord | null> {
    const { rounds } = this.#parts;
    const open = rounds.store.latestRound(rounds.competition, ["gathering", "evaluating"]);
    if (open !== null) return open;
    const moment = await momentNow(rounds.chain, rounds.netuid);
    const slot = slotAt(rounds.profile, moment, rounds);
    if (slot === null) return null;
    const last = rounds.store.latestRound(rounds.competition);
    return last?.slot === slot.name ? null : openRound(rounds, slot, moment);
  }

  async #finish(round: RoundRecord, stop: AbortSignal): Promise<RoundRecord> {
    // A newer version of the profile does not change a round that was opened under an older one.
    const profile = unwrap(parseProfileText(this.#parts.rounds.store.profileOf(round.id)));
    const rounds: RoundContext = { ...this.#parts.rounds, profile };
    const deadline = deadlineOf(rounds.chain, round);
    try {
      const nowMs = async (): Promise<number> => (await momentNow(rounds.chain, rounds.netuid)).nowMs;
      return await runRound(rounds, round, { stop, deadline: deadline.signal }, nowMs);
    } finally {
      deadline.stop();
    }
  }

  async #keepWeights(stop: AbortSignal): Promise<void> {
    const { weights, dryRun } = this.#parts;
    while (!stop.aborted) {
      if (!dryRun) await this.#attempt("WeightsFailed", stop, () => keepWeights(weights, stop));
      await this.#nextHead(stop);
    }
  }

  /** What may go well next time is told and forgotten; what must not go on is thrown. Undefined where it failed. */
  async #attempt<T>(code: string, stop: AbortSignal, work: () => Promise<T>): Promise<T | undefined> {
    const { log, onTrouble } = this.#parts;
    try {
      const value = await work();
      onTrouble({ code, error: null });
      return value;
    } catch (error) {
      if (!(error instanceof AssayError) || FATAL.has(error.code)) throw error;
      if (stop.aborted) return undefined;
      log.warn({ err: error, why: sentenceOf(error) }, "trying again");
      onTrouble({ code, error });
      return undefined;
    }
  }

  /** Waits for a block after the one known now. */
  #nextHead(stop: AbortSignal): Promise<void> {
    const { chain, retryMs, activity } = this.#parts.rounds;
    return new Promise((resolve) => {
      let seen: number | null = null;
      const finish = (): void => {
        clearTimeout(timer);
        stop.removeEventListener("abort", finish);
        unsubscribe();
        activity.beat();
        resolve();
      };
      const timer = setTimeout(finish, retryMs);
      stop.addEventListener("abort", finish, { once: true });
      const unsubscribe = chain.onHeads(({ number }) => {
        if (seen !== null && number > seen) queueMicrotask(finish);
        seen ??= number;
      });
      if (stop.aborted) finish();
    });
  }
}

/** Works side by side, of which the first to end, well or not, ends the others. Rejects, all ended, where one did. */
async function together(
  signal: AbortSignal,
  begin: (stop: AbortSignal) => readonly Promise<void>[],
): Promise<void> {
  const ended = new AbortController();
  const works = begin(AbortSignal.any([signal, ended.signal]));
  await allEnded(works.map((work) => work.finally(() => ended.abort())));
}
