import { option } from "../../generics.ts";
import { bool, bytes, composite, enumeration, sequence, u8, u32, u128, variant } from "../../types.ts";
import { accountId, h256 } from "./substrate.ts";

export const proxyType = enumeration("subtensor_runtime_common::ProxyType", [
  "Any",
  "Owner",
  "NonCritical",
  "NonTransfer",
  "Senate",
  "NonFungible",
  "Triumvirate",
  "Governance",
  "Staking",
  "Registration",
  "Transfer",
  "SmallTransfer",
  "RootWeights",
  "ChildKeys",
  "SudoUncheckedSetCode",
  "SwapHotkey",
  "SubnetLeaseBeneficiary",
  "RootClaim",
]);

export const proxyDefinition = composite(
  "pallet_subtensor_proxy::ProxyDefinition",
  { delegate: accountId, proxy_type: proxyType, delay: u32 },
  { AccountId: accountId, ProxyType: proxyType, BlockNumber: u32 },
);

export const announcement = composite(
  "pallet_subtensor_proxy::Announcement",
  { real: accountId, call_hash: h256, height: u32 },
  { AccountId: accountId, Hash: h256, BlockNumber: u32 },
);

export const depositKind = enumeration("pallet_subtensor_proxy::DepositKind", ["Proxies", "Announcements"]);

export const proxyTypeInfo = composite("subtensor_runtime_common::ProxyTypeInfo", {
  name: bytes,
  index: u8,
  deprecated: bool,
});

export const filterMode = enumeration("subtensor_runtime_common::FilterMode", [
  "AllowAll",
  "DenyAll",
  "Allow",
  "Deny",
]);

export const callCondition = enumeration("subtensor_runtime_common::CallCondition", [
  variant("ParamLessThan", { param_name: bytes, limit: u128 }),
  variant("NestedCallMustBe", { pallet_name: bytes, call_name: bytes }),
]);

export const callInfo = composite("subtensor_runtime_common::CallInfo", {
  pallet_name: bytes,
  pallet_index: u8,
  call_name: option(bytes),
  call_index: option(u8),
  condition: option(callCondition),
});

export const proxyFilterInfo = composite("subtensor_runtime_common::ProxyFilterInfo", {
  proxy_type: u8,
  name: bytes,
  deprecated: bool,
  filter_mode: filterMode,
  calls: sequence(callInfo),
  exceptions: sequence(callInfo),
});
