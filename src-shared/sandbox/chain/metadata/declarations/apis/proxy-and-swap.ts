import { method, type RuntimeApi } from "../../declare.ts";
import { option } from "../../generics.ts";
import { sequence, u8, u16, u64 } from "../../types.ts";
import { proxyFilterInfo, proxyTypeInfo } from "../types/proxy.ts";
import { simSwapResult, subnetPrice } from "../types/swap.ts";

export const proxyFilterRuntimeApi: RuntimeApi = {
  name: "ProxyFilterRuntimeApi",
  version: 1,
  methods: [
    method("get_proxy_types", {}, sequence(proxyTypeInfo)),
    method("get_proxy_filter", { proxy_type: option(u8) }, sequence(proxyFilterInfo)),
  ],
};

export const swapRuntimeApi: RuntimeApi = {
  name: "SwapRuntimeApi",
  version: 1,
  methods: [
    method("current_alpha_price", { netuid: u16 }, u64),
    method("current_alpha_price_all", {}, sequence(subnetPrice)),
    method("sim_swap_tao_for_alpha", { netuid: u16, tao: u64 }, simSwapResult),
    method("sim_swap_alpha_for_tao", { netuid: u16, alpha: u64 }, simSwapResult),
  ],
};
