import { boundedBytes, btreeSet, option, u64f64 } from "../../generics.ts";
import { bytes, composite, enumeration, i64, u8, u16, u32, u64, u128, variant } from "../../types.ts";
import { accountId, percent } from "./substrate.ts";

export const safeFloat = composite("share_pool::SafeFloat", { mantissa: u128, exponent: i64 });

export const lockState = composite("pallet_subtensor::staking::lock::LockState", {
  locked_mass: u64,
  conviction: u64f64,
  last_update: u64,
});

export const hyperparameter = enumeration("pallet_subtensor::utils::rate_limiting::Hyperparameter", [
  "Unknown",
  "ServingRateLimit",
  "MaxDifficulty",
  "AdjustmentAlpha",
  "MaxWeightLimit",
  "ImmunityPeriod",
  "MinAllowedWeights",
  "Kappa",
  "Rho",
  "ActivityCutoff",
  "PowRegistrationAllowed",
  "MinBurn",
  "MaxBurn",
  "BondsMovingAverage",
  "BondsPenalty",
  "CommitRevealEnabled",
  "LiquidAlphaEnabled",
  "AlphaValues",
  "WeightCommitInterval",
  "TransferEnabled",
  "AlphaSigmoidSteepness",
  "Yuma3Enabled",
  "BondsResetEnabled",
  "ImmuneNeuronLimit",
  "RecycleOrBurn",
  "MaxAllowedUids",
  "BurnHalfLife",
  "BurnIncreaseMult",
  "SubnetEmissionEnabled",
  "MinChildkeyTake",
  "ActivityCutoffFactorMilli",
  "TriggerEpoch",
]);

export const rateLimitKey = enumeration(
  "pallet_subtensor::RateLimitKey",
  [
    variant("SetSNOwnerHotkey", [u16]),
    variant("OwnerHyperparamUpdate", [u16, hyperparameter]),
    "NetworkLastRegistered",
    variant("LastTxBlock", [accountId]),
    variant("LastTxBlockChildKeyTake", [accountId]),
    variant("LastTxBlockDelegateTake", [accountId]),
    variant("AddStakeBurn", [u16]),
  ],
  { AccountId: accountId },
);

export const recycleOrBurnEnum = enumeration("pallet_subtensor::pallet::RecycleOrBurnEnum", [
  "Burn",
  "Recycle",
]);

export const axonInfo = composite("pallet_subtensor::pallet::AxonInfo", {
  block: u64,
  version: u32,
  ip: u128,
  port: u16,
  ip_type: u8,
  protocol: u8,
  placeholder1: u8,
  placeholder2: u8,
});

export const neuronCertificate = composite("pallet_subtensor::pallet::NeuronCertificate", {
  public_key: boundedBytes,
  algorithm: u8,
});

export const prometheusInfo = composite("pallet_subtensor::pallet::PrometheusInfo", {
  block: u64,
  version: u32,
  ip: u128,
  port: u16,
  ip_type: u8,
});

export const chainIdentityV2 = composite("pallet_subtensor::pallet::ChainIdentityV2", {
  name: bytes,
  url: bytes,
  github_repo: bytes,
  image: bytes,
  discord: bytes,
  description: bytes,
  additional: bytes,
});

export const subnetIdentityV3 = composite("pallet_subtensor::pallet::SubnetIdentityV3", {
  subnet_name: bytes,
  github_repo: bytes,
  subnet_contact: bytes,
  subnet_url: bytes,
  discord: bytes,
  description: bytes,
  logo_url: bytes,
  additional: bytes,
});

export const rootClaimTypeEnum = enumeration("pallet_subtensor::pallet::RootClaimTypeEnum", [
  "Swap",
  "Keep",
  variant("KeepSubnets", { subnets: btreeSet(u16) }),
]);

export const subnetLease = composite(
  "pallet_subtensor::subnets::leasing::SubnetLease",
  {
    beneficiary: accountId,
    coldkey: accountId,
    hotkey: accountId,
    emissions_share: percent,
    end_block: option(u32),
    netuid: u16,
    cost: u64,
  },
  { AccountId: accountId, BlockNumber: u32, Balance: u64 },
);
