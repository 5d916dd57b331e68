import { z } from "zod";
import type { ChainState } from "./chain-state.ts";
import type { BlockRef, CommitWindow } from "./client.ts";
import { type Epoch, epochOf } from "./epoch.ts";
import type { Runtime } from "./runtime.ts";
import { bigIntegerSchema, integerSchema, shaped } from "./values.ts";

/** Each commitment counts as at least so many bytes (subtensor, pallet commitments, `set_commitment`). */
const leastSpace = 100n;
const usageSchema = z.object({ lastEpoch: bigIntegerSchema, usedSpace: bigIntegerSchema }).nullable();

interface Question {
  readonly netuid: number;
  readonly hotkey: string;
  readonly sizeBytes: number;
}

/**
 * When a commitment can be taken, by the rule that this runtime has: bytes per epoch (`UsedSpaceOf`, `MaxSpace`),
 * one per `RateLimit` blocks in older ones. A commitment sent now is taken in the block after `head` at the earliest.
 */
export async function commitWindow(
  state: ChainState,
  runtime: Runtime,
  head: BlockRef,
  question: Question,
): Promise<CommitWindow> {
  if (runtime.has("Commitments", "UsedSpaceOf") && runtime.has("Commitments", "MaxSpace"))
    return windowBySpace(state, runtime, head, question);
  if (runtime.hasError("Commitments", "CommitmentSetRateLimitExceeded"))
    return windowByInterval(state, runtime, head, question);
  return { kind: "unknown" };
}

async function windowBySpace(
  state: ChainState,
  runtime: Runtime,
  head: BlockRef,
  { netuid, hotkey, sizeBytes }: Question,
): Promise<CommitWindow> {
  const [usage, maxSpace, epoch] = await Promise.all([
    state
      .storage(runtime, "Commitments", "UsedSpaceOf", [netuid, hotkey], head.hash)
      .then((value) => shaped(runtime, "Commitments.UsedSpaceOf", usageSchema, value)),
    state
      .storage(runtime, "Commitments", "MaxSpace", [], head.hash)
      .then((value) => shaped(runtime, "Commitments.MaxSpace", bigIntegerSchema, value)),
    epochOf(state, runtime, netuid, head, head.number + 1),
  ]);
  return spaceWindow({ usage, maxSpace, epoch, head: head.number, sizeBytes });
}

/** The rule of bytes per epoch, on facts alone. */
export function spaceWindow(facts: {
  readonly usage: { readonly lastEpoch: bigint; readonly usedSpace: bigint } | null;
  readonly maxSpace: bigint;
  readonly epoch: Pick<Epoch, "index" | "nextBlock"> | null;
  readonly head: number;
  readonly sizeBytes: number;
}): CommitWindow {
  const { usage, maxSpace, epoch, head } = facts;
  const needed = BigInt(facts.sizeBytes) > leastSpace ? BigInt(facts.sizeBytes) : leastSpace;
  if (needed > maxSpace) return { kind: "unknown" };
  if (usage === null || usage.usedSpace + needed <= maxSpace) return { kind: "now" };
  if (epoch === null) return { kind: "unknown" };
  if (usage.lastEpoch !== epoch.index) return { kind: "now" };
  if (epoch.nextBlock === null) return { kind: "unknown" };
  const untilBlock = Math.max(epoch.nextBlock, head + 1);
  return { kind: "wait", untilBlock, blocksLeft: untilBlock - head, reason: "CooldownSpace" };
}

async function windowByInterval(
  state: ChainState,
  runtime: Runtime,
  head: BlockRef,
  { netuid, hotkey }: Question,
): Promise<CommitWindow> {
  if (!runtime.has("Commitments", "LastCommitment")) return { kind: "unknown" };
  const last = await state.storage(runtime, "Commitments", "LastCommitment", [netuid, hotkey], head.hash);
  const lastBlock = shaped(runtime, "Commitments.LastCommitment", integerSchema.nullable(), last);
  if (lastBlock === null) return { kind: "now" };
  const limit = runtime.has("Commitments", "RateLimit")
    ? await state.storage(runtime, "Commitments", "RateLimit", [], head.hash)
    : runtime.constant("Commitments", "DefaultRateLimit");
  if (limit === null) return { kind: "unknown" };
  const intervalBlocks = shaped(runtime, "Commitments.RateLimit", integerSchema, limit);
  return intervalWindow({ lastBlock, intervalBlocks, head: head.number });
}

/** The rule of one commitment per so many blocks, on facts alone. */
export function intervalWindow(facts: {
  readonly lastBlock: number;
  readonly intervalBlocks: number;
  readonly head: number;
}): CommitWindow {
  const untilBlock = facts.lastBlock + facts.intervalBlocks;
  if (facts.head + 1 >= untilBlock) return { kind: "now" };
  return { kind: "wait", untilBlock, blocksLeft: untilBlock - facts.head, reason: "CooldownInterval" };
}
