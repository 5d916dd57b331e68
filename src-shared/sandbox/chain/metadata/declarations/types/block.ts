import { btreeMap, byteArray } from "../../generics.ts";
import {
  bool,
  bytes,
  compact,
  composite,
  enumeration,
  sequence,
  u8,
  u32,
  u64,
  unit,
  variant,
} from "../../types.ts";
import { accountId, digest, h256 } from "./substrate.ts";

export const multiAddress = enumeration(
  "sp_runtime::multiaddress::MultiAddress",
  [
    variant("Id", [accountId]),
    variant("Index", [compact(unit)]),
    variant("Raw", [bytes]),
    variant("Address32", [byteArray(32)]),
    variant("Address20", [byteArray(20)]),
  ],
  { AccountId: accountId, AccountIndex: unit },
);

export const multiSignature = enumeration("sp_runtime::MultiSignature", [
  variant("Ed25519", [byteArray(64)]),
  variant("Sr25519", [byteArray(64)]),
  variant("Ecdsa", [byteArray(65)]),
]);

export const header = composite(
  "sp_runtime::generic::header::Header",
  { parent_hash: h256, number: compact(u32), state_root: h256, extrinsics_root: h256, digest },
  { Number: u32, Hash: null },
);

export const extrinsicInclusionMode = enumeration("sp_runtime::ExtrinsicInclusionMode", [
  "AllExtrinsics",
  "OnlyInherents",
]);

export const opaqueMetadata = composite("sp_core::OpaqueMetadata", [bytes]);

export const invalidTransaction = enumeration("sp_runtime::transaction_validity::InvalidTransaction", [
  "Call",
  "Payment",
  "Future",
  "Stale",
  "BadProof",
  "AncientBirthBlock",
  "ExhaustsResources",
  variant("Custom", [u8]),
  "BadMandatory",
  "MandatoryValidation",
  "BadSigner",
  "IndeterminateImplicit",
  "UnknownOrigin",
]);

export const unknownTransaction = enumeration("sp_runtime::transaction_validity::UnknownTransaction", [
  "CannotLookup",
  "NoUnsignedValidator",
  variant("Custom", [u8]),
]);

export const transactionValidityError = enumeration(
  "sp_runtime::transaction_validity::TransactionValidityError",
  [variant("Invalid", [invalidTransaction]), variant("Unknown", [unknownTransaction])],
);

export const inherentData = composite("sp_inherents::InherentData", { data: btreeMap(byteArray(8), bytes) });

export const checkInherentsResult = composite("sp_inherents::CheckInherentsResult", {
  okay: bool,
  fatal_error: bool,
  errors: inherentData,
});

export const transactionSource = enumeration("sp_runtime::transaction_validity::TransactionSource", [
  "InBlock",
  "Local",
  "External",
]);

export const validTransaction = composite("sp_runtime::transaction_validity::ValidTransaction", {
  priority: u64,
  requires: sequence(bytes),
  provides: sequence(bytes),
  longevity: u64,
  propagate: bool,
});

export const slotDuration = composite("sp_consensus_slots::SlotDuration", [u64]);

export const era = enumeration("sp_runtime::generic::era::Era", [
  "Immortal",
  ...Array.from({ length: 255 }, (_, at) => variant(`Mortal${at + 1}`, [u8])),
]);
