import type { PlainRecord } from "../codec/plain.ts";
import type { Hex } from "../state/bytes.ts";
import { storage } from "../state/view.ts";

/** Storage entries that the sandbox's runtime reads and writes, with their shapes. */

type None = readonly [];
type Netuid = readonly [netuid: number];
type NetuidUid = readonly [netuid: number, uid: number];
type NetuidAccount = readonly [netuid: number, account: Hex];
type AccountNetuid = readonly [account: Hex, netuid: number];
type Account = readonly [account: Hex];

export interface AccountInfo extends PlainRecord {
  readonly nonce: number;
  readonly consumers: number;
  readonly providers: number;
  readonly sufficients: number;
  readonly data: {
    readonly free: bigint;
    readonly reserved: bigint;
    readonly frozen: bigint;
    readonly flags: bigint;
  };
}

export interface Registration extends PlainRecord {
  readonly deposit: bigint;
  readonly block: number;
  readonly info: { readonly fields: readonly (string | PlainRecord)[] };
}

/** `share_pool::SafeFloat`: mantissa · 10^exponent. */
export interface SafeFloat extends PlainRecord {
  readonly mantissa: bigint;
  readonly exponent: bigint;
}

export interface BeaconConfig extends PlainRecord {
  readonly public_key: Hex;
  /** Seconds, as the next. */
  readonly period: number;
  readonly genesis_time: number;
}

export interface StoredPulse extends PlainRecord {
  readonly round: bigint;
  readonly randomness: Hex;
  readonly signature: Hex;
}

export const system = {
  account: storage<Account, AccountInfo>("System.Account"),
  number: storage<None, number>("System.Number"),
  parentHash: storage<None, Hex>("System.ParentHash"),
  blockHash: storage<readonly [number: number], Hex>("System.BlockHash"),
  digest: storage<None, PlainRecord>("System.Digest"),
  events: storage<None, readonly PlainRecord[]>("System.Events"),
  eventCount: storage<None, number>("System.EventCount"),
  lastRuntimeUpgrade: storage<None, PlainRecord>("System.LastRuntimeUpgrade"),
};

export const timestamp = { now: storage<None, bigint>("Timestamp.Now") };
export const aura = { currentSlot: storage<None, bigint>("Aura.CurrentSlot") };
export const balances = { totalIssuance: storage<None, bigint>("Balances.TotalIssuance") };
export const drand = {
  beaconConfig: storage<None, BeaconConfig>("Drand.BeaconConfig"),
  pulses: storage<readonly [round: bigint], StoredPulse | null>("Drand.Pulses"),
  lastStoredRound: storage<None, bigint>("Drand.LastStoredRound"),
  oldestStoredRound: storage<None, bigint>("Drand.OldestStoredRound"),
};

export const commitments = {
  commitmentOf: storage<NetuidAccount, Registration | null>("Commitments.CommitmentOf"),
  lastCommitment: storage<NetuidAccount, number | null>("Commitments.LastCommitment"),
  lastBondsReset: storage<NetuidAccount, number | null>("Commitments.LastBondsReset"),
  usedSpaceOf: storage<NetuidAccount, { readonly last_epoch: bigint; readonly used_space: bigint } | null>(
    "Commitments.UsedSpaceOf",
  ),
  maxSpace: storage<None, number>("Commitments.MaxSpace"),
  rateLimit: storage<None, number>("Commitments.RateLimit"),
  timelockedIndex: storage<None, readonly (readonly [number, Hex])[]>("Commitments.TimelockedIndex"),
};

const of = <Value>(name: string) => storage<Netuid, Value>(`SubtensorModule.${name}`);

/** The queue of hash commits: hash, epoch, block, and a bound that is no longer used. */
export type WeightCommit = readonly [hash: Hex, epoch: bigint, block: bigint, unused: bigint];
/** A time-locked commit: who, block, ciphertext, drand round. */
export type TimelockedCommit = readonly [who: Hex, block: bigint, commit: Hex, round: bigint];

export const subtensor = {
  networksAdded: of<boolean>("NetworksAdded"),
  totalNetworks: storage<None, number>("SubtensorModule.TotalNetworks"),
  networkRegisteredAt: of<bigint>("NetworkRegisteredAt"),
  firstEmissionBlockNumber: of<bigint | null>("FirstEmissionBlockNumber"),
  subtokenEnabled: of<boolean>("SubtokenEnabled"),
  tokenSymbol: of<Hex>("TokenSymbol"),
  subnetIdentities: of<PlainRecord | null>("SubnetIdentitiesV3"),
  subnetOwner: of<Hex>("SubnetOwner"),
  subnetOwnerHotkey: of<Hex>("SubnetOwnerHotkey"),
  subnetTao: of<bigint>("SubnetTAO"),
  subnetAlphaIn: of<bigint>("SubnetAlphaIn"),
  subnetAlphaOut: of<bigint>("SubnetAlphaOut"),
  subnetAlphaOutEmission: of<bigint>("SubnetAlphaOutEmission"),
  subnetAlphaInEmission: of<bigint>("SubnetAlphaInEmission"),
  subnetTaoInEmission: of<bigint>("SubnetTaoInEmission"),
  subnetVolume: of<bigint>("SubnetVolume"),
  subnetMovingPrice: of<{ readonly bits: bigint }>("SubnetMovingPrice"),
  subnetworkN: of<number>("SubnetworkN"),
  networkRegistrationAllowed: of<boolean>("NetworkRegistrationAllowed"),
  networkPowRegistrationAllowed: of<boolean>("NetworkPowRegistrationAllowed"),
  ownerCutEnabled: of<boolean>("OwnerCutEnabled"),
  subnetOwnerCut: storage<None, number>("SubtensorModule.SubnetOwnerCut"),

  tempo: of<number>("Tempo"),
  lastEpochBlock: of<bigint>("LastEpochBlock"),
  pendingEpochAt: of<bigint>("PendingEpochAt"),
  subnetEpochIndex: of<bigint>("SubnetEpochIndex"),
  blocksSinceLastStep: of<bigint>("BlocksSinceLastStep"),
  lastStepBlock: of<bigint>("LastMechansimStepBlock"),
  maxEpochsPerBlock: storage<None, number>("SubtensorModule.MaxEpochsPerBlock"),

  maxAllowedUids: of<number>("MaxAllowedUids"),
  maxAllowedValidators: of<number>("MaxAllowedValidators"),
  minAllowedWeights: of<number>("MinAllowedWeights"),
  maxWeightsLimit: of<number>("MaxWeightsLimit"),
  weightsVersionKey: of<bigint>("WeightsVersionKey"),
  weightsSetRateLimit: of<bigint>("WeightsSetRateLimit"),
  stakeThreshold: storage<None, bigint>("SubtensorModule.StakeThreshold"),
  commitRevealEnabled: of<boolean>("CommitRevealWeightsEnabled"),
  commitRevealVersion: storage<None, number>("SubtensorModule.CommitRevealWeightsVersion"),
  revealPeriodEpochs: of<bigint>("RevealPeriodEpochs"),
  activityCutoffFactorMilli: of<number>("ActivityCutoffFactorMilli"),
  immunityPeriod: of<number>("ImmunityPeriod"),
  immuneOwnerUidsLimit: of<number>("ImmuneOwnerUidsLimit"),
  minNonImmuneUids: of<number>("MinNonImmuneUids"),
  servingRateLimit: of<bigint>("ServingRateLimit"),
  burn: of<bigint>("Burn"),
  minBurn: of<bigint>("MinBurn"),
  maxBurn: of<bigint>("MaxBurn"),
  burnHalfLife: of<number>("BurnHalfLife"),
  burnIncreaseMult: of<{ readonly bits: bigint }>("BurnIncreaseMult"),
  raoRecycled: of<bigint>("RAORecycledForRegistration"),
  registrationsThisBlock: of<number>("RegistrationsThisBlock"),
  rho: of<number>("Rho"),
  kappa: of<number>("Kappa"),
  difficulty: of<bigint>("Difficulty"),
  minDifficulty: of<bigint>("MinDifficulty"),
  maxDifficulty: of<bigint>("MaxDifficulty"),
  adjustmentInterval: of<number>("AdjustmentInterval"),
  adjustmentAlpha: of<bigint>("AdjustmentAlpha"),
  targetRegistrations: of<number>("TargetRegistrationsPerInterval"),
  maxRegistrationsPerBlock: of<number>("MaxRegistrationsPerBlock"),
  bondsMovingAverage: of<bigint>("BondsMovingAverage"),
  bondsResetOn: of<boolean>("BondsResetOn"),
  scalingLawPower: of<number>("ScalingLawPower"),
  alphaValues: of<readonly [low: number, high: number]>("AlphaValues"),
  alphaSigmoidSteepness: of<number>("AlphaSigmoidSteepness"),
  liquidAlphaOn: of<boolean>("LiquidAlphaOn"),
  yuma3On: of<boolean>("Yuma3On"),
  transferToggle: of<boolean>("TransferToggle"),

  keys: storage<NetuidUid, Hex>("SubtensorModule.Keys"),
  uids: storage<NetuidAccount, number | null>("SubtensorModule.Uids"),
  isNetworkMember: storage<AccountNetuid, boolean>("SubtensorModule.IsNetworkMember"),
  blockAtRegistration: storage<NetuidUid, bigint>("SubtensorModule.BlockAtRegistration"),
  active: of<readonly boolean[]>("Active"),
  consensus: of<readonly number[]>("Consensus"),
  incentive: of<readonly number[]>("Incentive"),
  dividends: of<readonly number[]>("Dividends"),
  emission: of<readonly bigint[]>("Emission"),
  lastUpdate: of<readonly bigint[]>("LastUpdate"),
  validatorTrust: of<readonly number[]>("ValidatorTrust"),
  validatorPermit: of<readonly boolean[]>("ValidatorPermit"),
  stakeWeight: of<readonly number[]>("StakeWeight"),
  weights: storage<NetuidUid, readonly (readonly [uid: number, weight: number])[]>("SubtensorModule.Weights"),
  bonds: storage<NetuidUid, readonly (readonly [uid: number, bond: number])[]>("SubtensorModule.Bonds"),
  axons: storage<NetuidAccount, PlainRecord | null>("SubtensorModule.Axons"),
  weightCommits: storage<NetuidAccount, readonly WeightCommit[] | null>("SubtensorModule.WeightCommits"),
  timelockedCommits: storage<readonly [netuid: number, epoch: bigint], readonly TimelockedCommit[]>(
    "SubtensorModule.TimelockedWeightCommits",
  ),

  owner: storage<Account, Hex>("SubtensorModule.Owner"),
  ownedHotkeys: storage<Account, readonly Hex[]>("SubtensorModule.OwnedHotkeys"),
  stakingHotkeys: storage<Account, readonly Hex[]>("SubtensorModule.StakingHotkeys"),
  totalHotkeyAlpha: storage<AccountNetuid, bigint>("SubtensorModule.TotalHotkeyAlpha"),
  totalHotkeyShares: storage<AccountNetuid, SafeFloat>("SubtensorModule.TotalHotkeySharesV2"),
  alpha: storage<readonly [hotkey: Hex, coldkey: Hex, netuid: number], SafeFloat>("SubtensorModule.AlphaV2"),
  alphaDividends: storage<NetuidAccount, bigint>("SubtensorModule.AlphaDividendsPerSubnet"),
  taoWeight: storage<None, bigint>("SubtensorModule.TaoWeight"),
  totalStake: storage<None, bigint>("SubtensorModule.TotalStake"),
};
