import type { PlainRecord } from "../../../codec/plain.ts";
import type { Hex } from "../../../state/bytes.ts";
import type { StateReader, StateWriter } from "../../../state/view.ts";
import { type CallContext, type Calls, ensureIn } from "../../dispatch.ts";
import { subtensor } from "../../items.ts";
import { changeIssuance, deposit, spendable, withdraw } from "../balances.ts";
import { subnetExists } from "./neurons.ts";

const ensure = ensureIn("SubtensorModule");

/** The least that may be staked or unstaked at once. */
const MIN_STAKE_RAO = 2_000_000n;
const ROOT = 0;
const U64_MAX = (1n << 64n) - 1n;

/** A hotkey's stake on a subnet: its own alpha, its share of root stake, and their sum as weights count it. */
export interface StakeWeight {
  readonly alpha: bigint;
  readonly tao: bigint;
  readonly total: bigint;
}

export function stakeWeight(state: StateReader, netuid: number, hotkey: Hex): StakeWeight {
  const alpha = state.get(subtensor.totalHotkeyAlpha, hotkey, netuid);
  const tao = netuid === ROOT ? 0n : state.get(subtensor.totalHotkeyAlpha, hotkey, ROOT);
  return { alpha, tao, total: alpha + (tao * state.get(subtensor.taoWeight)) / U64_MAX };
}

/** What a coldkey has staked to a hotkey on a subnet. One share is one rao of alpha here, so shares are amounts. */
export function stakeOf(state: StateReader, hotkey: Hex, coldkey: Hex, netuid: number): bigint {
  const { mantissa, exponent } = state.get(subtensor.alpha, hotkey, coldkey, netuid);
  return exponent >= 0n ? mantissa * 10n ** exponent : mantissa / 10n ** -exponent;
}

/** Adds to (or with a negative amount takes from) a coldkey's stake to a hotkey. */
export function changeStake(state: StateWriter, hotkey: Hex, coldkey: Hex, netuid: number, by: bigint): void {
  const amount = stakeOf(state, hotkey, coldkey, netuid) + by;
  const total = state.get(subtensor.totalHotkeyAlpha, hotkey, netuid) + by;
  if (amount === 0n) state.remove(subtensor.alpha, hotkey, coldkey, netuid);
  else state.set(subtensor.alpha, [hotkey, coldkey, netuid], { mantissa: amount, exponent: 0n });
  state.set(subtensor.totalHotkeyAlpha, [hotkey, netuid], total);
  state.set(subtensor.totalHotkeyShares, [hotkey, netuid], { mantissa: total, exponent: 0n });
  state.update(subtensor.subnetAlphaOut, [netuid], (out) => out + by);
  const hotkeys = state.get(subtensor.stakingHotkeys, coldkey);
  if (!hotkeys.includes(hotkey)) state.set(subtensor.stakingHotkeys, [coldkey], [...hotkeys, hotkey]);
}

/** Makes the coldkey the hotkey's owner where the hotkey has none yet. */
export function ensureOwner(state: StateWriter, coldkey: Hex, hotkey: Hex): void {
  if (state.has(subtensor.owner, hotkey)) return;
  state.set(subtensor.owner, [hotkey], coldkey);
  state.update(subtensor.ownedHotkeys, [coldkey], (all) => [...all, hotkey]);
}

export const owns = (state: StateReader, coldkey: Hex, hotkey: Hex): boolean =>
  state.has(subtensor.owner, hotkey) && state.get(subtensor.owner, hotkey) === coldkey;

/** Subnets of the sandbox are of the stable kind: a rao of TAO is a rao of alpha, and there is no fee on a swap. */
function addStake(context: CallContext, coldkey: Hex, args: PlainRecord): void {
  const { state } = context;
  const [hotkey, netuid, amount] = [args.hotkey as Hex, args.netuid as number, args.amount_staked as bigint];
  ensure(context, subnetExists(state, netuid), "SubnetNotExists");
  ensure(context, state.get(subtensor.subtokenEnabled, netuid), "SubtokenDisabled");
  ensure(context, amount >= MIN_STAKE_RAO, "AmountTooLow");
  ensure(context, spendable(state, coldkey) >= amount, "NotEnoughBalanceToStake");
  ensure(context, state.has(subtensor.owner, hotkey), "HotKeyAccountNotExists");
  withdraw(context, coldkey, amount);
  changeIssuance(state, -amount);
  changeStake(state, hotkey, coldkey, netuid, amount);
  state.update(subtensor.totalStake, [], (total) => total + amount);
  state.update(subtensor.subnetTao, [netuid], (tao) => tao + amount);
  context.emit("SubtensorModule", "StakeAdded", [coldkey, hotkey, amount, amount, netuid, 0n]);
}

function removeStake(context: CallContext, coldkey: Hex, args: PlainRecord): void {
  const { state } = context;
  const [hotkey, netuid, amount] = [
    args.hotkey as Hex,
    args.netuid as number,
    args.amount_unstaked as bigint,
  ];
  ensure(context, subnetExists(state, netuid), "SubnetNotExists");
  ensure(context, state.get(subtensor.subtokenEnabled, netuid), "SubtokenDisabled");
  ensure(context, state.has(subtensor.owner, hotkey), "HotKeyAccountNotExists");
  ensure(context, amount >= MIN_STAKE_RAO, "AmountTooLow");
  ensure(context, stakeOf(state, hotkey, coldkey, netuid) >= amount, "NotEnoughStakeToWithdraw");
  changeStake(state, hotkey, coldkey, netuid, -amount);
  changeIssuance(state, amount);
  deposit(context, coldkey, amount);
  state.update(subtensor.totalStake, [], (total) => (total > amount ? total - amount : 0n));
  state.update(subtensor.subnetTao, [netuid], (tao) => (tao > amount ? tao - amount : 0n));
  context.emit("SubtensorModule", "StakeRemoved", [coldkey, hotkey, amount, amount, netuid, 0n]);
}

export const stakeCalls: Calls = {
  add_stake: { paysFee: true, weight: 340_000_000n, run: addStake },
  remove_stake: { paysFee: true, weight: 196_000_000n, run: removeStake },
};
