import type { Plain, PlainRecord } from "../../codec/plain.ts";
import type { Hex } from "../../state/bytes.ts";
import type { StateReader } from "../../state/view.ts";
import { subtensor } from "../items.ts";
import { isRegistered, netuids } from "../pallets/subtensor/neurons.ts";
import { stakeOf } from "../pallets/subtensor/stake.ts";
import type { ApiMethods } from "./api.ts";

const stakeInfo = (state: StateReader, hotkey: Hex, coldkey: Hex, netuid: number): PlainRecord => ({
  hotkey,
  coldkey,
  netuid,
  stake: stakeOf(state, hotkey, coldkey, netuid),
  locked: 0n,
  emission: 0n,
  tao_emission: 0n,
  drain: 0n,
  is_registered: isRegistered(state, netuid, hotkey),
});

function stakesOf(state: StateReader, coldkey: Hex): readonly PlainRecord[] {
  return state
    .get(subtensor.stakingHotkeys, coldkey)
    .flatMap((hotkey) => netuids(state).map((netuid) => stakeInfo(state, hotkey, coldkey, netuid)))
    .filter(({ stake }) => (stake as bigint) > 0n);
}

function availability(state: StateReader, coldkey: Hex, wanted: readonly number[] | null): Plain {
  return (wanted ?? netuids(state)).map((netuid) => {
    const total = stakesOf(state, coldkey)
      .filter((stake) => stake.netuid === netuid)
      .reduce((sum, { stake }) => sum + (stake as bigint), 0n);
    return [netuid, { total, locked: 0n, available: total }];
  });
}

/** A rao of TAO is a rao of alpha on the sandbox's subnets, and swaps are free. */
const PRICE_ONE = 1_000_000_000n;
const evenSwap = (amount: bigint): PlainRecord => ({
  tao_amount: amount,
  alpha_amount: amount,
  tao_fee: 0n,
  alpha_fee: 0n,
  tao_slippage: 0n,
  alpha_slippage: 0n,
});

export const stakeApis: ApiMethods = {
  StakeInfoRuntimeApi_get_stake_info_for_coldkey: ({ state }, coldkey) => [
    ...stakesOf(state, coldkey as Hex),
  ],
  StakeInfoRuntimeApi_get_stake_info_for_coldkeys: ({ state }, coldkeys) =>
    (coldkeys as readonly Hex[]).map((coldkey) => [coldkey, [...stakesOf(state, coldkey)]]),
  StakeInfoRuntimeApi_get_stake_info_for_hotkey_coldkey_netuid: ({ state }, hotkey, coldkey, netuid) =>
    stakeInfo(state, hotkey as Hex, coldkey as Hex, netuid as number),
  StakeInfoRuntimeApi_get_stake_availability_for_coldkeys: ({ state }, coldkeys, wanted) =>
    (coldkeys as readonly Hex[]).map((coldkey) => [
      coldkey,
      availability(state, coldkey, wanted as readonly number[] | null),
    ]),
  StakeInfoRuntimeApi_get_stake_fee: () => 0n,
  StakeInfoRuntimeApi_get_coldkey_lock: () => null,
  StakeInfoRuntimeApi_get_hotkey_conviction: () => ({ bits: 0n }),
  StakeInfoRuntimeApi_get_most_convicted_hotkey_on_subnet: () => null,
  DelegateInfoRuntimeApi_get_delegates: () => [],
  DelegateInfoRuntimeApi_get_delegate: () => null,
  DelegateInfoRuntimeApi_get_delegated: () => [],
  SwapRuntimeApi_current_alpha_price: () => PRICE_ONE,
  SwapRuntimeApi_current_alpha_price_all: ({ state }) =>
    netuids(state).map((netuid) => ({ netuid, price: PRICE_ONE })),
  SwapRuntimeApi_sim_swap_tao_for_alpha: (_, __, tao) => evenSwap(tao as bigint),
  SwapRuntimeApi_sim_swap_alpha_for_tao: (_, __, alpha) => evenSwap(alpha as bigint),
};
