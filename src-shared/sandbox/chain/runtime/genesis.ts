import { stringToHex, u8aToHex } from "@polkadot/util";
import { blake2AsHex, decodeAddress } from "@polkadot/util-crypto";
import type { PlainRecord } from "../codec/plain.ts";
import { header as headerType } from "../metadata/declarations/types/block.ts";
import { runtimeVersion } from "../metadata/index.ts";
import { type ByteState, type Hex, Overlay } from "../state/bytes.ts";
import { StateWriter } from "../state/view.ts";
import { PracticeBeacon } from "./beacon.ts";
import { type Header, stateRoot } from "./block.ts";
import { subtensor, system, timestamp } from "./items.ts";
import { changeIssuance, deposit } from "./pallets/balances.ts";
import { followBeacon } from "./pallets/drand.ts";
import { appendNeuron } from "./pallets/subtensor/neurons.ts";
import { applySettings, defaultSettings, type SubnetSettings } from "./pallets/subtensor/settings.ts";
import { changeStake, ensureOwner } from "./pallets/subtensor/stake.ts";
import type { ChainRuntime } from "./runtime.ts";

/** A hotkey on a subnet from the first block on. Addresses are SS58 or `0x` public keys. */
export interface GenesisRegistration {
  readonly coldkey: string;
  readonly hotkey: string;
  /** Alpha staked by the coldkey, in rao. A validator without any gets 1,000 alpha: permits go to the staked. */
  readonly stakeRao?: bigint;
  readonly validatorPermit?: boolean;
}

export interface GenesisSubnet extends SubnetSettings {
  readonly netuid: number;
  /** The owner's coldkey; its first registration is the owner's hotkey. */
  readonly owner: string;
  /** Uids are given in this order. */
  readonly registrations: readonly GenesisRegistration[];
  readonly name?: string;
}

export interface Genesis {
  readonly accounts: readonly { readonly address: string; readonly balanceRao: bigint }[];
  readonly subnets: readonly GenesisSubnet[];
  /** The stake below which weights are refused; 0 as on a fresh chain. */
  readonly stakeThresholdRao?: bigint;
}

const VALIDATOR_STAKE_RAO = 1_000_000_000_000n;
const POOL_RAO = 1_000_000_000_000n;
const ROOT = 0;
const ZERO_HASH: Hex = `0x${"00".repeat(32)}`;
const emptyState: ByteState = { get: () => null, keys: () => [] };

/** Block 0: its header, its hash, the state it begins with, and the seed of the beacon it follows. */
export function makeGenesis(runtime: ChainRuntime, genesis: Genesis, nowMs: number) {
  const overlay = new Overlay(emptyState);
  const state = new StateWriter(runtime.layout, overlay);
  const context = { state, emit: () => undefined };
  state.set(system.lastRuntimeUpgrade, [], {
    spec_version: runtimeVersion.specVersion,
    spec_name: runtimeVersion.specName,
  });
  state.set(timestamp.now, [], BigInt(nowMs));
  for (const { address, balanceRao } of genesis.accounts) {
    deposit(context, accountOf(address), balanceRao);
    changeIssuance(state, balanceRao);
  }
  state.set(subtensor.stakeThreshold, [], genesis.stakeThresholdRao ?? 0n);
  addRoot(state);
  for (const subnet of genesis.subnets) addSubnet(state, subnet);
  state.set(subtensor.totalNetworks, [], genesis.subnets.length + 1);

  // All that was chosen so far tells this chain from others: its beacon's key follows from it.
  const beaconSeed = stateRoot(ZERO_HASH, overlay.changes());
  followBeacon(state, new PracticeBeacon(beaconSeed).publicKey, nowMs);

  const changes = overlay.changes();
  const header: Header = {
    parent_hash: ZERO_HASH,
    number: 0,
    state_root: stateRoot(ZERO_HASH, changes),
    extrinsics_root: blake2AsHex(new Uint8Array()),
    digest: { logs: [] },
  };
  const headerBytes = runtime.codec.encode(headerType, header as unknown as PlainRecord);
  return { hash: blake2AsHex(headerBytes), header: u8aToHex(headerBytes), changes, beaconSeed };
}

function addRoot(state: StateWriter): void {
  state.set(subtensor.networksAdded, [ROOT], true);
  state.set(subtensor.tempo, [ROOT], 100);
  state.set(subtensor.maxAllowedUids, [ROOT], 64);
}

function addSubnet(state: StateWriter, subnet: GenesisSubnet): void {
  const { netuid } = subnet;
  const owner = accountOf(subnet.owner);
  state.set(subtensor.networksAdded, [netuid], true);
  state.set(subtensor.networkRegisteredAt, [netuid], 0n);
  state.set(subtensor.firstEmissionBlockNumber, [netuid], 1n);
  state.set(subtensor.subtokenEnabled, [netuid], true);
  state.set(subtensor.subnetOwner, [netuid], owner);
  state.set(subtensor.subnetIdentities, [netuid], identity(subnet.name ?? `Practice subnet ${netuid}`));
  state.set(subtensor.subnetTao, [netuid], POOL_RAO);
  state.set(subtensor.subnetAlphaIn, [netuid], POOL_RAO);
  state.set(subtensor.subnetMovingPrice, [netuid], { bits: 1n << 32n });
  applySettings(state, netuid, { ...defaultSettings, ...subnet });
  for (const registration of subnet.registrations) addNeuron(state, netuid, registration);
  const ownerHotkey = subnet.registrations.find(({ coldkey }) => accountOf(coldkey) === owner)?.hotkey;
  if (ownerHotkey !== undefined) state.set(subtensor.subnetOwnerHotkey, [netuid], accountOf(ownerHotkey));
}

function addNeuron(state: StateWriter, netuid: number, registration: GenesisRegistration): void {
  const [coldkey, hotkey] = [accountOf(registration.coldkey), accountOf(registration.hotkey)];
  ensureOwner(state, coldkey, hotkey);
  const uid = appendNeuron(state, netuid, hotkey, 0);
  const isValidator = registration.validatorPermit === true;
  const stake = registration.stakeRao ?? (isValidator ? VALIDATOR_STAKE_RAO : 0n);
  if (stake > 0n) {
    changeStake(state, hotkey, coldkey, netuid, stake);
    state.update(subtensor.totalStake, [], (total) => total + stake);
  }
  if (isValidator) state.update(subtensor.validatorPermit, [netuid], (all) => all.with(uid, true));
}

function identity(name: string): PlainRecord {
  const fields = [
    "github_repo",
    "subnet_contact",
    "subnet_url",
    "discord",
    "description",
    "logo_url",
    "additional",
  ];
  return { subnet_name: stringToHex(name), ...Object.fromEntries(fields.map((field) => [field, "0x"])) };
}

/** Throws where the text is no address. */
export const accountOf = (address: string): Hex => u8aToHex(decodeAddress(address));
