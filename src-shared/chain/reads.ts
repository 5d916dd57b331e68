import { z } from "zod";
import type { ChainState } from "./chain-state.ts";
import type { Commitment, Registration } from "./client.ts";
import { registrationSchema, textOfFields } from "./commitment-data.ts";
import { ChainError } from "./errors.ts";
import type { Runtime } from "./runtime.ts";
import { integerSchema, shaped } from "./values.ts";

/** The UID of a hotkey on a subnet and the block it got it in; null where it has none. */
export async function readRegistration(
  state: ChainState,
  runtime: Runtime,
  netuid: number,
  hotkey: string,
  at: string,
): Promise<Registration | null> {
  const found = await state.storage(
    runtime,
    "SubtensorModule",
    "Uids",
    [netuid, checkedAddress(runtime, hotkey)],
    at,
  );
  const uid = shaped(runtime, "SubtensorModule.Uids", integerSchema.nullable(), found);
  if (uid === null) return null;
  const block = await state.storage(runtime, "SubtensorModule", "BlockAtRegistration", [netuid, uid], at);
  return { uid, block: shaped(runtime, "SubtensorModule.BlockAtRegistration", integerSchema, block) };
}

export async function readCommitment(
  state: ChainState,
  runtime: Runtime,
  netuid: number,
  hotkey: string,
  at: string,
): Promise<Commitment | null> {
  const keys = [netuid, checkedAddress(runtime, hotkey)];
  const found = await state.storage(runtime, "Commitments", "CommitmentOf", keys, at);
  return found === null ? null : asCommitment(runtime, found);
}

export async function readCommitments(
  state: ChainState,
  runtime: Runtime,
  netuid: number,
  at: string,
): Promise<ReadonlyMap<string, Commitment>> {
  const entries = await state.entries(runtime, "Commitments", "CommitmentOf", [netuid], at);
  return new Map(
    entries.map(({ keys, value }) => {
      const hotkey = shaped(runtime, "Commitments.CommitmentOf", z.string(), keys[1] ?? null);
      return [hotkey, asCommitment(runtime, value)];
    }),
  );
}

function asCommitment(runtime: Runtime, value: Parameters<typeof shaped>[3]): Commitment {
  const { block, info } = shaped(runtime, "Commitments.CommitmentOf", registrationSchema, value);
  return { block, text: textOfFields(info.fields) };
}

/** The chain's own clock, in milliseconds since 1970. */
export async function readChainTime(state: ChainState, runtime: Runtime, at: string): Promise<number> {
  const now = await state.storage(runtime, "Timestamp", "Now", [], at);
  return shaped(runtime, "Timestamp.Now", integerSchema, now);
}

/** The beacon's newest round that the chain stored; null where it has no beacon, or stored none yet. */
export async function readBeaconRound(
  state: ChainState,
  runtime: Runtime,
  at: string,
): Promise<number | null> {
  if (!runtime.has("Drand", "LastStoredRound")) return null;
  const stored = await state.storage(runtime, "Drand", "LastStoredRound", [], at);
  const round = shaped(runtime, "Drand.LastStoredRound", integerSchema, stored);
  return round === 0 ? null : round;
}

/** Throws `ChainAddressInvalid` where it is no SS58 address. */
export function checkedAddress(runtime: Runtime, address: string): string {
  try {
    return runtime.registry.createTypeUnsafe("AccountId", [address]).toString();
  } catch (error) {
    throw new ChainError("ChainAddressInvalid", { address }, { cause: error });
  }
}
