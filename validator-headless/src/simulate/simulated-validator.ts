import {
  benchmarkScore,
  benchmarkWeights,
  type CompetitionProfile,
  dailyWinner,
  type EvalQueue,
  equalLossGroups,
  finishEvaluation,
  newEvalQueue,
  normalizeWeights,
  quantizeWeights,
  sharedRowGroups,
  startEpoch,
  winRateWeights,
} from "../../../src-shared/competition/index.ts";
import type { LossModel } from "./losses.ts";
import type { Commitment } from "./play-miners.ts";

/** An epoch as all validators find it. */
export interface Round {
  readonly epoch: number;
  /** How many UIDs there are. */
  readonly size: number;
  readonly commitments: ReadonlyMap<number, Commitment>;
  /** By UID, from the epoch before. */
  readonly consensus: readonly number[];
}

/** What a validator found about a UID with a commitment. */
export interface Verdict {
  readonly uid: number;
  readonly loss: number;
  readonly isDuplicate: boolean;
}

/** One validator, with its own seeds, queue and memory, judging by the profile as the service does. */
export class SimulatedValidator {
  readonly #profile: CompetitionProfile;
  readonly #losses: LossModel;
  readonly #index: number;
  readonly #seed: string;
  #queue: EvalQueue = newEvalQueue;
  /** By UID: what stands from earlier epochs. */
  #weights: number[] | null = null;

  constructor(profile: CompetitionProfile, losses: LossModel, index: number, seed: string) {
    this.#profile = profile;
    this.#losses = losses;
    this.#index = index;
    this.#seed = seed;
  }

  /** Judges an epoch: what was found, and the weights by UID as the chain would have them (a sum of 1, or all 0). */
  judge(round: Round): { readonly verdicts: readonly Verdict[]; readonly weights: readonly number[] } {
    const uids = this.#choose(round);
    const verdicts = this.#evaluate(uids, round);
    this.#weights = this.#score(uids, verdicts, round);
    const { rules, weights } = this.#profile;
    const quantized = quantizeWeights(this.#weights, { mode: weights.mode, rules });
    const onChain = new Array<number>(round.size).fill(0);
    for (const [at, uid] of quantized.uids.entries()) onChain[uid] = quantized.values[at] as number;
    return { verdicts, weights: normalizeWeights(onChain) };
  }

  #choose({ size, commitments }: Round): readonly number[] {
    const { schedule } = this.#profile;
    if (schedule.kind === "daily") return [...commitments.keys()];
    const weights = this.#weights ?? new Array<number>(size).fill(0);
    const queue = startEpoch(this.#queue, { schedule, weights, seed: `${this.#seed}:queue:${this.#index}` });
    this.#queue = queue.pending.reduce(finishEvaluation, queue);
    return queue.pending;
  }

  #evaluate(uids: readonly number[], { epoch, commitments }: Round): Verdict[] {
    const { duplicates, fallbackLoss } = this.#profile;
    const evaluated = uids.flatMap((uid) => {
      const commitment = commitments.get(uid);
      if (commitment === undefined) return [];
      const { block, dataset } = commitment;
      return [{ uid, block, rows: dataset.rows, loss: this.#losses.lossOf(dataset, this.#index, epoch) }];
    });
    const groups =
      duplicates.kind === "equal-loss"
        ? equalLossGroups(evaluated, duplicates.relativeTolerance)
        : sharedRowGroups(evaluated, duplicates.moreThan);
    const losers = new Set(groups.flatMap((group) => group.losers));
    return evaluated.map(({ uid, loss }) => {
      const isDuplicate = losers.has(uid);
      return { uid, loss: isDuplicate ? fallbackLoss : loss, isDuplicate };
    });
  }

  #score(uids: readonly number[], verdicts: readonly Verdict[], round: Round): number[] {
    const { scorer, fallbackLoss } = this.#profile;
    const found = new Map(verdicts.map(({ uid, loss }) => [uid, loss]));
    const losses = new Array<number | null>(round.size).fill(null);
    for (const uid of uids) losses[uid] = found.get(uid) ?? fallbackLoss;
    switch (scorer.kind) {
      case "win-rate":
        return winRateWeights(
          {
            losses,
            commitBlocks: losses.map((_, uid) => round.commitments.get(uid)?.block ?? 0),
            consensus: round.consensus,
            oldWeights: this.#weights,
          },
          { scorer, fallbackLoss },
        );
      case "benchmark":
        return benchmarkWeights(
          losses.map((loss, uid) =>
            loss === null ? (this.#weights?.[uid] ?? 0) : benchmarkScore(loss, scorer),
          ),
          scorer,
        );
      case "daily-winner":
        return this.#winnerTakesAll(scorer.eligibleShare, losses, round);
    }
  }

  #winnerTakesAll(eligibleShare: number, losses: readonly (number | null)[], round: Round): number[] {
    const uids = losses.map((_, uid) => uid);
    const winner = dailyWinner({
      hotkeys: uids.map((uid) => `hotkey ${uid}`),
      coldkeys: uids.map((uid) => `coldkey ${uid}`),
      submissions: [...round.commitments.values()].map(({ uid, block, isOutsideWindow }) => ({
        uid,
        hotkey: `hotkey ${uid}`,
        coldkey: `coldkey ${uid}`,
        block,
        timestamp: block,
        loss: losses[uid] ?? null,
        isOutsideWindow,
      })),
      eligibleShare,
      rules: this.#profile.rules,
      fallbackLoss: this.#profile.fallbackLoss,
    });
    if (winner === null) return this.#weights ?? new Array<number>(round.size).fill(0);
    return uids.map((uid) => (uid === winner.uid ? 1 : 0));
  }
}
