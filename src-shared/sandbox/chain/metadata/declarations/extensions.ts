import type { TransactionExtension } from "../declare.ts";
import { byteArray, option } from "../generics.ts";
import { compact, composite, enumeration, tuple, u32, u64, unit } from "../types.ts";
import { era } from "./types/block.ts";
import { runtimeType } from "./types/runtime.ts";
import { h256 } from "./types/substrate.ts";

export const checkNonZeroSender = composite(
  "frame_system::extensions::check_non_zero_sender::CheckNonZeroSender",
  [],
  { T: null },
);

export const checkSpecVersion = composite(
  "frame_system::extensions::check_spec_version::CheckSpecVersion",
  [],
  { T: null },
);

export const checkTxVersion = composite("frame_system::extensions::check_tx_version::CheckTxVersion", [], {
  T: null,
});

export const checkGenesis = composite("frame_system::extensions::check_genesis::CheckGenesis", [], {
  T: null,
});

export const checkMortality = composite("node_subtensor_runtime::check_mortality::CheckMortality", [era], {
  T: null,
});

export const checkNonce = composite("node_subtensor_runtime::check_nonce::CheckNonce", [compact(u32)], {
  T: null,
});

export const checkWeight = composite("frame_system::extensions::check_weight::CheckWeight", [], { T: null });

export const chargeTransactionPayment = composite(
  "pallet_transaction_payment::ChargeTransactionPayment",
  [compact(u64)],
  { T: null },
);

export const sudoTransactionExtension = composite(
  "node_subtensor_runtime::sudo_wrapper::SudoTransactionExtension",
  [],
  { T: runtimeType },
);

export const checkShieldedTxValidity = composite("pallet_shield::extension::CheckShieldedTxValidity", [], {
  T: runtimeType,
});

export const subtensorTransactionExtension = composite(
  "pallet_subtensor::extensions::subtensor::SubtensorTransactionExtension",
  [],
  { T: runtimeType },
);

export const drandPriority = composite("pallet_drand::drand_priority::DrandPriority", [], { T: runtimeType });

export const metadataHashMode = enumeration("frame_metadata_hash_extension::Mode", ["Disabled", "Enabled"]);

export const checkMetadataHash = composite(
  "frame_metadata_hash_extension::CheckMetadataHash",
  { mode: metadataHashMode },
  { T: null },
);

export const chargeTransactionPaymentWrapper = composite(
  "node_subtensor_runtime::transaction_payment_wrapper::ChargeTransactionPaymentWrapper",
  { inner: chargeTransactionPayment },
  { T: null },
);

export const signedExtra = tuple(
  tuple(
    checkNonZeroSender,
    checkSpecVersion,
    checkTxVersion,
    checkGenesis,
    checkMortality,
    checkNonce,
    checkWeight,
  ),
  tuple(
    chargeTransactionPaymentWrapper,
    sudoTransactionExtension,
    checkShieldedTxValidity,
    subtensorTransactionExtension,
    drandPriority,
  ),
  checkMetadataHash,
);

export const transactionExtensions: readonly TransactionExtension[] = [
  { identifier: "CheckNonZeroSender", type: checkNonZeroSender, implicit: unit },
  { identifier: "CheckSpecVersion", type: checkSpecVersion, implicit: u32 },
  { identifier: "CheckTxVersion", type: checkTxVersion, implicit: u32 },
  { identifier: "CheckGenesis", type: checkGenesis, implicit: h256 },
  { identifier: "CheckMortality", type: checkMortality, implicit: h256 },
  { identifier: "CheckNonce", type: checkNonce, implicit: unit },
  { identifier: "CheckWeight", type: checkWeight, implicit: unit },
  { identifier: "ChargeTransactionPayment", type: chargeTransactionPayment, implicit: unit },
  { identifier: "SudoTransactionExtension", type: sudoTransactionExtension, implicit: unit },
  { identifier: "CheckShieldedTxValidity", type: checkShieldedTxValidity, implicit: unit },
  { identifier: "SubtensorTransactionExtension", type: subtensorTransactionExtension, implicit: unit },
  { identifier: "DrandPriority", type: drandPriority, implicit: unit },
  { identifier: "CheckMetadataHash", type: checkMetadataHash, implicit: option(byteArray(32)) },
];
