import type { PlainRecord } from "../../../codec/plain.ts";
import type { Hex } from "../../../state/bytes.ts";
import { type CallContext, type Calls, ensureIn } from "../../dispatch.ts";
import { subtensor } from "../../items.ts";
import { isRegistered } from "./neurons.ts";

const ensure = ensureIn("SubtensorModule");

const LOCALHOST_V4 = 0x7f00_0001n;
const MAX_U128 = (1n << 128n) - 1n;

const isAddress = (ipType: number, ip: bigint): boolean =>
  ipType === 4 ? ip < 0xffff_ffffn && ip !== LOCALHOST_V4 : ip < MAX_U128 && ip !== 1n;

/** Throws DispatchFailure where the axon can't be served; newer runtimes ask this before a block takes the call. */
export function checkServeAxon(context: CallContext, hotkey: Hex, args: PlainRecord): void {
  const { state, block } = context;
  const netuid = args.netuid as number;
  ensure(context, isRegistered(state, netuid, hotkey), "HotKeyNotRegisteredInNetwork");
  ensure(context, args.ip_type === 4 || args.ip_type === 6, "InvalidIpType");
  ensure(context, isAddress(args.ip_type as number, args.ip as bigint), "InvalidIpAddress");
  const before = state.get(subtensor.axons, netuid, hotkey);
  const last = before === null ? 0n : (before.block as bigint);
  const limit = state.get(subtensor.servingRateLimit, netuid);
  ensure(context, last === 0n || BigInt(block) - last >= limit, "ServingRateLimitExceeded");
  ensure(context, args.port !== 0, "InvalidPort");
}

/** Says where a neuron can be reached; no more often than ServingRateLimit blocks. */
function serveAxon(context: CallContext, hotkey: Hex, args: PlainRecord): void {
  checkServeAxon(context, hotkey, args);
  const { netuid, ...axon } = args as PlainRecord & { readonly netuid: number };
  context.state.set(subtensor.axons, [netuid, hotkey], { ...axon, block: BigInt(context.block) });
  context.emit("SubtensorModule", "AxonServed", [netuid, hotkey]);
}

export const servingCalls: Calls = {
  serve_axon: { paysFee: false, weight: 33_890_000n, run: serveAxon },
};
