import { constant, entry, errorsFrom, identity, item, type Pallet, twox64Concat } from "../../declare.ts";
import { boundedBytes } from "../../generics.ts";
import { bool, i64, u16, u64 } from "../../types.ts";
import { accountId, nonZeroU64, palletId } from "../types/substrate.ts";
import { balancer, positionId, tickIndex } from "../types/swap.ts";

export const swapPallet: Pallet = {
  name: "Swap",
  index: 28,
  path: "pallet_subtensor_swap::pallet::pallet",
  storage: [
    entry("FeeRate", u16, { keys: [twox64Concat(u16)], default: 33 }),
    entry("SwapBalancer", balancer, {
      keys: [twox64Concat(u16)],
      default: { quote: 500_000_000_000_000_000n },
    }),
    entry("PalSwapInitialized", bool, { keys: [twox64Concat(u16)] }),
    entry("HasMigrationRun", bool, { keys: [identity(boundedBytes)] }),
    entry("ScrapReservoirAlpha", u64, { keys: [twox64Concat(u16)] }),
  ],
  calls: [
    item(0, "set_fee_rate", { netuid: u16, rate: u16 }),
    item(4, "toggle_user_liquidity", { netuid: u16, enable: bool }),
    item(1, "add_liquidity", {
      hotkey: accountId,
      netuid: u16,
      tick_low: tickIndex,
      tick_high: tickIndex,
      liquidity: u64,
    }),
    item(2, "remove_liquidity", { hotkey: accountId, netuid: u16, position_id: positionId }),
    item(3, "modify_position", {
      hotkey: accountId,
      netuid: u16,
      position_id: positionId,
      liquidity_delta: i64,
    }),
    item(5, "disable_lp"),
  ],
  events: [item(0, "FeeRateSet", { netuid: u16, rate: u16 })],
  errors: errorsFrom(
    0,
    "FeeRateTooHigh",
    "InsufficientInputAmount",
    "InsufficientLiquidity",
    "PriceLimitExceeded",
    "InsufficientBalance",
    "InvalidTickRange",
    "InvalidLiquidityValue",
    "ReservesTooLow",
    "MechanismDoesNotExist",
    "SubtokenDisabled",
    "ReservesOutOfBalance",
    "SwapInputTooLarge",
    "Deprecated",
  ),
  constants: [
    constant("ProtocolId", palletId, "ten/swap"),
    constant("MaxFeeRate", u16, 10_000),
    constant("MinimumLiquidity", u64, 1000),
    constant("MinimumReserve", nonZeroU64, 1_000_000),
  ],
};
