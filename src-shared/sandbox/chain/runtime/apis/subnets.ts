import { stringToHex, u8aToHex } from "@polkadot/util";
import type { Plain, PlainRecord } from "../../codec/plain.ts";
import { storage } from "../../state/view.ts";
import { subtensor } from "../items.ts";
import { activityCutoff } from "../pallets/subtensor/epoch.ts";
import { hotkeysOf, netuids, subnetExists } from "../pallets/subtensor/neurons.ts";
import { nextEpochBlock } from "../pallets/subtensor/schedule.ts";
import type { ApiContext, ApiMethods } from "./api.ts";
import { metagraphOf } from "./metagraph.ts";

/** The fields that the older and newer answers about a subnet's settings share; null where there is no subnet. */
function settings(context: ApiContext, netuid: number) {
  const { state } = context;
  if (!subnetExists(state, netuid)) return null;
  const get = <Value>(item: Parameters<typeof state.get<readonly [number], Value>>[0]): Value =>
    state.get(item, netuid);
  const tempo = get(subtensor.tempo);
  const [alpha_low, alpha_high] = get(subtensor.alphaValues);
  return {
    rho: get(subtensor.rho),
    kappa: get(subtensor.kappa),
    immunity_period: get(subtensor.immunityPeriod),
    min_allowed_weights: get(subtensor.minAllowedWeights),
    max_weights_limit: get(subtensor.maxWeightsLimit),
    tempo,
    min_difficulty: get(subtensor.minDifficulty),
    max_difficulty: get(subtensor.maxDifficulty),
    weights_version: get(subtensor.weightsVersionKey),
    weights_rate_limit: get(subtensor.weightsSetRateLimit),
    adjustment_interval: get(subtensor.adjustmentInterval),
    activity_cutoff: BigInt(activityCutoff(tempo, get(subtensor.activityCutoffFactorMilli))),
    registration_allowed: get(subtensor.networkRegistrationAllowed),
    target_regs_per_interval: get(subtensor.targetRegistrations),
    min_burn: get(subtensor.minBurn),
    max_burn: get(subtensor.maxBurn),
    bonds_moving_avg: get(subtensor.bondsMovingAverage),
    max_regs_per_block: get(subtensor.maxRegistrationsPerBlock),
    serving_rate_limit: get(subtensor.servingRateLimit),
    max_validators: get(subtensor.maxAllowedValidators),
    adjustment_alpha: get(subtensor.adjustmentAlpha),
    difficulty: get(subtensor.difficulty),
    commit_reveal_period: get(subtensor.revealPeriodEpochs),
    commit_reveal_weights_enabled: get(subtensor.commitRevealEnabled),
    alpha_high,
    alpha_low,
    liquid_alpha_enabled: get(subtensor.liquidAlphaOn),
    alpha_sigmoid_steepness: { bits: BigInt(get(subtensor.alphaSigmoidSteepness)) << 32n },
    yuma_version: get(subtensor.yuma3On) ? 3 : 2,
    subnet_is_active: get(subtensor.subtokenEnabled),
    transfers_enabled: get(subtensor.transferToggle),
    bonds_reset_enabled: get(subtensor.bondsResetOn),
    user_liquidity_enabled: false,
    activity_cutoff_factor: get(subtensor.activityCutoffFactorMilli),
    burn_half_life: get(subtensor.burnHalfLife),
    burn_increase_mult: get(subtensor.burnIncreaseMult),
    owner_cut_enabled: get(subtensor.ownerCutEnabled),
    owner_cut_auto_lock_enabled: get(
      storage<readonly [number], boolean>("SubtensorModule.OwnerCutAutoLockEnabled"),
    ),
    min_childkey_take: get(storage<readonly [number], number>("SubtensorModule.MinChildkeyTakePerSubnet")),
  } satisfies PlainRecord;
}

/** The list form, which names each setting and its kind, in the runtime's order. */
const listed: readonly (readonly [name: string, kind: string])[] = [
  ["kappa", "U16"],
  ["immunity_period", "U16"],
  ["min_allowed_weights", "U16"],
  ["max_weights_limit", "U16"],
  ["tempo", "U16"],
  ["weights_version", "U64"],
  ["weights_rate_limit", "U64"],
  ["activity_cutoff", "U64"],
  ["activity_cutoff_factor", "U32"],
  ["registration_allowed", "Bool"],
  ["target_regs_per_interval", "U16"],
  ["min_burn", "TaoBalance"],
  ["max_burn", "TaoBalance"],
  ["burn_half_life", "U16"],
  ["burn_increase_mult", "U64F64"],
  ["bonds_moving_avg", "U64"],
  ["max_regs_per_block", "U16"],
  ["serving_rate_limit", "U64"],
  ["max_validators", "U16"],
  ["commit_reveal_period", "U64"],
  ["commit_reveal_weights_enabled", "Bool"],
  ["alpha_high", "U16"],
  ["alpha_low", "U16"],
  ["liquid_alpha_enabled", "Bool"],
  ["alpha_sigmoid_steepness", "I32F32"],
  ["yuma_version", "U16"],
  ["subnet_is_active", "Bool"],
  ["transfers_enabled", "Bool"],
  ["bonds_reset_enabled", "Bool"],
  ["user_liquidity_enabled", "Bool"],
  ["owner_cut_enabled", "Bool"],
  ["owner_cut_auto_lock_enabled", "Bool"],
  ["min_childkey_take", "U16"],
];

function listedSettings(context: ApiContext, netuid: number): Plain {
  const all: PlainRecord | null = settings(context, netuid);
  if (all === null) return null;
  return listed.map(([name, kind]) => ({ name: stringToHex(name), value: { [kind]: [all[name] ?? 0] } }));
}

function info(context: ApiContext, netuid: number): PlainRecord | null {
  const { state } = context;
  const shared = settings(context, netuid);
  if (shared === null) return null;
  return {
    ...shared,
    netuid,
    max_allowed_validators: shared.max_validators,
    scaling_law_power: state.get(subtensor.scalingLawPower, netuid),
    subnetwork_n: state.get(subtensor.subnetworkN, netuid),
    max_allowed_uids: state.get(subtensor.maxAllowedUids, netuid),
    blocks_since_last_step: state.get(subtensor.blocksSinceLastStep, netuid),
    network_modality: 0,
    network_connect: [],
    emission_values: 0n,
    emission_value: 0n,
    burn: state.get(subtensor.burn, netuid),
    owner: state.get(subtensor.subnetOwner, netuid),
    identity: state.get(subtensor.subnetIdentities, netuid),
  };
}

function dynamic(context: ApiContext, netuid: number): PlainRecord | null {
  const whole = metagraphOf(context, netuid);
  if (whole === null) return null;
  return {
    ...whole,
    subnet_name: whole.name ?? [],
    token_symbol: whole.symbol ?? [],
    emission: 0n,
    subnet_identity: whole.identity ?? null,
  };
}

function subnetState(context: ApiContext, netuid: number): PlainRecord | null {
  const whole = metagraphOf(context, netuid);
  if (whole === null) return null;
  const count = hotkeysOf(context.state, netuid).length;
  return {
    ...whole,
    emission_history: Array.from(
      { length: netuids(context.state).length },
      () => Array(count).fill(0n) as bigint[],
    ),
  };
}

const each =
  (answer: (context: ApiContext, netuid: number) => Plain) =>
  (context: ApiContext): Plain =>
    netuids(context.state).map((netuid) => answer(context, netuid));

const ofOne =
  (answer: (context: ApiContext, netuid: number) => Plain) =>
  (context: ApiContext, netuid: Plain = 0): Plain =>
    answer(context, netuid as number);

/** The account a subnet's own money is kept in: `modl` + the pallet's id + the netuid, filled with zeros. */
function subnetAccount(netuid: number): Plain {
  const account = new Uint8Array(32);
  account.set(new TextEncoder().encode("modlsubtensr"));
  account.set([netuid & 255, netuid >> 8], 12);
  return u8aToHex(account);
}

export const subnetApis: ApiMethods = {
  SubnetInfoRuntimeApi_get_subnet_info: ofOne(info),
  SubnetInfoRuntimeApi_get_subnets_info: each(info),
  SubnetInfoRuntimeApi_get_subnet_info_v2: ofOne(info),
  SubnetInfoRuntimeApi_get_subnets_info_v2: each(info),
  SubnetInfoRuntimeApi_get_subnet_hyperparams: ofOne(settings),
  SubnetInfoRuntimeApi_get_subnet_hyperparams_v2: ofOne(settings),
  SubnetInfoRuntimeApi_get_subnet_hyperparams_v3: ofOne(listedSettings),
  SubnetInfoRuntimeApi_get_dynamic_info: ofOne(dynamic),
  SubnetInfoRuntimeApi_get_all_dynamic_info: each(dynamic),
  SubnetInfoRuntimeApi_get_subnet_state: ofOne(subnetState),
  SubnetInfoRuntimeApi_get_coldkey_auto_stake_hotkey: () => null,
  SubnetInfoRuntimeApi_get_subnet_to_prune: () => null,
  SubnetInfoRuntimeApi_get_subnet_account_id: (context, netuid) =>
    subnetExists(context.state, netuid as number) ? subnetAccount(netuid as number) : null,
  SubnetInfoRuntimeApi_get_next_epoch_start_block: ({ state }, netuid) =>
    nextEpochBlock(state, netuid as number),
  SubnetRegistrationRuntimeApi_get_network_registration_cost: () => 1_000_000_000_000n,
};
