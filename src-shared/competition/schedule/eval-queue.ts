import type { CompetitionProfile } from "../schema.ts";
import { Draws } from "./draws.ts";

export type EpochSchedule = Extract<CompetitionProfile["schedule"], { readonly kind: "epochs" }>;

/** A rank this much lower makes a miner e times less likely to be sampled. */
const RANK_SCALE = 32;

export interface QueuedMiner {
  readonly uid: number;
  /** The weight it has now; ties are broken by UID. */
  readonly weight: number;
  /** The epoch in which it was evaluated last; null for never, which comes before all. */
  readonly lastEpoch: number | null;
}

export interface EpochChoice {
  readonly schedule: EpochSchedule;
  readonly epoch: number;
  readonly miners: readonly QueuedMiner[];
  readonly seed: string;
}

/** How many an epoch takes of each kind: the schedule's parts in proportion to its sample size, at least one of them old. */
export function epochShares({ sampleSize, top, sampled, longestAgo }: EpochSchedule): {
  readonly top: number;
  readonly sampled: number;
  readonly longestAgo: number;
} {
  const scale = sampleSize / (top + sampled + longestAgo);
  const old = Math.max(1, Math.floor(longestAgo * scale));
  const best = Math.min(sampleSize - old, Math.floor(top * scale));
  return { top: best, sampled: sampleSize - old - best, longestAgo: old };
}

/**
 * The UIDs that an epoch evaluates, in the order in which to do it. Epoch 0 takes everybody in random order. Each later one
 * takes the top by weight, then samples among the rest, without replacement and with a probability proportional to
 * exp(-rank/32), then those of what is left who were not evaluated for longest; everybody where there are not that many.
 * The longest waiting come first: with the built-in sizes each of 256 UIDs is evaluated at least once in every 32 epochs.
 * The same input gives the same choice.
 */
export function selectForEpoch({ schedule, epoch, miners, seed }: EpochChoice): number[] {
  const draws = new Draws(`${seed}:epoch:${epoch}`);
  const byUid = [...miners].sort((a, b) => a.uid - b.uid);
  if (epoch === 0) return draws.shuffled(byUid).map(({ uid }) => uid);
  const shares = epochShares(schedule);
  const ranked = byUid.toSorted((a, b) => b.weight - a.weight);
  const top = ranked.slice(0, shares.top);
  const sampled = ranked
    .map((miner, rank) => ({ miner, rank }))
    .slice(shares.top)
    .map(({ miner, rank }) => ({ miner, arrival: logArrival(draws.uniform(), rank) }))
    .sort((a, b) => a.arrival - b.arrival)
    .slice(0, shares.sampled)
    .map(({ miner }) => miner);
  const taken = new Set([...top, ...sampled]);
  const longestAgo = draws
    .shuffled(byUid.filter((miner) => !taken.has(miner)))
    .sort((a, b) => ageOrder(a) - ageOrder(b))
    .slice(0, shares.longestAgo);
  return [...longestAgo, ...sampled, ...top].map(({ uid }) => uid);
}

/**
 * Sampling without replacement as a race: who has weight w arrives after an exponential time of rate w, and the first to
 * arrive are taken (Efraimidis and Spirakis, 2006). As logarithms, since weights of low ranks are beyond small.
 */
const logArrival = (uniform: number, rank: number): number =>
  Math.log(-Math.log(1 - uniform)) + rank / RANK_SCALE;

const ageOrder = ({ lastEpoch }: QueuedMiner): number => lastEpoch ?? -1;

/** What is still to be evaluated, and who was evaluated when. Plain data, to be kept. */
export interface EvalQueue {
  /** The epoch that is going on, or the one that was finished last; null before the first. */
  readonly epoch: number | null;
  /** UIDs of this epoch that are still to be evaluated, in order. */
  readonly pending: readonly number[];
  /** The epoch in which each UID was evaluated last. */
  readonly lastEpochs: Readonly<Record<number, number>>;
}

export const newEvalQueue: EvalQueue = { epoch: null, pending: [], lastEpochs: {} };

/**
 * Starts the next epoch; answers the queue as it is while an epoch is going on, so that one that ran out of time is
 * carried over instead of being cut.
 * @param weights by UID: everybody who is registered now
 */
export function startEpoch(
  queue: EvalQueue,
  { schedule, weights, seed }: Pick<EpochChoice, "schedule" | "seed"> & { weights: readonly number[] },
): EvalQueue {
  if (queue.pending.length > 0) return queue;
  const epoch = queue.epoch === null ? 0 : queue.epoch + 1;
  const miners = weights.map((weight, uid) => ({ uid, weight, lastEpoch: queue.lastEpochs[uid] ?? null }));
  return { ...queue, epoch, pending: selectForEpoch({ schedule, epoch, miners, seed }) };
}

/** Takes a UID off the queue, evaluated or found invalid. One that is not pending changes nothing. */
export function finishEvaluation(queue: EvalQueue, uid: number): EvalQueue {
  if (queue.epoch === null || !queue.pending.includes(uid)) return queue;
  return {
    ...queue,
    pending: queue.pending.filter((other) => other !== uid),
    lastEpochs: { ...queue.lastEpochs, [uid]: queue.epoch },
  };
}
