import type { PlainRecord } from "../../codec/plain.ts";
import type { Hex } from "../../state/bytes.ts";
import { type CallContext, type Calls, ensureIn } from "../dispatch.ts";
import { commitments, subtensor } from "../items.ts";
import { isRegistered } from "./subtensor/neurons.ts";

type Data = string | PlainRecord;

/** What the smallest commitment costs of an epoch's space, in bytes. */
const LEAST_SPACE_BYTES = 100n;
const MAX_FIELDS = 3;
const ensure = ensureIn("Commitments");

/** How many bytes of an epoch's space a field takes. */
export function spaceOf(data: Data): bigint {
  if (typeof data === "string") return 0n;
  const [name, content] = Object.entries(data)[0] ?? ["None", []];
  if (name === "TimelockEncrypted") return byteLength((content as PlainRecord).encrypted as Hex);
  return byteLength((content as readonly Hex[])[0] ?? "0x");
}

const byteLength = (hex: Hex): bigint => BigInt((hex.length - 2) / 2);

/**
 * Today's rule: in each epoch of the subnet a hotkey may use MaxSpace bytes, each commitment at least 100 of them.
 * The epoch is the subnet's own counter, so space comes back when the subnet's epoch runs.
 */
function takeSpace(context: CallContext, netuid: number, who: Hex, fields: readonly Data[]): void {
  const { state } = context;
  const wanted = fields.reduce((sum, field) => sum + spaceOf(field), 0n);
  const required = wanted > LEAST_SPACE_BYTES ? wanted : LEAST_SPACE_BYTES;
  const epoch = state.get(subtensor.subnetEpochIndex, netuid);
  const before = state.get(commitments.usedSpaceOf, netuid, who);
  const used = before !== null && before.last_epoch === epoch ? before.used_space : 0n;
  ensure(context, used + required <= BigInt(state.get(commitments.maxSpace)), "SpaceLimitExceeded");
  state.set(commitments.usedSpaceOf, [netuid, who], { last_epoch: epoch, used_space: used + required });
}

/** The older rule: one commitment every RateLimit blocks. */
function keepInterval(context: CallContext, netuid: number, who: Hex): void {
  const { state, block } = context;
  const last = state.get(commitments.lastCommitment, netuid, who);
  const isAllowed = last === null || block >= last + state.get(commitments.rateLimit);
  ensure(context, isAllowed, "CommitmentSetRateLimitExceeded");
}

function setCommitment(context: CallContext, who: Hex, args: PlainRecord): void {
  const { state, block, runtime } = context;
  const netuid = args.netuid as number;
  const info = args.info as { readonly fields: readonly Data[] };
  ensure(context, isRegistered(state, netuid, who), "AccountNotAllowedCommit");
  ensure(context, info.fields.length <= MAX_FIELDS, "TooManyFieldsInCommitmentInfo");
  if (runtime.rule === "interval") keepInterval(context, netuid, who);
  else takeSpace(context, netuid, who, info.fields);
  if (info.fields.includes("ResetBondsFlag")) state.set(commitments.lastBondsReset, [netuid, who], block);

  state.set(commitments.commitmentOf, [netuid, who], { deposit: 0n, block, info });
  state.set(commitments.lastCommitment, [netuid, who], block);
  noteTimelock(context, netuid, who, info.fields);
}

/** Keeps the list of commitments that wait for a drand round, and says which kind this one is. */
function noteTimelock(context: CallContext, netuid: number, who: Hex, fields: readonly Data[]): void {
  const { state } = context;
  const timelocked = fields.find((field) => typeof field !== "string" && "TimelockEncrypted" in field);
  const others = state
    .get(commitments.timelockedIndex)
    .filter(([otherNetuid, other]) => otherNetuid !== netuid || other !== who);
  if (timelocked === undefined || typeof timelocked === "string") {
    context.emit("Commitments", "Commitment", { netuid, who });
    state.set(commitments.timelockedIndex, [], others);
    return;
  }
  const { reveal_round } = timelocked.TimelockEncrypted as { reveal_round: bigint };
  context.emit("Commitments", "TimelockCommitment", { netuid, who, reveal_round });
  const index = [...others, [netuid, who] as const].sort(([a, x], [b, y]) => a - b || (x < y ? -1 : 1));
  state.set(commitments.timelockedIndex, [], index);
}

export const commitmentsCalls: Calls = {
  set_commitment: { paysFee: false, weight: 32_000_000n, run: setCommitment },
};
