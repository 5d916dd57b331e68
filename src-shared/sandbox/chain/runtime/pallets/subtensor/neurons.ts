import type { Hex } from "../../../state/bytes.ts";
import type { Item, StateReader, StateWriter } from "../../../state/view.ts";
import { subtensor } from "../../items.ts";

export const isRegistered = (state: StateReader, netuid: number, hotkey: Hex): boolean =>
  state.has(subtensor.uids, netuid, hotkey);

export const subnetExists = (state: StateReader, netuid: number): boolean =>
  state.get(subtensor.networksAdded, netuid);

/** All subnets, the root network too, by netuid. */
export function netuids(state: StateReader): readonly number[] {
  return [...state.entries(subtensor.networksAdded)]
    .filter(([, isThere]) => isThere)
    .map(([[netuid]]) => netuid)
    .sort((a, b) => a - b);
}

/** The hotkeys of a subnet by uid. */
export function hotkeysOf(state: StateReader, netuid: number): readonly Hex[] {
  const count = state.get(subtensor.subnetworkN, netuid);
  return Array.from({ length: count }, (_, uid) => state.get(subtensor.keys, netuid, uid));
}

/** The list with one element replaced; as it was where it is too short. */
export function withElement<T>(list: readonly T[], at: number, value: T): readonly T[] {
  return at < list.length ? list.with(at, value) : list;
}

export function setLastUpdate(state: StateWriter, netuid: number, uid: number, block: number): void {
  state.update(subtensor.lastUpdate, [netuid], (all) => withElement(all, uid, BigInt(block)));
}

const perUid: readonly (readonly [Item<readonly [number], readonly unknown[]>, unknown])[] = [
  [subtensor.emission, 0n],
  [subtensor.consensus, 0],
  [subtensor.incentive, 0],
  [subtensor.dividends, 0],
  [subtensor.validatorTrust, 0],
  [subtensor.validatorPermit, false],
];

function join(state: StateWriter, netuid: number, uid: number, hotkey: Hex, block: number): void {
  state.set(subtensor.keys, [netuid, uid], hotkey);
  state.set(subtensor.uids, [netuid, hotkey], uid);
  state.set(subtensor.blockAtRegistration, [netuid, uid], BigInt(block));
  state.set(subtensor.isNetworkMember, [hotkey, netuid], true);
}

/** Gives the hotkey the next free uid. */
export function appendNeuron(state: StateWriter, netuid: number, hotkey: Hex, block: number): number {
  const uid = state.get(subtensor.subnetworkN, netuid);
  state.set(subtensor.subnetworkN, [netuid], uid + 1);
  for (const [item, zero] of perUid) state.update(item, [netuid], (all) => [...all, zero]);
  state.update(subtensor.active, [netuid], (all) => [...all, true]);
  state.update(subtensor.lastUpdate, [netuid], (all) => [...all, BigInt(block)]);
  join(state, netuid, uid, hotkey, block);
  return uid;
}

/** Puts the hotkey in the place of the one that has the uid now. */
export function replaceNeuron(
  state: StateWriter,
  netuid: number,
  uid: number,
  hotkey: Hex,
  block: number,
): void {
  const old = state.get(subtensor.keys, netuid, uid);
  state.remove(subtensor.uids, netuid, old);
  state.remove(subtensor.isNetworkMember, old, netuid);
  state.remove(subtensor.axons, netuid, old);
  for (const [item, zero] of perUid) state.update(item, [netuid], (all) => withElement(all, uid, zero));
  state.update(subtensor.active, [netuid], (all) => withElement(all, uid, true));
  state.remove(subtensor.weights, netuid, uid);
  state.remove(subtensor.bonds, netuid, uid);
  for (const [[, validator], weights] of [...state.entries(subtensor.weights, netuid)]) {
    const without = weights.map(([to, weight]) => [to, to === uid ? 0 : weight] as const);
    state.set(subtensor.weights, [netuid, validator], without);
  }
  setLastUpdate(state, netuid, uid, block);
  join(state, netuid, uid, hotkey, block);
}

/**
 * Hotkeys that are never put out: the owner's, then the longest registered of the owner's coldkey, up to the
 * subnet's limit.
 */
function immortal(state: StateReader, netuid: number): ReadonlySet<Hex> {
  const ownerHotkey = state.get(subtensor.subnetOwnerHotkey, netuid);
  const owned = state
    .get(subtensor.ownedHotkeys, state.get(subtensor.subnetOwner, netuid))
    .flatMap((hotkey) => {
      const uid = state.get(subtensor.uids, netuid, hotkey);
      return uid === null
        ? []
        : [{ hotkey, uid, since: state.get(subtensor.blockAtRegistration, netuid, uid) }];
    })
    .sort((a, b) => Number(a.since - b.since) || a.uid - b.uid)
    .map(({ hotkey }) => hotkey)
    .filter((hotkey) => hotkey !== ownerHotkey);
  const kept = isRegistered(state, netuid, ownerHotkey) ? [ownerHotkey, ...owned] : owned;
  return new Set(kept.slice(0, state.get(subtensor.immuneOwnerUidsLimit, netuid)));
}

/**
 * The uid that makes room when a subnet is full: the lowest emission, then the oldest registration, among those out
 * of their immunity while enough such are left, else among the immune.
 */
export function uidToPrune(state: StateReader, netuid: number, block: number): number | null {
  const kept = immortal(state, netuid);
  const emission = state.get(subtensor.emission, netuid);
  const immunity = state.get(subtensor.immunityPeriod, netuid);
  const candidates = hotkeysOf(state, netuid)
    .map((hotkey, uid) => {
      const registered = Number(state.get(subtensor.blockAtRegistration, netuid, uid));
      return {
        uid,
        hotkey,
        registered,
        emission: emission[uid] ?? 0n,
        isImmune: block - registered < immunity,
      };
    })
    .filter(({ hotkey }) => !kept.has(hotkey))
    .sort(
      (a, b) =>
        Number(a.emission > b.emission) - Number(a.emission < b.emission) ||
        a.registered - b.registered ||
        a.uid - b.uid,
    );
  const free = candidates.filter(({ isImmune }) => !isImmune);
  const mayPruneFree = free.length > state.get(subtensor.minNonImmuneUids, netuid);
  const immune = candidates.find(({ isImmune }) => isImmune);
  return (mayPruneFree ? free[0] : immune)?.uid ?? null;
}
