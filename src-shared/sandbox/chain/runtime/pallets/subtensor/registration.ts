import type { PlainRecord } from "../../../codec/plain.ts";
import type { Hex } from "../../../state/bytes.ts";
import type { StateWriter } from "../../../state/view.ts";
import { type CallContext, type Calls, ensureIn, moduleFailure } from "../../dispatch.ts";
import { subtensor } from "../../items.ts";
import { changeIssuance, spendable, withdraw } from "../balances.ts";
import { appendNeuron, isRegistered, replaceNeuron, subnetExists, uidToPrune } from "./neurons.ts";
import { ensureOwner, owns } from "./stake.ts";

const ensure = ensureIn("SubtensorModule");
const ROOT = 0;

/**
 * A coldkey registers a hotkey for the subnet's present burn, which is recycled. Checks and their order are the
 * runtime's: a price between MinBurn and MaxBurn that a registration raises and that halves every BurnHalfLife blocks.
 */
function register(context: CallContext, coldkey: Hex, netuid: number, hotkey: Hex): void {
  const { state, block } = context;
  ensure(context, netuid !== ROOT, "RegistrationNotPermittedOnRootSubnet");
  ensure(context, subnetExists(state, netuid), "SubnetNotExists");
  ensure(context, state.get(subtensor.networkRegistrationAllowed, netuid), "SubNetRegistrationDisabled");
  ensure(context, !isRegistered(state, netuid, hotkey), "HotKeyAlreadyRegisteredInSubNet");
  const cost = state.get(subtensor.burn, netuid);
  ensure(context, spendable(state, coldkey) >= cost, "NotEnoughBalanceToStake");
  ensureOwner(state, coldkey, hotkey);
  ensure(context, owns(state, coldkey, hotkey), "NonAssociatedColdKey");

  const isFull = state.get(subtensor.subnetworkN, netuid) >= state.get(subtensor.maxAllowedUids, netuid);
  const pruned = isFull ? uidToPrune(state, netuid, block) : null;
  if (isFull && pruned === null)
    throw moduleFailure(context.runtime, "SubtensorModule", "NoNeuronIdAvailable");
  withdraw(context, coldkey, cost);
  changeIssuance(state, -cost);
  state.update(subtensor.raoRecycled, [netuid], (total) => total + cost);
  const uid = pruned ?? appendNeuron(state, netuid, hotkey, block);
  if (pruned !== null) replaceNeuron(state, netuid, pruned, hotkey, block);
  raiseBurn(state, netuid);
  state.update(subtensor.registrationsThisBlock, [netuid], (count) => count + 1);
  context.emit("SubtensorModule", "NeuronRegistered", [netuid, uid, hotkey]);
}

function raiseBurn(state: StateWriter, netuid: number): void {
  const { bits } = state.get(subtensor.burnIncreaseMult, netuid);
  const factor = bits > 1n << 64n ? bits : 1n << 64n;
  setBurn(state, netuid, (state.get(subtensor.burn, netuid) * factor) >> 64n);
}

/** Each block the price falls towards MinBurn, by half in BurnHalfLife blocks. */
export function decayBurn(state: StateWriter, netuid: number): void {
  const halfLife = state.get(subtensor.burnHalfLife, netuid);
  if (halfLife === 0) return;
  const factorQ32 = BigInt(Math.floor(2 ** (32 - 1 / halfLife)));
  setBurn(state, netuid, (state.get(subtensor.burn, netuid) * factorQ32) >> 32n);
  if (state.get(subtensor.registrationsThisBlock, netuid) > 0) {
    state.set(subtensor.registrationsThisBlock, [netuid], 0);
  }
}

function setBurn(state: StateWriter, netuid: number, wanted: bigint): void {
  const least = state.get(subtensor.minBurn, netuid);
  const most = state.get(subtensor.maxBurn, netuid);
  const burn = wanted < least ? least : wanted > most ? most : wanted;
  if (burn !== state.get(subtensor.burn, netuid)) state.set(subtensor.burn, [netuid], burn);
}

export const registrationCalls: Calls = {
  burned_register: {
    paysFee: true,
    weight: 354_000_000n,
    run: (context, coldkey, args) => register(context, coldkey, args.netuid as number, args.hotkey as Hex),
  },
  register_limit: {
    paysFee: true,
    weight: 354_000_000n,
    run: (context, coldkey, args: PlainRecord) => {
      const netuid = args.netuid as number;
      ensure(context, netuid !== ROOT, "RegistrationNotPermittedOnRootSubnet");
      ensure(context, subnetExists(context.state, netuid), "SubnetNotExists");
      const burn = context.state.get(subtensor.burn, netuid);
      ensure(context, burn <= (args.limit_price as bigint), "RegistrationPriceLimitExceeded");
      register(context, coldkey, netuid, args.hotkey as Hex);
    },
  },
};
