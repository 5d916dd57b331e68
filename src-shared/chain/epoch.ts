import type { ChainState } from "./chain-state.ts";
import type { BlockRef, EpochClock } from "./client.ts";
import { ChainError } from "./errors.ts";
import type { Runtime } from "./runtime.ts";
import { integerSchema, shaped } from "./values.ts";

const pallet = "SubtensorModule";

/**
 * An epoch of a subnet: its number, the block that begins the next one (null: it never ends by itself), and how many
 * blocks there are from one beginning to the next.
 */
export interface Epoch {
  readonly index: bigint;
  readonly nextBlock: number | null;
  readonly period: number;
}

/**
 * The subnet's epoch as commitments and weights count it. Since dynamic tempos the runtime keeps a counter and the
 * block of the last epoch, as they are after block `at`; before, the epoch is computed from the number of `block`.
 * Null where the runtime has no tempos.
 */
export async function epochOf(
  state: ChainState,
  runtime: Runtime,
  netuid: number,
  at: BlockRef,
  block: number,
): Promise<Epoch | null> {
  if (!runtime.has(pallet, "Tempo")) return null;
  const isCounted = runtime.has(pallet, "SubnetEpochIndex") && runtime.has(pallet, "LastEpochBlock");
  const counted = isCounted ? ["SubnetEpochIndex", "LastEpochBlock"] : [];
  const pending = isCounted && runtime.has(pallet, "PendingEpochAt") ? ["PendingEpochAt"] : [];
  const entries = ["Tempo", ...counted, ...pending];
  const wanted = entries.map((entry) => ({ pallet, entry, keys: [netuid] }));
  const found = await state.values(runtime, wanted, at.hash);
  const [tempo = 0, index = 0, lastBlock = 0, pendingAt = 0] = found.map((value, place) =>
    shaped(runtime, `${pallet}.${entries[place]}`, integerSchema, value),
  );
  return isCounted ? countedEpoch({ index, lastBlock, pendingAt, tempo }) : legacyEpoch(block, netuid, tempo);
}

/** subtensor's `get_next_epoch_start_block`. */
export function countedEpoch(facts: {
  readonly index: number;
  readonly lastBlock: number;
  readonly pendingAt: number;
  readonly tempo: number;
}): Epoch {
  const automatic = facts.lastBlock + facts.tempo;
  const nextBlock = facts.pendingAt > 0 ? Math.min(automatic, facts.pendingAt) : automatic;
  return {
    index: BigInt(facts.index),
    nextBlock: facts.tempo === 0 ? null : nextBlock,
    period: facts.tempo,
  };
}

/** subtensor's `get_epoch_index` before dynamic tempos. */
export function legacyEpoch(block: number, netuid: number, tempo: number): Epoch {
  const period = tempo + 1;
  const index = Math.floor((block + netuid + 1) / period);
  return { index: BigInt(index), nextBlock: (index + 1) * period - (netuid + 1), period };
}

/** A subnet's epoch with its end, as seen after a block. Throws where the subnet runs no epochs. */
export interface RunningEpoch {
  readonly index: number;
  /** Later than the block it was read at, also where the epoch is overdue. */
  readonly nextBlock: number;
  readonly period: number;
}

export async function runningEpoch(
  state: ChainState,
  runtime: Runtime,
  netuid: number,
  block: BlockRef,
): Promise<RunningEpoch> {
  const epoch = await epochOf(state, runtime, netuid, block, block.number);
  if (epoch === null) throw runtime.lacks(`${pallet}.Tempo`);
  const { index, nextBlock, period } = epoch;
  if (nextBlock === null) throw new ChainError("SubnetWithoutEpochs", { netuid });
  return { index: Number(index), nextBlock: Math.max(nextBlock, block.number + 1), period };
}

export async function readEpochClock(
  state: ChainState,
  runtime: Runtime,
  netuid: number,
  block: BlockRef,
): Promise<EpochClock> {
  const { index, nextBlock, period } = await runningEpoch(state, runtime, netuid, block);
  const tempo = runtime.has(pallet, "SubnetEpochIndex") ? period : period - 1;
  return { block, epoch: index, tempo, nextEpochBlock: nextBlock, blocksLeft: nextBlock - block.number };
}

/** The first and last block of any epoch, reckoned from the running one as if tempo stays as it is. */
export function epochSpan(
  running: RunningEpoch,
  index: number,
): { readonly firstBlock: number; readonly lastBlock: number } {
  const firstBlock = running.nextBlock + (index - running.index - 1) * running.period;
  return { firstBlock, lastBlock: firstBlock + running.period - 1 };
}
