import { hexToU8a } from "@polkadot/util";
import { header as headerType } from "../metadata/declarations/types/block.ts";
import { type CommitmentRule, runtimeVersion } from "../metadata/index.ts";
import { type ApiContext, callApi } from "../runtime/apis/index.ts";
import { PracticeBeacon } from "../runtime/beacon.ts";
import { type Header, type MadeBlock, makeBlock } from "../runtime/block.ts";
import type { CallContext } from "../runtime/dispatch.ts";
import { decodeSigned, type SignedExtrinsic } from "../runtime/extrinsic.ts";
import { type Genesis, makeGenesis } from "../runtime/genesis.ts";
import { system, timestamp } from "../runtime/items.ts";
import type { SubnetSettings } from "../runtime/pallets/subtensor/settings.ts";
import { ChainRuntime } from "../runtime/runtime.ts";
import { type ChainFacts, type Validity, validate } from "../runtime/validity.ts";
import { type Hex, Overlay } from "../state/bytes.ts";
import { Ledger, type StoredBlock } from "../state/ledger.ts";
import { StateReader, StateWriter } from "../state/view.ts";
import type { BlockClock } from "./clock.ts";
import { type PoolRefusal, TransactionPool } from "./pool.ts";

export interface NodeOptions {
  /** The SQLite file. */
  readonly file: string;
  readonly rule: CommitmentRule;
  readonly genesis: Genesis;
  readonly clock: BlockClock;
  readonly genesisTimeMs: number;
  /** How many blocks finality is behind the best block. */
  readonly finalityLag: number;
  readonly poolLimit: number;
  /** How many blocks back state can be read. */
  readonly keptStates: number;
}

/** What happens on the chain, in order. */
export interface NodeEvents {
  /** A new best block; `changed` are the keys it wrote. */
  best(block: StoredBlock, changed: readonly Hex[]): void;
  /** A block left the best chain. */
  retracted(block: StoredBlock): void;
  finalized(block: StoredBlock): void;
}

/** This chain file was made with other settings. */
export class ChainMismatch extends Error {}

const PRUNE_EVERY_BLOCKS = 100;
const SLOT_MS = 12_000;

/** The chain: makes blocks from the pool, keeps them, finalizes them, and takes the best one back when told to. */
export class ChainNode {
  readonly runtime: ChainRuntime;
  readonly pool: TransactionPool;
  readonly genesisHash: Hex;
  readonly #ledger: Ledger;
  readonly #options: NodeOptions;
  readonly #listeners = new Set<NodeEvents>();
  readonly #beacon: PracticeBeacon | null;
  #best: StoredBlock;
  #finalized: StoredBlock;
  #isFinalityStalled = false;
  #changedSettings: (readonly [netuid: number, settings: SubnetSettings])[] = [];

  /** Opens the chain's file, or makes its genesis. Throws ChainMismatch where the file is of another chain. */
  constructor(options: NodeOptions) {
    this.#options = options;
    this.runtime = new ChainRuntime(options.rule);
    this.pool = new TransactionPool(options.poolLimit);
    this.#ledger = new Ledger(options.file);
    const genesis = this.#ledger.canonicalBlock(0) ?? this.#makeGenesis();
    const rule = this.#ledger.fact("rule");
    if (rule !== options.rule) {
      this.#ledger.close();
      throw new ChainMismatch(`this chain was made with the commitment rule ${rule}, not ${options.rule}`);
    }
    const beaconSeed = this.#ledger.fact("beaconSeed");
    this.#beacon = beaconSeed === null ? null : new PracticeBeacon(beaconSeed as Hex);
    this.genesisHash = genesis.hash;
    this.#best = this.#ledger.best() ?? genesis;
    const final = Math.max(Number(this.#ledger.fact("finalized")), this.#best.number - options.finalityLag);
    this.#finalized = this.#ledger.canonicalBlock(final) ?? genesis;
  }

  get best(): StoredBlock {
    return this.#best;
  }

  get finalized(): StoredBlock {
    return this.#finalized;
  }

  /** Hears what happens from now on. Answers how to stop. */
  listen(listener: NodeEvents): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  block(hash: string): StoredBlock | null {
    return this.#ledger.block(hash);
  }

  canonicalBlock(number: number): StoredBlock | null {
    return this.#ledger.canonicalBlock(number);
  }

  header(block: StoredBlock): Header {
    return this.runtime.codec.decode(headerType, hexToU8a(block.header)) as unknown as Header;
  }

  /** The state at a block; null where it was pruned or the block is off the best chain. */
  stateAt(block: StoredBlock): StateReader | null {
    if (!block.isCanonical) return null;
    if (block.hash === this.#best.hash) return new StateReader(this.runtime.layout, this.#ledger.state);
    if (block.number < this.#oldestState()) return null;
    return new StateReader(this.runtime.layout, this.#ledger.stateAt(block.number));
  }

  /** Reads a transaction's bytes. Throws ScaleDecodeError. */
  decode(bytes: Uint8Array): SignedExtrinsic {
    return decodeSigned(this.runtime, bytes);
  }

  /** Answers a runtime API at a block. Null where its state is gone; `unknown` where the sandbox has no such API. */
  callApi(block: StoredBlock, name: string, input: Hex): Uint8Array | "unknown" | null {
    const state = this.stateAt(block);
    if (state === null) return null;
    const context: ApiContext = {
      runtime: this.runtime,
      state,
      block: block.number,
      decode: (bytes) => this.decode(bytes),
      validity: (extrinsic) => this.validity(extrinsic),
    };
    return callApi(context, name, input) ?? "unknown";
  }

  /** Whether the next block could take the transaction. */
  validity(extrinsic: SignedExtrinsic): Validity {
    return validate(this.#validationContext(), extrinsic, this.#facts());
  }

  /** Offers a transaction to the pool; null, or why it was refused. */
  submit(extrinsic: SignedExtrinsic): PoolRefusal | null {
    return this.pool.submit(extrinsic, this.validity(extrinsic), this.#best.number);
  }

  /** The nonce of an account's next transaction, counting the pool. */
  nextNonce(account: Hex): number {
    const state = new StateReader(this.runtime.layout, this.#ledger.state);
    return this.pool.nextNonce(account, state.get(system.account, account).nonce);
  }

  /** Makes the next block from what waits. */
  makeBlock(): StoredBlock {
    return this.#make(this.pool.offered);
  }

  /** Changes a subnet's hyperparameters with the next block, as its owner would. */
  changeSubnet(netuid: number, settings: SubnetSettings): void {
    this.#changedSettings.push([netuid, settings]);
  }

  /**
   * Takes the best block back and puts a sibling without its transactions in its place; they wait again, or with
   * `drop` are thrown out. Answers the block that was taken back; null where the best block is final.
   */
  retractBest(drop = false): StoredBlock | null {
    const block = this.#best;
    const parent = this.#ledger.canonicalBlock(block.number - 1);
    if (block.number <= this.#finalized.number || parent === null) return null;
    this.#ledger.transaction(() => {
      this.#ledger.retract(block);
      this.#ledger.setFact("forks", String(this.#forks() + 1));
    });
    this.#best = parent;
    const retracted = { ...block, isCanonical: false };
    for (const listener of this.#listeners) listener.retracted(retracted);
    const signed = block.extrinsics.slice(1).map((bytes) => this.decode(hexToU8a(bytes)));
    this.pool.blockRetracted(block.hash, signed);
    if (drop) for (const { hash } of signed) this.pool.evict(hash, parent.number);
    this.#make([]);
    return retracted;
  }

  /** Stops finality, or lets it catch up. */
  stallFinality(isStalled: boolean): void {
    this.#isFinalityStalled = isStalled;
    if (!isStalled) this.#advanceFinality();
  }

  close(): void {
    this.#ledger.close();
  }

  #make(offered: readonly SignedExtrinsic[]): StoredBlock {
    const parent = this.#best;
    const state = new StateReader(this.runtime.layout, this.#ledger.state);
    const nowMs = this.#options.clock.timeOf(parent.number + 1, Number(state.get(timestamp.now)));
    const made = makeBlock({
      runtime: this.runtime,
      facts: this.#facts(),
      beacon: this.#beacon,
      parent: { hash: parent.hash, number: parent.number, stateRoot: this.header(parent).state_root },
      state: this.#ledger.state,
      nowMs,
      slot: BigInt(Math.floor(nowMs / SLOT_MS) + this.#forks()),
      changedSettings: this.#changedSettings,
      offered,
    });
    this.#changedSettings = [];
    const block = this.#keep(made);
    this.#best = block;
    const changed = made.changes.map(([key]) => key);
    for (const listener of this.#listeners) listener.best(block, changed);
    this.pool.blockMade({ ...block, included: made.included }, (extrinsic) => this.validity(extrinsic));
    this.#advanceFinality();
    return block;
  }

  #keep(made: MadeBlock): StoredBlock {
    const { hash, number, parentHash, header, extrinsics } = made;
    const block: StoredBlock = { hash, number, parentHash, header, extrinsics, isCanonical: true };
    this.#ledger.transaction(() => {
      this.#ledger.append(block, made.changes);
      if (number % PRUNE_EVERY_BLOCKS === 0) this.#ledger.prune(number - this.#options.keptStates);
    });
    return block;
  }

  #advanceFinality(): void {
    if (this.#isFinalityStalled) return;
    const until = this.#best.number - this.#options.finalityLag;
    while (this.#finalized.number < until) {
      const next = this.#ledger.canonicalBlock(this.#finalized.number + 1);
      if (next === null) return;
      this.#finalized = next;
      this.#ledger.setFact("finalized", String(next.number));
      for (const listener of this.#listeners) listener.finalized(next);
      this.pool.finalized(next.hash);
    }
  }

  #makeGenesis(): StoredBlock {
    const { genesis, genesisTimeMs, rule } = this.#options;
    const { hash, header, changes, beaconSeed } = makeGenesis(this.runtime, genesis, genesisTimeMs);
    const parentHash: Hex = `0x${"00".repeat(32)}`;
    const block: StoredBlock = { hash, number: 0, parentHash, header, extrinsics: [], isCanonical: true };
    this.#ledger.transaction(() => {
      this.#ledger.append(block, changes);
      this.#ledger.setFact("rule", rule);
      this.#ledger.setFact("beaconSeed", beaconSeed);
      this.#ledger.setFact("finalized", "0");
      this.#ledger.setFact("forks", "0");
    });
    return block;
  }

  /** As a node does, the pool looks at transactions in the next block before any of its hooks has run. */
  #validationContext(): CallContext {
    return {
      runtime: this.runtime,
      state: new StateWriter(this.runtime.layout, new Overlay(this.#ledger.state)),
      block: this.#best.number + 1,
      emit: () => undefined,
    };
  }

  #facts(): ChainFacts {
    return {
      specVersion: runtimeVersion.specVersion,
      transactionVersion: runtimeVersion.transactionVersion,
      genesisHash: this.genesisHash,
      hashOf: (number) => this.#ledger.canonicalBlock(number)?.hash ?? null,
    };
  }

  #oldestState(): number {
    return this.#best.number - this.#options.keptStates;
  }

  /** How often the best block was taken back: keeps siblings apart. */
  #forks(): number {
    return Number(this.#ledger.fact("forks"));
  }
}
