import { cowStr, option } from "../../generics.ts";
import { bool, compact, composite, enumeration, runtimeEvent, sequence, u32, variant } from "../../types.ts";
import { accountData } from "./balances.ts";
import { dispatchClass, h256, pays, perDispatchClass, weight } from "./substrate.ts";

export const accountInfo = composite(
  "frame_system::AccountInfo",
  { nonce: u32, consumers: u32, providers: u32, sufficients: u32, data: accountData },
  { Nonce: u32, AccountData: accountData },
);

export const phase = enumeration("frame_system::Phase", [
  variant("ApplyExtrinsic", [u32]),
  "Finalization",
  "Initialization",
]);

export const eventRecord = composite(
  "frame_system::EventRecord",
  { phase, event: runtimeEvent, topics: sequence(h256) },
  { E: runtimeEvent, T: h256 },
);

export const lastRuntimeUpgradeInfo = composite("frame_system::LastRuntimeUpgradeInfo", {
  spec_version: compact(u32),
  spec_name: cowStr,
});

export const codeUpgradeAuthorization = composite(
  "frame_system::CodeUpgradeAuthorization",
  { code_hash: h256, check_version: bool },
  { T: null },
);

export const dispatchEventInfo = composite("frame_system::DispatchEventInfo", {
  weight,
  class: dispatchClass,
  pays_fee: pays,
});

export const weightsPerClass = composite("frame_system::limits::WeightsPerClass", {
  base_extrinsic: weight,
  max_extrinsic: option(weight),
  max_total: option(weight),
  reserved: option(weight),
});

export const blockWeights = composite("frame_system::limits::BlockWeights", {
  base_block: weight,
  max_block: weight,
  per_class: perDispatchClass(weightsPerClass),
});

export const blockLength = composite("frame_system::limits::BlockLength", { max: perDispatchClass(u32) });
