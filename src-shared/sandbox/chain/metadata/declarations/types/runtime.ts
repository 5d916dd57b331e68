import { composite, enumeration, variant } from "../../types.ts";
import { h160, systemOrigin } from "./substrate.ts";

export const preimageHoldReason = enumeration("pallet_preimage::pallet::HoldReason", ["Preimage"]);

export const safeModeHoldReason = enumeration("pallet_safe_mode::pallet::HoldReason", ["EnterOrExtend"]);

export const contractsHoldReason = enumeration("pallet_contracts::pallet::HoldReason", [
  "CodeUploadDepositReserve",
  "StorageDepositReserve",
]);

export const runtimeHoldReason = enumeration("node_subtensor_runtime::RuntimeHoldReason", [
  variant("Preimage", [preimageHoldReason], 14),
  variant("SafeMode", [safeModeHoldReason], 20),
  variant("Contracts", [contractsHoldReason], 29),
]);

export const runtimeFreezeReason = enumeration("node_subtensor_runtime::RuntimeFreezeReason", []);

export const ethereumOrigin = enumeration("pallet_ethereum::RawOrigin", [
  variant("EthereumTransaction", [h160]),
]);

export const originCaller = enumeration("node_subtensor_runtime::OriginCaller", [
  variant("system", [systemOrigin]),
  variant("Ethereum", [ethereumOrigin], 21),
]);

export const runtimeType = composite("node_subtensor_runtime::Runtime", []);
