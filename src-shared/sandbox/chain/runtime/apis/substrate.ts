import { hexToU8a, u8aToHex } from "@polkadot/util";
import type { Plain, PlainRecord } from "../../codec/plain.ts";
import { runtimeVersion as versionType } from "../../metadata/declarations/types/substrate.ts";
import {
  type CommitmentRule,
  encodeMetadata,
  encodeRuntimeVersion,
  metadataVersions,
} from "../../metadata/index.ts";
import type { Hex } from "../../state/bytes.ts";
import { callOf } from "../calls.ts";
import type { Call } from "../dispatch.ts";
import { toCall } from "../extrinsic.ts";
import { dispatchInfo, type Fee, feeOf, priorityOf, weightToFee } from "../fees.ts";
import { system } from "../items.ts";
import type { Invalid } from "../validity.ts";
import type { ApiContext, ApiMethods } from "./api.ts";

const metadataHex = (version: number, rule: CommitmentRule): Hex | null => {
  const known = metadataVersions.find((candidate) => candidate === version);
  return known === undefined ? null : u8aToHex(encodeMetadata(known, rule));
};

/** An extrinsic argument holds its bytes without their length; the pool's reader wants them with it. */
const decodeArgument = (context: ApiContext, body: Plain) => {
  const bytes = hexToU8a(body as Hex);
  return context.decode(Uint8Array.from([...compactLength(bytes.length), ...bytes]));
};

function compactLength(length: number): readonly number[] {
  if (length < 64) return [length << 2];
  if (length < 16_384) return [((length & 63) << 2) | 1, length >> 6];
  return [((length & 63) << 2) | 2, (length >> 6) & 255, (length >> 14) & 255, length >> 22];
}

const dispatchInfoWithFee = (call: Call, fee: Fee): PlainRecord => ({
  weight: dispatchInfo(call).weight,
  class: "Normal",
  partial_fee: fee.total - fee.tip,
});

const feeDetails = (call: Call, fee: Fee): PlainRecord => ({
  inclusion_fee: call.paysFee
    ? { base_fee: fee.base, len_fee: fee.length, adjusted_weight_fee: fee.weight }
    : null,
  tip: fee.tip,
});

const invalidTransaction = (reason: Invalid): Plain =>
  typeof reason === "number" ? { Custom: [reason] } : reason;

export const substrateApis: ApiMethods = {
  Core_version: ({ runtime }) => runtime.codec.decode(versionType, encodeRuntimeVersion()),
  Metadata_metadata: ({ runtime }) => metadataHex(14, runtime.rule),
  Metadata_metadata_at_version: ({ runtime }, version) => metadataHex(version as number, runtime.rule),
  Metadata_metadata_versions: () => [...metadataVersions],
  AuraApi_slot_duration: () => 12_000n,
  AuraApi_authorities: () => [],
  AccountNonceApi_account_nonce: ({ state }, account) => state.get(system.account, account as Hex).nonce,
  TransactionPaymentApi_query_info: (context, body, length) => {
    const extrinsic = decodeArgument(context, body ?? "0x");
    const call = callOf(extrinsic.call);
    return dispatchInfoWithFee(call, feeOf(call, length as number, extrinsic.tip));
  },
  TransactionPaymentApi_query_fee_details: (context, body, length) => {
    const extrinsic = decodeArgument(context, body ?? "0x");
    const call = callOf(extrinsic.call);
    return feeDetails(call, feeOf(call, length as number, extrinsic.tip));
  },
  TransactionPaymentApi_query_weight_to_fee: (_, weight) =>
    weightToFee((weight as PlainRecord).ref_time as bigint),
  TransactionPaymentApi_query_length_to_fee: (_, length) => BigInt(length as number),
  TransactionPaymentCallApi_query_call_info: (_, outer, length) => {
    const call = callOf(toCall(outer ?? null));
    return dispatchInfoWithFee(call, feeOf(call, length as number, 0n));
  },
  TransactionPaymentCallApi_query_call_fee_details: (_, outer, length) => {
    const call = callOf(toCall(outer ?? null));
    return feeDetails(call, feeOf(call, length as number, 0n));
  },
  TransactionPaymentCallApi_query_weight_to_fee: (_, weight) =>
    weightToFee((weight as PlainRecord).ref_time as bigint),
  TransactionPaymentCallApi_query_length_to_fee: (_, length) => BigInt(length as number),
  TaggedTransactionQueue_validate_transaction: (context, _, body) => {
    const extrinsic = decodeArgument(context, body ?? "0x");
    const validity = context.validity(extrinsic);
    if (validity.kind === "invalid") return { Err: [{ Invalid: [invalidTransaction(validity.reason)] }] };
    const tag = (nonce: number): Plain => `${extrinsic.signer}${nonce.toString(16).padStart(8, "0")}`;
    return {
      Ok: [
        {
          priority: priorityOf(extrinsic),
          requires: validity.isFuture ? [tag(extrinsic.nonce - 1)] : [],
          provides: [tag(extrinsic.nonce)],
          longevity: 64n,
          propagate: true,
        },
      ],
    };
  },
};
