import { byteArray, cow, cowStr } from "../../generics.ts";
import {
  bytes,
  compact,
  composite,
  enumeration,
  sequence,
  type Type,
  tuple,
  u8,
  u32,
  u64,
  u128,
  variant,
} from "../../types.ts";

export const accountId = composite("sp_core::crypto::AccountId32", [byteArray(32)]);

export const weight = composite("sp_weights::weight_v2::Weight", {
  ref_time: compact(u64),
  proof_size: compact(u64),
});

export const h256 = composite("primitive_types::H256", [byteArray(32)]);

export const digestItem = enumeration("sp_runtime::generic::digest::DigestItem", [
  variant("PreRuntime", [byteArray(4), bytes], 6),
  variant("Consensus", [byteArray(4), bytes], 4),
  variant("Seal", [byteArray(4), bytes], 5),
  variant("Other", [bytes], 0),
  variant("RuntimeEnvironmentUpdated", [], 8),
]);

export const digest = composite("sp_runtime::generic::digest::Digest", { logs: sequence(digestItem) });

export const dispatchClass = enumeration("frame_support::dispatch::DispatchClass", [
  "Normal",
  "Operational",
  "Mandatory",
]);

export const pays = enumeration("frame_support::dispatch::Pays", ["Yes", "No"]);

export const moduleError = composite("sp_runtime::ModuleError", { index: u8, error: byteArray(4) });

export const tokenError = enumeration("sp_runtime::TokenError", [
  "FundsUnavailable",
  "OnlyProvider",
  "BelowMinimum",
  "CannotCreate",
  "UnknownAsset",
  "Frozen",
  "Unsupported",
  "CannotCreateHold",
  "NotExpendable",
  "Blocked",
]);

export const arithmeticError = enumeration("sp_arithmetic::ArithmeticError", [
  "Underflow",
  "Overflow",
  "DivisionByZero",
]);

export const transactionalError = enumeration("sp_runtime::TransactionalError", ["LimitReached", "NoLayer"]);

export const trieError = enumeration("sp_runtime::proving_trie::TrieError", [
  "InvalidStateRoot",
  "IncompleteDatabase",
  "ValueAtIncompleteKey",
  "DecoderError",
  "InvalidHash",
  "DuplicateKey",
  "ExtraneousNode",
  "ExtraneousValue",
  "ExtraneousHashReference",
  "InvalidChildReference",
  "ValueMismatch",
  "IncompleteProof",
  "RootMismatch",
  "DecodeError",
]);

export const dispatchError = enumeration("sp_runtime::DispatchError", [
  "Other",
  "CannotLookup",
  "BadOrigin",
  variant("Module", [moduleError]),
  "ConsumerRemaining",
  "NoProviders",
  "TooManyConsumers",
  variant("Token", [tokenError]),
  variant("Arithmetic", [arithmeticError]),
  variant("Transactional", [transactionalError]),
  "Exhausted",
  "Corruption",
  "Unavailable",
  "RootNotAllowed",
  variant("Trie", [trieError]),
]);

export const runtimeDbWeight = composite("sp_weights::RuntimeDbWeight", { read: u64, write: u64 });

export const runtimeVersion = composite("sp_version::RuntimeVersion", {
  spec_name: cowStr,
  impl_name: cowStr,
  authoring_version: u32,
  spec_version: u32,
  impl_version: u32,
  apis: cow(sequence(tuple(byteArray(8), u32))),
  transaction_version: u32,
  system_version: u8,
});

export const auraPublic = composite("sp_consensus_aura::sr25519::app_sr25519::Public", [byteArray(32)]);

export const slot = composite("sp_consensus_slots::Slot", [u64]);

export const balanceStatus = enumeration("frame_support::traits::tokens::misc::BalanceStatus", [
  "Free",
  "Reserved",
]);

export const fixedU128 = composite("sp_arithmetic::fixed_point::FixedU128", [u128]);

export const h160 = composite("primitive_types::H160", [byteArray(20)]);

export const percent = composite("sp_arithmetic::per_things::Percent", [u8]);

export const palletId = composite("frame_support::PalletId", [byteArray(8)]);

export const systemOrigin = enumeration(
  "frame_support::dispatch::RawOrigin",
  ["Root", variant("Signed", [accountId]), "None", "Authorized"],
  { AccountId: accountId },
);

export const multiSigner = enumeration("sp_runtime::MultiSigner", [
  variant("Ed25519", [byteArray(32)]),
  variant("Sr25519", [byteArray(32)]),
  variant("Ecdsa", [byteArray(33)]),
]);

export const perquintill = composite("sp_arithmetic::per_things::Perquintill", [u64]);

export const nonZeroU64 = composite("NonZeroU64", [u64]);

/** One value for each class of dispatch. */
export const perDispatchClass = (of: Type): Type =>
  composite(
    "frame_support::dispatch::PerDispatchClass",
    { normal: of, operational: of, mandatory: of },
    { T: of },
  );

export const idAmount = (id: Type, amount: Type): Type =>
  composite("frame_support::traits::tokens::misc::IdAmount", { id, amount }, { Id: id, Balance: amount });
