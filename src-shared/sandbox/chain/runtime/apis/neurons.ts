import type { Plain, PlainRecord } from "../../codec/plain.ts";
import type { Hex } from "../../state/bytes.ts";
import type { StateReader } from "../../state/view.ts";
import { subtensor } from "../items.ts";
import { hotkeysOf, subnetExists } from "../pallets/subtensor/neurons.ts";
import { stakeWeight } from "../pallets/subtensor/stake.ts";
import type { ApiMethods } from "./api.ts";

export const emptyAxon: PlainRecord = {
  block: 0n,
  version: 0,
  ip: 0n,
  port: 0,
  ip_type: 0,
  protocol: 0,
  placeholder1: 0,
  placeholder2: 0,
};
const emptyPrometheus: PlainRecord = { block: 0n, version: 0, ip: 0n, port: 0, ip_type: 0 };

/** The per-uid lists of a subnet, read once for all its neurons. */
function lists(state: StateReader, netuid: number) {
  return {
    active: state.get(subtensor.active, netuid),
    emission: state.get(subtensor.emission, netuid),
    incentive: state.get(subtensor.incentive, netuid),
    consensus: state.get(subtensor.consensus, netuid),
    trust: state.get(subtensor.validatorTrust, netuid),
    dividends: state.get(subtensor.dividends, netuid),
    lastUpdate: state.get(subtensor.lastUpdate, netuid),
    permit: state.get(subtensor.validatorPermit, netuid),
  };
}

/** `NeuronInfoLite`; rank, trust and pruning score are no longer computed by the runtime. */
function lite(
  state: StateReader,
  netuid: number,
  uid: number,
  hotkey: Hex,
  all: ReturnType<typeof lists>,
): PlainRecord {
  const coldkey = state.get(subtensor.owner, hotkey);
  return {
    hotkey,
    coldkey,
    uid,
    netuid,
    active: all.active[uid] ?? false,
    axon_info: state.get(subtensor.axons, netuid, hotkey) ?? emptyAxon,
    prometheus_info: emptyPrometheus,
    stake: [[coldkey, stakeWeight(state, netuid, hotkey).total]],
    rank: 0,
    emission: all.emission[uid] ?? 0n,
    incentive: all.incentive[uid] ?? 0,
    consensus: all.consensus[uid] ?? 0,
    trust: 0,
    validator_trust: all.trust[uid] ?? 0,
    dividends: all.dividends[uid] ?? 0,
    last_update: all.lastUpdate[uid] ?? 0n,
    validator_permit: all.permit[uid] ?? false,
    pruning_score: 0,
  };
}

function full(state: StateReader, netuid: number, uid: number, neuron: PlainRecord): PlainRecord {
  return {
    ...neuron,
    weights: state.get(subtensor.weights, netuid, uid),
    bonds: state.get(subtensor.bonds, netuid, uid),
  };
}

function neurons(state: StateReader, netuid: number): readonly PlainRecord[] {
  if (!subnetExists(state, netuid)) return [];
  const all = lists(state, netuid);
  return hotkeysOf(state, netuid).map((hotkey, uid) => lite(state, netuid, uid, hotkey, all));
}

const one = (state: StateReader, netuid: Plain | undefined, uid: Plain | undefined): PlainRecord | null =>
  neurons(state, netuid as number)[uid as number] ?? null;

export const neuronApis: ApiMethods = {
  NeuronInfoRuntimeApi_get_neurons_lite: ({ state }, netuid) => [...neurons(state, netuid as number)],
  NeuronInfoRuntimeApi_get_neuron_lite: ({ state }, netuid, uid) => one(state, netuid, uid),
  NeuronInfoRuntimeApi_get_neurons: ({ state }, netuid) =>
    neurons(state, netuid as number).map((neuron, uid) => full(state, netuid as number, uid, neuron)),
  NeuronInfoRuntimeApi_get_neuron: ({ state }, netuid, uid) => {
    const neuron = one(state, netuid, uid);
    return neuron === null ? null : full(state, netuid as number, uid as number, neuron);
  },
};
