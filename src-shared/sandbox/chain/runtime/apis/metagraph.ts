import { hexToU8a } from "@polkadot/util";
import type { Plain, PlainRecord } from "../../codec/plain.ts";
import { registration } from "../../metadata/declarations/types/commitments.ts";
import { selectiveMetagraph } from "../../metadata/declarations/types/subtensor-info.ts";
import { fieldList } from "../../metadata/types.ts";
import type { Hex } from "../../state/bytes.ts";
import { commitments, subtensor } from "../items.ts";
import { activityCutoff } from "../pallets/subtensor/epoch.ts";
import { hotkeysOf, netuids, subnetExists } from "../pallets/subtensor/neurons.ts";
import { stakeWeight } from "../pallets/subtensor/stake.ts";
import type { ApiContext, ApiMethods } from "./api.ts";
import { emptyAxon } from "./neurons.ts";

const byteList = (hex: Hex): readonly number[] => [...hexToU8a(hex)];
/** Rank, trust and pruning score are no longer computed by the runtime, which answers empty lists. */
const noLongerComputed: readonly number[] = [];

export function subnetName({ state }: ApiContext, netuid: number): readonly number[] {
  const identity = state.get(subtensor.subnetIdentities, netuid);
  return identity === null ? [] : byteList(identity.subnet_name as Hex);
}

/** Everything `Metagraph` says of a subnet; null where there is none. */
export function metagraphOf(context: ApiContext, netuid: number): PlainRecord | null {
  const { state, block } = context;
  if (!subnetExists(state, netuid)) return null;
  const get = <Value>(item: Parameters<typeof state.get<readonly [number], Value>>[0]): Value =>
    state.get(item, netuid);
  const hotkeys = hotkeysOf(state, netuid);
  const coldkeys = hotkeys.map((hotkey) => state.get(subtensor.owner, hotkey));
  const stakes = hotkeys.map((hotkey) => stakeWeight(state, netuid, hotkey));
  const lastStep = get(subtensor.lastStepBlock);
  const tempo = get(subtensor.tempo);
  const [alphaLow, alphaHigh] = get(subtensor.alphaValues);
  return {
    netuid,
    name: subnetName(context, netuid),
    symbol: byteList(get(subtensor.tokenSymbol)),
    identity: get(subtensor.subnetIdentities),
    network_registered_at: get(subtensor.networkRegisteredAt),
    owner_hotkey: get(subtensor.subnetOwnerHotkey),
    owner_coldkey: get(subtensor.subnetOwner),
    block: BigInt(block),
    tempo,
    last_step: lastStep,
    blocks_since_last_step: BigInt(block) - lastStep,
    subnet_emission: 0n,
    alpha_in: get(subtensor.subnetAlphaIn),
    alpha_out: get(subtensor.subnetAlphaOut),
    tao_in: get(subtensor.subnetTao),
    alpha_out_emission: get(subtensor.subnetAlphaOutEmission),
    alpha_in_emission: get(subtensor.subnetAlphaInEmission),
    tao_in_emission: get(subtensor.subnetTaoInEmission),
    pending_alpha_emission: 0n,
    pending_root_emission: 0n,
    subnet_volume: get(subtensor.subnetVolume),
    moving_price: get(subtensor.subnetMovingPrice),
    rho: get(subtensor.rho),
    kappa: get(subtensor.kappa),
    min_allowed_weights: get(subtensor.minAllowedWeights),
    max_weights_limit: get(subtensor.maxWeightsLimit),
    weights_version: get(subtensor.weightsVersionKey),
    weights_rate_limit: get(subtensor.weightsSetRateLimit),
    activity_cutoff: BigInt(activityCutoff(tempo, get(subtensor.activityCutoffFactorMilli))),
    max_validators: get(subtensor.maxAllowedValidators),
    num_uids: hotkeys.length,
    max_uids: get(subtensor.maxAllowedUids),
    burn: get(subtensor.burn),
    difficulty: get(subtensor.difficulty),
    registration_allowed: get(subtensor.networkRegistrationAllowed),
    pow_registration_allowed: get(subtensor.networkPowRegistrationAllowed),
    immunity_period: get(subtensor.immunityPeriod),
    min_difficulty: get(subtensor.minDifficulty),
    max_difficulty: get(subtensor.maxDifficulty),
    min_burn: get(subtensor.minBurn),
    max_burn: get(subtensor.maxBurn),
    adjustment_alpha: get(subtensor.adjustmentAlpha),
    adjustment_interval: get(subtensor.adjustmentInterval),
    target_regs_per_interval: get(subtensor.targetRegistrations),
    max_regs_per_block: get(subtensor.maxRegistrationsPerBlock),
    serving_rate_limit: get(subtensor.servingRateLimit),
    commit_reveal_weights_enabled: get(subtensor.commitRevealEnabled),
    commit_reveal_period: get(subtensor.revealPeriodEpochs),
    liquid_alpha_enabled: get(subtensor.liquidAlphaOn),
    alpha_high: alphaHigh,
    alpha_low: alphaLow,
    bonds_moving_avg: get(subtensor.bondsMovingAverage),
    hotkeys,
    coldkeys,
    identities: coldkeys.map(() => null),
    axons: hotkeys.map((hotkey) => state.get(subtensor.axons, netuid, hotkey) ?? emptyAxon),
    active: get(subtensor.active),
    validator_permit: get(subtensor.validatorPermit),
    pruning_score: noLongerComputed,
    last_update: get(subtensor.lastUpdate),
    emission: get(subtensor.emission),
    dividends: get(subtensor.dividends),
    incentives: get(subtensor.incentive),
    consensus: get(subtensor.consensus),
    trust: noLongerComputed,
    rank: noLongerComputed,
    block_at_registration: hotkeys.map((_, uid) => state.get(subtensor.blockAtRegistration, netuid, uid)),
    alpha_stake: stakes.map(({ alpha }) => alpha),
    tao_stake: stakes.map(({ tao }) => tao),
    total_stake: stakes.map(({ total }) => total),
    tao_dividends_per_hotkey: hotkeys.map((hotkey) => [hotkey, 0n]),
    alpha_dividends_per_hotkey: hotkeys.map((hotkey) => [
      hotkey,
      state.get(subtensor.alphaDividends, netuid, hotkey),
    ]),
  };
}

/** An index of a selective metagraph is the place of the field in its struct. */
const selectable =
  selectiveMetagraph.kind === "composite"
    ? fieldList(selectiveMetagraph.fields).map(({ name }) => name ?? "")
    : [];

function selective(context: ApiContext, netuid: number, indexes: readonly number[]): PlainRecord | null {
  const whole = metagraphOf(context, netuid);
  if (whole === null) return null;
  const wanted = new Set(indexes.map((index) => selectable[index]));
  const extra: PlainRecord = {
    validators: wanted.has("validators") ? validators(context, netuid) : null,
    commitments: wanted.has("commitments") ? encodedCommitments(context, netuid) : null,
  };
  const chosen = selectable.map((name): readonly [string, Plain] => {
    if (name === "netuid") return [name, netuid];
    if (!wanted.has(name)) return [name, null];
    return [name, { Some: extra[name] ?? whole[name] ?? null }];
  });
  return Object.fromEntries(chosen);
}

/** Uids that may set weights, most staked first. */
function validators({ state }: ApiContext, netuid: number): readonly number[] {
  const permits = state.get(subtensor.validatorPermit, netuid);
  return hotkeysOf(state, netuid)
    .map((hotkey, uid) => ({ uid, stake: stakeWeight(state, netuid, hotkey).total }))
    .filter(({ uid }) => permits[uid] === true)
    .sort((a, b) => Number(b.stake - a.stake) || a.uid - b.uid)
    .map(({ uid }) => uid);
}

function encodedCommitments({ state, runtime }: ApiContext, netuid: number): readonly Plain[] {
  return [...state.entries(commitments.commitmentOf, netuid)].map(([[, account], found]) => [
    account,
    [...runtime.codec.encode(registration, found)],
  ]);
}

/** The sandbox's subnets have the main mechanism only. */
const onMain = (mechanism: Plain | undefined, answer: () => Plain): Plain =>
  mechanism === 0 ? answer() : null;

const all = (context: ApiContext): Plain =>
  netuids(context.state).map((netuid) => metagraphOf(context, netuid));

export const metagraphApis: ApiMethods = {
  SubnetInfoRuntimeApi_get_metagraph: (context, netuid) => metagraphOf(context, netuid as number),
  SubnetInfoRuntimeApi_get_all_metagraphs: all,
  SubnetInfoRuntimeApi_get_all_mechagraphs: all,
  SubnetInfoRuntimeApi_get_mechagraph: (context, netuid, mechanism) =>
    onMain(mechanism, () => metagraphOf(context, netuid as number)),
  SubnetInfoRuntimeApi_get_selective_metagraph: (context, netuid, indexes) =>
    selective(context, netuid as number, indexes as readonly number[]),
  SubnetInfoRuntimeApi_get_selective_mechagraph: (context, netuid, mechanism, indexes) =>
    onMain(mechanism, () => selective(context, netuid as number, indexes as readonly number[])),
};
