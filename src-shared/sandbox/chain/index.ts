import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { cryptoWaitReady } from "@polkadot/util-crypto";
import { virtualClock, wallClock } from "./node/clock.ts";
import { ChainMismatch, ChainNode, type NodeOptions } from "./node/node.ts";
import { Dispatcher } from "./rpc/dispatcher.ts";
import { CallFaults, type CutMoment } from "./rpc/faults.ts";
import { RpcServer } from "./rpc/server.ts";
import type { Genesis } from "./runtime/genesis.ts";
import type { SubnetSettings } from "./runtime/pallets/subtensor/settings.ts";
import type { Hex } from "./state/bytes.ts";

export type { CutMoment } from "./rpc/faults.ts";
export type { Genesis, GenesisRegistration, GenesisSubnet } from "./runtime/genesis.ts";
export type { SubnetSettings } from "./runtime/pallets/subtensor/settings.ts";
export { ChainMismatch };

/** How a hotkey's commitments are spaced out: bytes an epoch as today, or a number of blocks as it used to be. */
export type CommitmentRules = "space" | "interval";

export interface SandboxChainOptions {
  /** Folder for the chain's file; made where it isn't there. A chain that lies there goes on. */
  readonly dataDir: string;
  /** 0 or left out: a free port. */
  readonly port?: number;
  /** From one block to the next; the live chain's 12,000 by default. Unused in manual mode. */
  readonly blockTimeMs?: number;
  /** `timer` makes blocks by itself, `manual` only when told. */
  readonly mode?: "timer" | "manual";
  /** How many blocks finality is behind the best block. */
  readonly finalityLag?: number;
  readonly rules?: CommitmentRules;
  readonly genesis: Genesis;
  /** `wall` is the machine's time; `virtual` says 12 s a block from `genesisTimeMs` on, whatever the speed. */
  readonly clock?: "wall" | "virtual";
  /** By how much the virtual clock goes on with each block; 12 s where left out. */
  readonly virtualStepMs?: number;
  readonly genesisTimeMs?: number;
  /** How many transactions may wait. */
  readonly poolLimit?: number;
  /** How many blocks back state can be read; older values are forgotten, blocks never. */
  readonly keptStates?: number;
  /** Hears of defects of the sandbox itself; a process warning by default. */
  readonly onDefect?: (error: unknown) => void;
}

/** What can be made to go wrong. */
export interface SandboxChainFaults {
  /** Cuts the connection at the nth call of a method from now on, before or after the call took effect. */
  dropConnection(fault: { readonly method: string; readonly nth?: number; readonly when: CutMoment }): void;
  /** Answers the nth call of a method so much later. */
  delay(fault: { readonly method: string; readonly nth?: number; readonly ms: number }): void;
  /** Answers the nth call of a method with an error, without doing it. */
  answerError(fault: {
    readonly method: string;
    readonly nth?: number;
    readonly code: number;
    readonly message: string;
    readonly data?: string;
  }): void;
  /** Forgets faults that wait for their call. */
  clear(): void;
  /** Cuts every connection now. */
  cutConnections(): void;
  /**
   * Takes the best block back and puts an empty sibling in its place. Its transactions wait again, or with `drop`
   * are thrown out. Answers the hash that left the chain; null where the best block is final.
   */
  retractBest(options?: { readonly drop?: boolean }): Hex | null;
  /** Stops finality, or lets it catch up. */
  stallFinality(isStalled: boolean): void;
  /** Throws a waiting transaction out; false where it doesn't wait. */
  evict(transactionHash: Hex): boolean;
  /** Refuses a transaction from now on as temporarily banned. */
  ban(transactionHash: Hex): void;
  /** Stops making blocks by the timer, or goes on. */
  pauseBlocks(isPaused: boolean): void;
  /** As a node that is stopped and started: connections, subscriptions and the pool are gone, blocks stay. */
  restart(): void;
}

export interface SandboxChain {
  /** ws://127.0.0.1:port; the same port takes HTTP POST. */
  readonly url: string;
  readonly genesisHash: Hex;
  readonly faults: SandboxChainFaults;
  readonly bestBlock: { readonly hash: Hex; readonly number: number };
  readonly finalizedBlock: { readonly hash: Hex; readonly number: number };
  /** Makes so many blocks now, whatever the mode. */
  advanceBlocks(count: number): void;
  /**
   * Changes a subnet's hyperparameters with the next block, as its owner would: from open weights to committed ones,
   * say. A block that is taken back takes the change with it.
   */
  changeSubnet(netuid: number, settings: SubnetSettings): void;
  close(): Promise<void>;
}

const DEFAULT_BLOCK_TIME_MS = 12_000;
const VIRTUAL_STEP_MS = 12_000;

/**
 * Starts the local chain: subtensor's JSON-RPC over the sandbox's own runtime.
 * Rejects where the port is taken, and with ChainMismatch where the folder holds a chain of other rules.
 */
export async function startSandboxChain(options: SandboxChainOptions): Promise<SandboxChain> {
  await cryptoWaitReady();
  mkdirSync(options.dataDir, { recursive: true });
  const nodeOptions: NodeOptions = {
    file: join(options.dataDir, "chain.sqlite"),
    rule: options.rules === "interval" ? "interval" : "spacePerEpoch",
    genesis: options.genesis,
    clock: options.clock === "virtual" ? virtualClock(options.virtualStepMs ?? VIRTUAL_STEP_MS) : wallClock,
    genesisTimeMs: options.genesisTimeMs ?? Date.now(),
    finalityLag: options.finalityLag ?? 2,
    poolLimit: options.poolLimit ?? 8192,
    keptStates: options.keptStates ?? 4096,
  };
  let node = new ChainNode(nodeOptions);
  const callFaults = new CallFaults();
  const onDefect = options.onDefect ?? ((error) => process.emitWarning(asError(error)));
  let server: RpcServer;
  try {
    server = await RpcServer.listen(new Dispatcher(node, callFaults, onDefect), options.port ?? 0);
  } catch (error) {
    node.close();
    throw error;
  }
  let isPaused = false;
  const timer =
    options.mode === "manual"
      ? null
      : setInterval(() => {
          if (!isPaused) node.makeBlock();
        }, options.blockTimeMs ?? DEFAULT_BLOCK_TIME_MS);

  const faults: SandboxChainFaults = {
    dropConnection: ({ method, nth = 1, when }) =>
      callFaults.add({ method, nth, kind: { name: "dropConnection", when } }),
    delay: ({ method, nth = 1, ms }) => callFaults.add({ method, nth, kind: { name: "delay", ms } }),
    answerError: ({ method, nth = 1, ...error }) =>
      callFaults.add({ method, nth, kind: { name: "answerError", ...error } }),
    clear: () => callFaults.clear(),
    cutConnections: () => server.cutAll(),
    retractBest: ({ drop = false } = {}) => node.retractBest(drop)?.hash ?? null,
    stallFinality: (isStalled) => node.stallFinality(isStalled),
    evict: (hash) => node.pool.evict(hash, node.best.number),
    ban: (hash) => node.pool.ban(hash, node.best.number),
    pauseBlocks: (paused) => {
      isPaused = paused;
    },
    restart: () => {
      server.cutAll();
      node.close();
      node = new ChainNode(nodeOptions);
      server.replace(new Dispatcher(node, callFaults, onDefect));
    },
  };
  return {
    url: server.url,
    genesisHash: node.genesisHash,
    faults,
    get bestBlock() {
      return { hash: node.best.hash, number: node.best.number };
    },
    get finalizedBlock() {
      return { hash: node.finalized.hash, number: node.finalized.number };
    },
    advanceBlocks: (count) => {
      for (let made = 0; made < count; made++) node.makeBlock();
    },
    changeSubnet: (netuid, settings) => node.changeSubnet(netuid, settings),
    close: async () => {
      if (timer !== null) clearInterval(timer);
      await server.close();
      node.close();
    },
  };
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
