import { z } from "zod";
import type { ChainState } from "../chain-state.ts";
import type { BlockRef, HashCommit, TimelockedCommit, Weight, WeightCommits } from "../client.ts";
import { epochSpan, legacyEpoch, type RunningEpoch, runningEpoch } from "../epoch.ts";
import type { Runtime } from "../runtime.ts";
import { hexSchema, integerSchema, shaped } from "../values.ts";

const pallet = "SubtensorModule";
const wholeShare = 65535;

const weightsSchema = z.array(z.tuple([integerSchema, integerSchema]));

export async function readWeights(
  state: ChainState,
  runtime: Runtime,
  netuid: number,
  uid: number,
  at: string,
): Promise<readonly Weight[]> {
  const found = await state.storage(runtime, pallet, "Weights", [netuid, uid], at);
  const weights = shaped(runtime, `${pallet}.Weights`, weightsSchema, found);
  return weights.map(([to, value]) => ({ uid: to, value })).sort((a, b) => a.uid - b.uid);
}

export async function readValidatorTrust(
  state: ChainState,
  runtime: Runtime,
  netuid: number,
  uid: number,
  at: string,
): Promise<number> {
  const found = await state.storage(runtime, pallet, "ValidatorTrust", [netuid], at);
  const trusts = shaped(runtime, `${pallet}.ValidatorTrust`, z.array(integerSchema), found);
  return (trusts[uid] ?? 0) / wholeShare;
}

/** Hash, and then epoch and block of the commit; before dynamic tempos its block and those of its reveal. */
const hashCommitsSchema = z
  .array(z.tuple([hexSchema, integerSchema, integerSchema, integerSchema]))
  .nullable();

/** Who, in which block (older runtimes: not kept), what, and the round. */
const datedSchema = z.array(z.tuple([z.string(), integerSchema, hexSchema, integerSchema]));
const undatedSchema = z
  .array(z.tuple([z.string(), hexSchema, integerSchema]))
  .transform((all) => all.map(([who, commit, round]) => [who, null, commit, round] as const));

/** Where time-locked commits are kept: the newest of these that the runtime has. */
const timelockedEntries = [
  ["TimelockedWeightCommits", datedSchema],
  ["CRV3WeightCommitsV2", datedSchema],
  ["CRV3WeightCommits", undatedSchema],
] as const;

/** A hotkey's commits that are not revealed, with when they can be. */
export async function readWeightCommits(
  state: ChainState,
  runtime: Runtime,
  netuid: number,
  hotkey: string,
  block: BlockRef,
): Promise<WeightCommits> {
  const [running, period] = await Promise.all([
    runningEpoch(state, runtime, netuid, block),
    state.storage(runtime, pallet, "RevealPeriodEpochs", [netuid], block.hash),
  ]);
  const revealPeriod = shaped(runtime, `${pallet}.RevealPeriodEpochs`, integerSchema, period);
  const schedule: Schedule = { netuid, running, revealPeriod, block };
  const [hashed, timelocked] = await Promise.all([
    readHashed(state, runtime, hotkey, schedule),
    readTimelocked(state, runtime, hotkey, schedule),
  ]);
  return { block, hashed, timelocked };
}

interface Schedule {
  readonly netuid: number;
  readonly running: RunningEpoch;
  readonly revealPeriod: number;
  readonly block: BlockRef;
}

function committed({ running, revealPeriod }: Schedule, epoch: number, block: number | null) {
  const revealEpoch = epoch + revealPeriod;
  const { firstBlock, lastBlock } = epochSpan(running, revealEpoch);
  return { block, epoch, revealEpoch, revealFrom: firstBlock, revealTo: lastBlock };
}

async function readHashed(
  state: ChainState,
  runtime: Runtime,
  hotkey: string,
  schedule: Schedule,
): Promise<readonly HashCommit[]> {
  const { netuid, running, block } = schedule;
  const found = await state.storage(runtime, pallet, "WeightCommits", [netuid, hotkey], block.hash);
  const commits = shaped(runtime, `${pallet}.WeightCommits`, hashCommitsSchema, found) ?? [];
  const isCounted = runtime.has(pallet, "SubnetEpochIndex");
  const nextTaken = block.number + 1 >= running.nextBlock ? running.index + 1 : running.index;
  return commits.map(([hash, first, second]) => {
    const madeIn = isCounted ? second : first;
    const epoch = isCounted ? first : Number(legacyEpoch(madeIn, netuid, running.period - 1).index);
    const when = committed(schedule, epoch, madeIn);
    const early = when.revealEpoch > nextTaken ? "waiting" : "revealable";
    return { hash, ...when, state: when.revealEpoch < nextTaken ? "expired" : early };
  });
}

async function readTimelocked(
  state: ChainState,
  runtime: Runtime,
  hotkey: string,
  schedule: Schedule,
): Promise<readonly TimelockedCommit[]> {
  const { netuid, block } = schedule;
  const place = timelockedEntries.find(([entry]) => runtime.has(pallet, entry));
  if (place === undefined) return [];
  const [entry, schema] = place;
  const what = `${pallet}.${entry}`;
  const queues = await state.entries(runtime, pallet, entry, [netuid], block.hash);
  return queues
    .flatMap(({ keys, value }) => {
      const epoch = shaped(runtime, what, integerSchema, keys[1] ?? null);
      return shaped<readonly TimelockedEntry[]>(runtime, what, schema, value)
        .filter(([who]) => who === hotkey)
        .map(([, madeIn, commit, revealRound]) => ({
          ...committed(schedule, epoch, madeIn),
          commit,
          revealRound,
        }));
    })
    .sort((a, b) => a.epoch - b.epoch || (a.block ?? 0) - (b.block ?? 0));
}

type TimelockedEntry = readonly [who: string, block: number | null, commit: string, round: number];
