import { hexToU8a, u8aConcat, u8aToHex } from "@polkadot/util";
import { blake2AsHex } from "@polkadot/util-crypto";
import type { Plain, PlainRecord } from "../codec/plain.ts";
import { header as headerType } from "../metadata/declarations/types/block.ts";
import { ScaleWriter } from "../metadata/scale.ts";
import { type ByteState, type Hex, Overlay } from "../state/bytes.ts";
import { StateWriter } from "../state/view.ts";
import type { PracticeBeacon } from "./beacon.ts";
import { callOf, runContained } from "./calls.ts";
import type { CallContext } from "./dispatch.ts";
import { encodeBare, type SignedExtrinsic } from "./extrinsic.ts";
import { dispatchInfo, feeOf } from "./fees.ts";
import { aura, system, timestamp } from "./items.ts";
import { bumpNonce, changeIssuance, withdraw } from "./pallets/balances.ts";
import { storePulses } from "./pallets/drand.ts";
import { beginBlock } from "./pallets/subtensor/epoch.ts";
import { changeSettings, type SubnetSettings } from "./pallets/subtensor/settings.ts";
import { noBeacon } from "./pallets/subtensor/timelocked.ts";
import type { ChainRuntime } from "./runtime.ts";
import { type ChainFacts, type Invalid, validate } from "./validity.ts";

export interface Header {
  readonly parent_hash: Hex;
  readonly number: number;
  readonly state_root: Hex;
  readonly extrinsics_root: Hex;
  readonly digest: { readonly logs: readonly PlainRecord[] };
}

/** A block that was made, not yet kept. */
export interface MadeBlock {
  readonly hash: Hex;
  readonly header: Hex;
  readonly number: number;
  readonly parentHash: Hex;
  readonly extrinsics: readonly Hex[];
  readonly changes: readonly (readonly [Hex, Uint8Array | null])[];
  readonly included: readonly SignedExtrinsic[];
  /** What was offered but can't be in a block any more. */
  readonly rejected: readonly { readonly extrinsic: SignedExtrinsic; readonly reason: Invalid }[];
}

export interface BlockInput {
  readonly runtime: ChainRuntime;
  readonly facts: ChainFacts;
  /** The beacon that the chain follows; null for chains from before there was one. */
  readonly beacon: PracticeBeacon | null;
  readonly parent: { readonly hash: Hex; readonly number: number; readonly stateRoot: Hex };
  readonly state: ByteState;
  readonly nowMs: number;
  readonly slot: bigint;
  /** Settings of subnets that change with this block, before anything else happens in it. */
  readonly changedSettings: readonly (readonly [netuid: number, settings: SubnetSettings])[];
  /** In the order in which they shall run. */
  readonly offered: readonly SignedExtrinsic[];
}

/** At most so many weights of execution go into a block: the runtime's limit for normal calls, in picoseconds. */
const MAX_BLOCK_WEIGHT = 3_000_000_000_000n;
const MAX_BLOCK_BYTES = 7_864_320;
const AURA_ENGINE: Hex = u8aToHex(new TextEncoder().encode("aura"));
const BLOCK_HASH_COUNT = 2400;

type PhaseValue = Plain;

/** Makes the next block: hooks, the timestamp, then what was offered, each in its own layer over the state. */
export function makeBlock(input: BlockInput): MadeBlock {
  const { runtime, parent } = input;
  const number = parent.number + 1;
  const overlay = new Overlay(input.state);
  const state = new StateWriter(runtime.layout, overlay);
  const events: PlainRecord[] = [];
  let phase: PhaseValue = "Initialization";
  const context: CallContext = {
    runtime,
    state,
    block: number,
    emit: (pallet, event, fields) =>
      events.push({
        phase,
        event: { [pallet]: [fields === undefined ? event : { [event]: fields }] },
        topics: [],
      }),
  };
  const digest = {
    logs: [{ PreRuntime: [AURA_ENGINE, u8aToHex(new ScaleWriter().integer(input.slot, 8).finish())] }],
  };
  beginState(context, parent, digest, input.slot);
  for (const [netuid, settings] of input.changedSettings) changeSettings(state, netuid, settings, number);
  beginBlock(context, input.beacon ?? noBeacon);

  const bodies: Uint8Array[] = [];
  const apply = (body: Uint8Array, run: () => void): void => {
    phase = { ApplyExtrinsic: [bodies.length] };
    run();
    bodies.push(body);
  };
  const now = BigInt(input.nowMs);
  apply(encodeBare(runtime, { pallet: "Timestamp", name: "set", args: { now } }), () => {
    state.set(timestamp.now, [], now);
    if (input.beacon !== null) storePulses(context, input.beacon, input.nowMs);
    context.emit("System", "ExtrinsicSuccess", {
      dispatch_info: {
        weight: { ref_time: 253_000_000n, proof_size: 0n },
        class: "Mandatory",
        pays_fee: "Yes",
      },
    });
  });

  const included: SignedExtrinsic[] = [];
  const rejected: { extrinsic: SignedExtrinsic; reason: Invalid }[] = [];
  let [weight, byteCount] = [0n, 0];
  for (const extrinsic of input.offered) {
    const call = callOf(extrinsic.call);
    if (weight + call.weight > MAX_BLOCK_WEIGHT) continue;
    if (byteCount + extrinsic.bytes.length > MAX_BLOCK_BYTES) continue;
    const validity = validate(context, extrinsic, input.facts);
    if (validity.kind === "invalid") {
      rejected.push({ extrinsic, reason: validity.reason });
      continue;
    }
    if (validity.isFuture) continue;
    apply(extrinsic.bytes, () => applySigned(context, extrinsic));
    included.push(extrinsic);
    weight += call.weight;
    byteCount += extrinsic.bytes.length;
  }
  state.set(system.events, [], events);
  state.set(system.eventCount, [], events.length);

  const changes = overlay.changes();
  const header: Header = {
    parent_hash: parent.hash,
    number,
    state_root: stateRoot(parent.stateRoot, changes),
    extrinsics_root: blake2AsHex(u8aConcat(...bodies)),
    digest,
  };
  const headerBytes = runtime.codec.encode(headerType, header as unknown as PlainRecord);
  return {
    hash: blake2AsHex(headerBytes),
    header: u8aToHex(headerBytes),
    number,
    parentHash: parent.hash,
    extrinsics: bodies.map((body) => u8aToHex(body)),
    changes,
    included,
    rejected,
  };
}

function beginState(
  { state }: CallContext,
  parent: BlockInput["parent"],
  digest: PlainRecord,
  slot: bigint,
): void {
  state.set(system.number, [], parent.number + 1);
  state.set(system.parentHash, [], parent.hash);
  state.set(system.blockHash, [parent.number], parent.hash);
  const forgotten = parent.number - BLOCK_HASH_COUNT;
  if (forgotten > 0) state.remove(system.blockHash, forgotten);
  state.set(system.digest, [], digest);
  state.set(aura.currentSlot, [], slot);
}

/** Pays, counts the nonce, runs the call, and says how it went; the fee and the nonce stay where the call fails. */
function applySigned(context: CallContext, extrinsic: SignedExtrinsic): void {
  const signer = extrinsic.signer;
  if (signer === null) throw new Error("an extrinsic without a signer was called valid");
  const call = callOf(extrinsic.call);
  const fee = feeOf(call, extrinsic.bytes.length, extrinsic.tip);
  bumpNonce(context.state, signer);
  if (fee.total > 0n) {
    withdraw(context, signer, fee.total);
    changeIssuance(context.state, -fee.total);
    context.emit("Balances", "Withdraw", { who: signer, amount: fee.total });
  }
  const error = runContained(context, signer, extrinsic.call);
  if (fee.total > 0n) {
    context.emit("TransactionPayment", "TransactionFeePaid", {
      who: signer,
      actual_fee: fee.total,
      tip: fee.tip,
    });
  }
  const dispatch_info = dispatchInfo(call);
  if (error === null) context.emit("System", "ExtrinsicSuccess", { dispatch_info });
  else context.emit("System", "ExtrinsicFailed", { dispatch_error: error, dispatch_info });
}

/**
 * Stands for all state: a Blake2b-256 chain over what each block wrote. Unlike the live chain's it is no Merkle trie,
 * so there are no storage proofs; equal histories give equal roots and different ones different roots.
 */
export function stateRoot(parentRoot: Hex, changes: readonly (readonly [Hex, Uint8Array | null])[]): Hex {
  const parts: Uint8Array[] = [hexToU8a(parentRoot)];
  for (const [key, value] of changes) {
    parts.push(hexToU8a(key), Uint8Array.of(value === null ? 0 : 1), value ?? new Uint8Array());
  }
  return blake2AsHex(u8aConcat(...parts));
}
