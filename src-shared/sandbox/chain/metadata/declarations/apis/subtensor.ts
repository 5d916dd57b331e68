import { method, type RuntimeApi } from "../../declare.ts";
import { btreeMap, option, u64f64 } from "../../generics.ts";
import { compact, sequence, tuple, u8, u16, u64 } from "../../types.ts";
import { accountId } from "../types/substrate.ts";
import { lockState } from "../types/subtensor.ts";
import {
  delegateInfo,
  dynamicInfo,
  hyperparamEntry,
  metagraph,
  neuronInfo,
  neuronInfoLite,
  selectiveMetagraph,
  stakeAvailability,
  stakeInfo,
  subnetHyperparams,
  subnetHyperparamsV2,
  subnetInfo,
  subnetInfov2,
  subnetState,
} from "../types/subtensor-info.ts";

export const delegateInfoRuntimeApi: RuntimeApi = {
  name: "DelegateInfoRuntimeApi",
  version: 1,
  methods: [
    method("get_delegates", {}, sequence(delegateInfo)),
    method("get_delegate", { delegate_account: accountId }, option(delegateInfo)),
    method(
      "get_delegated",
      { delegatee_account: accountId },
      sequence(tuple(delegateInfo, tuple(compact(u16), compact(u64)))),
    ),
  ],
};

export const neuronInfoRuntimeApi: RuntimeApi = {
  name: "NeuronInfoRuntimeApi",
  version: 1,
  methods: [
    method("get_neurons", { netuid: u16 }, sequence(neuronInfo)),
    method("get_neuron", { netuid: u16, uid: u16 }, option(neuronInfo)),
    method("get_neurons_lite", { netuid: u16 }, sequence(neuronInfoLite)),
    method("get_neuron_lite", { netuid: u16, uid: u16 }, option(neuronInfoLite)),
  ],
};

export const subnetInfoRuntimeApi: RuntimeApi = {
  name: "SubnetInfoRuntimeApi",
  version: 2,
  methods: [
    method("get_subnet_info", { netuid: u16 }, option(subnetInfo)),
    method("get_subnets_info", {}, sequence(option(subnetInfo))),
    method("get_subnet_info_v2", { netuid: u16 }, option(subnetInfov2)),
    method("get_subnets_info_v2", {}, sequence(option(subnetInfov2))),
    method("get_subnet_hyperparams", { netuid: u16 }, option(subnetHyperparams)),
    method("get_subnet_hyperparams_v2", { netuid: u16 }, option(subnetHyperparamsV2)),
    method("get_all_dynamic_info", {}, sequence(option(dynamicInfo))),
    method("get_all_metagraphs", {}, sequence(option(metagraph))),
    method("get_metagraph", { netuid: u16 }, option(metagraph)),
    method("get_all_mechagraphs", {}, sequence(option(metagraph))),
    method("get_mechagraph", { netuid: u16, mecid: u8 }, option(metagraph)),
    method("get_dynamic_info", { netuid: u16 }, option(dynamicInfo)),
    method("get_subnet_state", { netuid: u16 }, option(subnetState)),
    method(
      "get_selective_metagraph",
      { netuid: u16, metagraph_indexes: sequence(u16) },
      option(selectiveMetagraph),
    ),
    method("get_coldkey_auto_stake_hotkey", { coldkey: accountId, netuid: u16 }, option(accountId)),
    method(
      "get_selective_mechagraph",
      { netuid: u16, subid: u8, metagraph_indexes: sequence(u16) },
      option(selectiveMetagraph),
    ),
    method("get_subnet_to_prune", {}, option(u16)),
    method("get_subnet_account_id", { netuid: u16 }, option(accountId)),
    method("get_next_epoch_start_block", { netuid: u16 }, option(u64)),
    method("get_subnet_hyperparams_v3", { netuid: u16 }, option(sequence(hyperparamEntry))),
  ],
};

export const stakeInfoRuntimeApi: RuntimeApi = {
  name: "StakeInfoRuntimeApi",
  version: 1,
  methods: [
    method("get_stake_info_for_coldkey", { coldkey_account: accountId }, sequence(stakeInfo)),
    method(
      "get_stake_info_for_coldkeys",
      { coldkey_accounts: sequence(accountId) },
      sequence(tuple(accountId, sequence(stakeInfo))),
    ),
    method(
      "get_stake_info_for_hotkey_coldkey_netuid",
      { hotkey_account: accountId, coldkey_account: accountId, netuid: u16 },
      option(stakeInfo),
    ),
    method(
      "get_stake_availability_for_coldkeys",
      { coldkey_accounts: sequence(accountId), netuids: option(sequence(u16)) },
      btreeMap(accountId, btreeMap(u16, stakeAvailability)),
    ),
    method(
      "get_stake_fee",
      {
        origin: option(tuple(accountId, u16)),
        origin_coldkey_account: accountId,
        destination: option(tuple(accountId, u16)),
        destination_coldkey_account: accountId,
        amount: u64,
      },
      u64,
    ),
    method("get_coldkey_lock", { coldkey: accountId, netuid: u16 }, option(lockState)),
    method("get_hotkey_conviction", { hotkey: accountId, netuid: u16 }, u64f64),
    method("get_most_convicted_hotkey_on_subnet", { netuid: u16 }, option(accountId)),
  ],
};

export const subnetRegistrationRuntimeApi: RuntimeApi = {
  name: "SubnetRegistrationRuntimeApi",
  version: 1,
  methods: [method("get_network_registration_cost", {}, u64)],
};
