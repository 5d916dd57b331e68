import type { Codec } from "@polkadot/types/types";
import { z } from "zod";
import type { ChainState } from "./chain-state.ts";
import type { BlockRef, Metagraph, Neuron } from "./client.ts";
import type { Runtime } from "./runtime.ts";
import { hasSelectiveMetagraph, noSubnet, selectMetagraph } from "./selective-metagraph.ts";
import { bigIntegerSchema, integerSchema, shaped } from "./values.ts";

/** Fields of the selective metagraph that are asked for, by their place in it. */
const wantedFields = [5, 6, 8, 31, 46, 47, 52, 53, 56, 57, 59, 61, 62, 63, 66, 69];

const flags = z.array(z.boolean());
const integers = z.array(integerSchema);
const selectiveSchema = z.object({
  ownerHotkey: z.string().nullable(),
  ownerColdkey: z.string().nullable(),
  maxUids: integerSchema,
  tempo: integerSchema,
  commitRevealWeightsEnabled: z.boolean(),
  commitRevealPeriod: integerSchema,
  hotkeys: z.array(z.string()),
  coldkeys: z.array(z.string()),
  active: flags,
  validatorPermit: flags,
  lastUpdate: integers,
  dividends: integers,
  incentives: integers,
  consensus: integers,
  blockAtRegistration: integers,
  totalStake: z.array(bigIntegerSchema),
});

/** The largest value of the chain's 16-bit shares. */
const wholeShare = 65535;

/** A subnet's neurons at a block: in one call where the runtime has it, else from storage. */
export async function readMetagraph(
  state: ChainState,
  runtime: Runtime,
  netuid: number,
  block: BlockRef,
): Promise<Metagraph> {
  if (!hasSelectiveMetagraph(runtime)) return fromStorage(state, runtime, netuid, block);
  const query = { netuid, fields: wantedFields, at: block.hash };
  const found = await selectMetagraph(state, runtime, query, selectiveSchema);
  const { hotkeys, tempo, ownerHotkey, ownerColdkey, maxUids } = found;
  const neurons = hotkeys.map((hotkey, uid): Neuron => {
    return {
      uid,
      hotkey,
      coldkey: found.coldkeys[uid] ?? hotkey,
      stakeRao: found.totalStake[uid] ?? 0n,
      incentive: share(found.incentives[uid]),
      consensus: share(found.consensus[uid]),
      dividends: share(found.dividends[uid]),
      validatorPermit: found.validatorPermit[uid] ?? false,
      active: found.active[uid] ?? false,
      lastUpdate: found.lastUpdate[uid] ?? 0,
      registeredAt: found.blockAtRegistration[uid] ?? 0,
    };
  });
  return {
    netuid,
    block,
    tempo,
    ownerHotkey,
    ownerColdkey,
    maxUids,
    commitReveal: found.commitRevealWeightsEnabled,
    commitRevealPeriod: found.commitRevealPeriod,
    neurons,
  };
}

async function fromStorage(
  state: ChainState,
  runtime: Runtime,
  netuid: number,
  block: BlockRef,
): Promise<Metagraph> {
  const pallet = "SubtensorModule";
  const read = async <T>(entry: string, schema: z.ZodType<T>): Promise<T> => {
    const value = await state.storage(runtime, pallet, entry, [netuid], block.hash);
    return shaped(runtime, `${pallet}.${entry}`, schema, value);
  };
  const readMany = async <T>(entry: string, keys: readonly (readonly unknown[])[], schema: z.ZodType<T>) => {
    const values = await state.storageMany(runtime, pallet, entry, keys, block.hash);
    return values.map((value: Codec | null) => shaped(runtime, `${pallet}.${entry}`, schema, value));
  };
  if (!(await read("NetworksAdded", z.boolean()))) throw noSubnet(netuid);
  const size = await read("SubnetworkN", integerSchema);
  const byUid = Array.from({ length: size }, (_, uid) => [netuid, uid]);
  const [tempo, commitReveal, commitRevealPeriod, ownerHotkey, ownerColdkey, maxUids] = await Promise.all([
    read("Tempo", integerSchema),
    read("CommitRevealWeightsEnabled", z.boolean()),
    read("RevealPeriodEpochs", integerSchema),
    read("SubnetOwnerHotkey", z.string().nullable()),
    read("SubnetOwner", z.string().nullable()),
    read("MaxAllowedUids", integerSchema),
  ]);
  const [active, permits, lastUpdate, dividends, incentives, consensus] = await Promise.all([
    read("Active", flags),
    read("ValidatorPermit", flags),
    read("LastUpdate", integers),
    read("Dividends", integers),
    read("Incentive", integers),
    read("Consensus", integers),
  ]);
  const [hotkeys, registeredAt] = await Promise.all([
    readMany("Keys", byUid, z.string()),
    readMany("BlockAtRegistration", byUid, integerSchema),
  ]);
  const [coldkeys, stakes] = await Promise.all([
    readMany(
      "Owner",
      hotkeys.map((hotkey) => [hotkey]),
      z.string(),
    ),
    readMany(
      "TotalHotkeyAlpha",
      hotkeys.map((hotkey) => [hotkey, netuid]),
      bigIntegerSchema,
    ),
  ]);
  const neurons = hotkeys.map((hotkey, uid): Neuron => {
    return {
      uid,
      hotkey,
      coldkey: coldkeys[uid] ?? hotkey,
      stakeRao: stakes[uid] ?? 0n,
      incentive: share(incentives[uid]),
      consensus: share(consensus[uid]),
      dividends: share(dividends[uid]),
      validatorPermit: permits[uid] ?? false,
      active: active[uid] ?? false,
      lastUpdate: lastUpdate[uid] ?? 0,
      registeredAt: registeredAt[uid] ?? 0,
    };
  });
  return {
    netuid,
    block,
    tempo,
    ownerHotkey,
    ownerColdkey,
    maxUids,
    commitReveal,
    commitRevealPeriod,
    neurons,
  };
}

function share(value: number | undefined): number {
  return (value ?? 0) / wholeShare;
}
