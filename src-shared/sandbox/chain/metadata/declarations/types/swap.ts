import { composite, i32, u16, u64, u128 } from "../../types.ts";
import { perquintill } from "./substrate.ts";

export const balancer = composite("pallet_subtensor_swap::pallet::balancer::Balancer", {
  quote: perquintill,
});

export const tickIndex = composite("pallet_subtensor_swap::pallet::TickIndex", [i32]);

export const positionId = composite("pallet_subtensor_swap::pallet::PositionId", [u128]);

export const subnetPrice = composite("pallet_subtensor_swap_runtime_api::SubnetPrice", {
  netuid: u16,
  price: u64,
});

export const simSwapResult = composite("pallet_subtensor_swap_runtime_api::SimSwapResult", {
  tao_amount: u64,
  alpha_amount: u64,
  tao_fee: u64,
  alpha_fee: u64,
  tao_slippage: u64,
  alpha_slippage: u64,
});
