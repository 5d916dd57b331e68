import { method, type RuntimeApi } from "../../declare.ts";
import { option, result } from "../../generics.ts";
import { runtimeCall, sequence, u32, u64, unit } from "../../types.ts";
import {
  checkInherentsResult,
  extrinsicInclusionMode,
  header,
  inherentData,
  opaqueMetadata,
  slotDuration,
  transactionSource,
  transactionValidityError,
  validTransaction,
} from "../types/block.ts";
import { block, selfContainedExtrinsic } from "../types/extrinsic.ts";
import { accountId, auraPublic, dispatchError, h256, runtimeVersion, weight } from "../types/substrate.ts";
import { feeDetails, runtimeDispatchInfo } from "../types/transaction-payment.ts";

export const core: RuntimeApi = {
  name: "Core",
  version: 5,
  methods: [
    method("version", {}, runtimeVersion),
    method("execute_block", { block }, unit),
    method("initialize_block", { header }, extrinsicInclusionMode),
  ],
};

export const metadata: RuntimeApi = {
  name: "Metadata",
  version: 2,
  methods: [
    method("metadata", {}, opaqueMetadata),
    method("metadata_at_version", { version: u32 }, option(opaqueMetadata)),
    method("metadata_versions", {}, sequence(u32)),
  ],
};

export const blockBuilder: RuntimeApi = {
  name: "BlockBuilder",
  version: 6,
  methods: [
    method(
      "apply_extrinsic",
      { extrinsic: selfContainedExtrinsic },
      result(result(unit, dispatchError), transactionValidityError),
    ),
    method("finalize_block", {}, header),
    method("inherent_extrinsics", { inherent: inherentData }, sequence(selfContainedExtrinsic)),
    method("check_inherents", { block, data: inherentData }, checkInherentsResult),
  ],
};

export const taggedTransactionQueue: RuntimeApi = {
  name: "TaggedTransactionQueue",
  version: 3,
  methods: [
    method(
      "validate_transaction",
      { source: transactionSource, tx: selfContainedExtrinsic, block_hash: h256 },
      result(validTransaction, transactionValidityError),
    ),
  ],
};

export const auraApi: RuntimeApi = {
  name: "AuraApi",
  version: 1,
  methods: [method("slot_duration", {}, slotDuration), method("authorities", {}, sequence(auraPublic))],
};

export const accountNonceApi: RuntimeApi = {
  name: "AccountNonceApi",
  version: 1,
  methods: [method("account_nonce", { account: accountId }, u32)],
};

export const transactionPaymentApi: RuntimeApi = {
  name: "TransactionPaymentApi",
  version: 4,
  methods: [
    method("query_info", { uxt: selfContainedExtrinsic, len: u32 }, runtimeDispatchInfo),
    method("query_fee_details", { uxt: selfContainedExtrinsic, len: u32 }, feeDetails),
    method("query_weight_to_fee", { weight }, u64),
    method("query_length_to_fee", { length: u32 }, u64),
  ],
};

export const transactionPaymentCallApi: RuntimeApi = {
  name: "TransactionPaymentCallApi",
  version: 3,
  methods: [
    method("query_call_info", { call: runtimeCall, len: u32 }, runtimeDispatchInfo),
    method("query_call_fee_details", { call: runtimeCall, len: u32 }, feeDetails),
    method("query_weight_to_fee", { weight }, u64),
    method("query_length_to_fee", { length: u32 }, u64),
  ],
};
