import type { Vec } from "@polkadot/types";
import type { DispatchError, EventRecord } from "@polkadot/types/interfaces";
import type { ChainState } from "./chain-state.ts";
import type { FoundExtrinsic } from "./client.ts";
import { ChainError } from "./errors.ts";
import { dispatchFailure, type RejectionContext } from "./rejection.ts";
import type { Runtime } from "./runtime.ts";
import { describeExtrinsic, extrinsicHash } from "./sign.ts";

const blocksAtOnce = 8;

/** Looks for an extrinsic in blocks `fromBlock` to `toBlock`, as far as there are blocks. */
export async function findExtrinsic(
  state: ChainState,
  hash: string,
  fromBlock: number,
  toBlock: number,
  signal?: AbortSignal,
): Promise<FoundExtrinsic | null> {
  for (let first = fromBlock; first <= toBlock; first += blocksAtOnce) {
    if (signal?.aborted) throw new ChainError("Cancelled");
    const last = Math.min(first + blocksAtOnce - 1, toBlock);
    const numbers = Array.from({ length: last - first + 1 }, (_, place) => first + place);
    const hashes = await Promise.all(numbers.map((number) => state.hashOf(number)));
    const found = await Promise.all(
      hashes.map((blockHash) => (blockHash === null ? null : findInBlock(state, hash, blockHash))),
    );
    const place = found.findIndex((candidate) => candidate !== null);
    const block = numbers[place];
    const fate = found[place];
    if (block !== undefined && fate != null) return { blockNumber: block, ...fate };
    if (hashes.includes(null)) return null;
  }
  return null;
}

/** What became of an extrinsic in a block; null where the block doesn't hold it. */
export async function findInBlock(
  state: ChainState,
  hash: string,
  blockHash: string,
): Promise<Omit<FoundExtrinsic, "blockNumber"> | null> {
  const extrinsics = await state.extrinsics(blockHash);
  const place = extrinsics.findIndex((extrinsic) => extrinsicHash(extrinsic) === hash);
  const extrinsic = extrinsics[place];
  if (extrinsic === undefined) return null;
  try {
    const runtime = await state.runtimeAt(blockHash);
    const { number } = await state.block(blockHash);
    const events = await state.storage(runtime, "System", "Events", [], blockHash);
    const context = describeExtrinsic(runtime, extrinsic, number);
    const error = failureIn(runtime, events as Vec<EventRecord> | null, place, context);
    return { blockHash, success: error === null, error };
  } catch (error) {
    if (error instanceof ChainError && error.code === "BlockStateGone")
      return { blockHash, success: null, error: null };
    throw error;
  }
}

/** The failure of the extrinsic at `place`; null where it succeeded. */
function failureIn(
  runtime: Runtime,
  events: Vec<EventRecord> | null,
  place: number,
  context: RejectionContext,
): ChainError | null {
  const own = (events ?? []).filter(
    ({ phase }) => phase.isApplyExtrinsic && phase.asApplyExtrinsic.toNumber() === place,
  );
  const failed = own.find(({ event }) => event.section === "system" && event.method === "ExtrinsicFailed");
  if (failed !== undefined) return dispatchFailure(runtime, failed.event.data[0] as DispatchError, context);
  if (own.some(({ event }) => event.section === "system" && event.method === "ExtrinsicSuccess")) return null;
  throw runtime.lacks("an event that tells how the transaction ended");
}
