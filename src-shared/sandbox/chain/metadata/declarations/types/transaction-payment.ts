import { option } from "../../generics.ts";
import { composite, enumeration, u64 } from "../../types.ts";
import { dispatchClass, weight } from "./substrate.ts";

export const transactionPaymentReleases = enumeration("pallet_transaction_payment::Releases", [
  "V1Ancient",
  "V2",
]);

export const runtimeDispatchInfo = composite(
  "pallet_transaction_payment::types::RuntimeDispatchInfo",
  { weight, class: dispatchClass, partial_fee: u64 },
  { Balance: u64, Weight: weight },
);

export const inclusionFee = composite(
  "pallet_transaction_payment::types::InclusionFee",
  { base_fee: u64, len_fee: u64, adjusted_weight_fee: u64 },
  { Balance: u64 },
);

export const feeDetails = composite(
  "pallet_transaction_payment::types::FeeDetails",
  { inclusion_fee: option(inclusionFee), tip: u64 },
  { Balance: u64 },
);
