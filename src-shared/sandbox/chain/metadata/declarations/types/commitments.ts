import { boundedBytes, boundedVec, byteArray } from "../../generics.ts";
import { composite, enumeration, u32, u64, variant } from "../../types.ts";

export const data = enumeration("pallet_commitments::types::Data", [
  "None",
  ...Array.from({ length: 129 }, (_, length) => variant(`Raw${length}`, [byteArray(length)])),
  variant("BlakeTwo256", [byteArray(32)]),
  variant("Sha256", [byteArray(32)]),
  variant("Keccak256", [byteArray(32)]),
  variant("ShaThree256", [byteArray(32)]),
  variant("TimelockEncrypted", { encrypted: boundedBytes, reveal_round: u64 }),
  "ResetBondsFlag",
  variant("BigRaw", [boundedBytes]),
]);

export const commitmentInfo = composite(
  "pallet_commitments::types::CommitmentInfo",
  { fields: boundedVec(data) },
  { FieldLimit: null },
);

export const registration = composite(
  "pallet_commitments::types::Registration",
  { deposit: u64, block: u32, info: commitmentInfo },
  { Balance: u64, MaxFields: null, BlockNumber: u32 },
);

export const usageTracker = composite("pallet_commitments::types::UsageTracker", {
  last_epoch: u64,
  used_space: u64,
});
