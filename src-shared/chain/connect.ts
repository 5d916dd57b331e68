import type { Result } from "../contract/index.ts";
import { findExtrinsic } from "./block-search.ts";
import { ChainState, meet, type Network } from "./chain-state.ts";
import type { BlockRef, ChainClient, ChainInfo, ChainStatus } from "./client.ts";
import { commitWindow } from "./commit-window.ts";
import { fieldOfText } from "./commitment-data.ts";
import { Connection } from "./connection.ts";
import { readEpochClock } from "./epoch.ts";
import { answer, ChainError } from "./errors.ts";
import { Heads } from "./heads.ts";
import type { Link } from "./link.ts";
import { readMetagraph } from "./metagraph.ts";
import {
  checkedAddress,
  readBeaconRound,
  readChainTime,
  readCommitment,
  readCommitments,
  readRegistration,
} from "./reads.ts";
import type { Runtime } from "./runtime.ts";
import { type Era, eraPeriod, longEra, shortEra, signCall } from "./sign.ts";
import type { Signer } from "./signer.ts";
import { submit } from "./submit.ts";
import { integerSchema } from "./values.ts";
import { checkLists, weightsCall } from "./weights/calls.ts";
import { readValidatorTrust, readWeightCommits, readWeights } from "./weights/reads.ts";
import { readSubnetRules } from "./weights/rules.ts";
import { lockWeights } from "./weights/timelocked.ts";

export interface ConnectOptions {
  /** `ws://` or `wss://` addresses of one network's nodes, the preferred one first. */
  readonly endpoints: readonly string[];
  /** The network that is meant; another one behind an endpoint is refused with `WrongNetwork`. `0x` hex. */
  readonly genesisHash?: string | undefined;
  readonly onStatus?: ((status: ChainStatus) => void) | undefined;
  /** Gives up connecting, and later closes the client. */
  readonly signal?: AbortSignal | undefined;
  /** For opening a connection and for each request; 20 s where left out. */
  readonly timeoutMs?: number | undefined;
}

const defaultTimeoutMs = 20_000;
const backOff = { firstMs: 500, mostMs: 30_000 };
/** Finalized blocks are signed from; where finality lags further than this, the best block is. */
const longestFinalityLag = 32;
const defaultBlockHashCount = 256;

/**
 * Connects to a network. Every endpoint is tried once; afterwards the client reconnects by itself, moving from
 * endpoint to endpoint, until it is closed.
 */
export async function connectChain(options: ConnectOptions): Promise<Result<ChainClient, ChainError>> {
  return answer(async () => {
    const opening = new Opening(options);
    return opening.open();
  });
}

/** Gets to know the chain on the first link, and checks that later links lead to the same one. */
class Opening {
  readonly #options: ConnectOptions;
  readonly #connection: Connection;
  readonly #heads = new Heads();
  #known: { readonly network: Network; readonly runtime: Runtime } | null = null;

  constructor(options: ConnectOptions) {
    this.#options = options;
    this.#connection = new Connection({
      endpoints: options.endpoints,
      timeoutMs: options.timeoutMs ?? defaultTimeoutMs,
      backOff,
      greet: (link) => this.#greet(link),
      onStatus: (status) => options.onStatus?.(status),
    });
  }

  async open(): Promise<ChainClient> {
    const signal = this.#options.signal ?? new AbortController().signal;
    try {
      await this.#connection.start(signal);
    } catch (error) {
      await this.#connection.close();
      throw error;
    }
    if (this.#known === null) throw new Error("a link was opened without being greeted");
    const { network, runtime } = this.#known;
    const client = new Client(
      this.#connection,
      new ChainState(this.#connection, network, runtime),
      this.#heads,
    );
    signal.addEventListener("abort", () => void client.close(), { once: true });
    return client;
  }

  async #greet(link: Link): Promise<void> {
    const known = this.#known ?? (await meet(link));
    const { genesisHash } =
      this.#known === null ? known.network : { genesisHash: await link.request("chain_getBlockHash", [0]) };
    const expected = this.#known?.network.genesisHash ?? this.#options.genesisHash ?? genesisHash;
    if (genesisHash !== expected)
      throw new ChainError("WrongNetwork", {
        endpoint: link.endpoint,
        found: String(genesisHash),
        expected: String(expected),
      });
    await this.#heads.follow(link, known.runtime);
    this.#known = known;
  }
}

class Client implements ChainClient {
  readonly #connection: Connection;
  readonly #state: ChainState;
  readonly #heads: Heads;
  #clockedBlockTimeMs: number | null = null;

  constructor(connection: Connection, state: ChainState, heads: Heads) {
    this.#connection = connection;
    this.#state = state;
    this.#heads = heads;
    void answer(() => state.blockTimeMs()).then((clocked) => {
      if (clocked.ok) this.#clockedBlockTimeMs = clocked.value;
    });
  }

  info(): ChainInfo {
    const { runtime, network } = this.#state;
    return {
      ...network,
      specName: runtime.facts.specName,
      specVersion: runtime.facts.specVersion,
      blockTimeMs: this.#heads.blockTimeMs ?? this.#clockedBlockTimeMs ?? runtime.declaredBlockTimeMs,
      endpoint: this.#connection.status.endpoint,
    };
  }

  status(): ChainStatus {
    return this.#connection.status;
  }

  head() {
    return answer(() => this.#state.head());
  }

  finalizedHead() {
    return answer(() => this.#state.finalizedHead());
  }

  onHeads(callback: (head: BlockRef) => void): () => void {
    return this.#heads.listen(callback);
  }

  registration({ netuid, hotkey, at }: { netuid: number; hotkey: string; at?: string | undefined }) {
    return answer(async () => {
      const { runtime, block } = await this.#reading(at);
      return readRegistration(this.#state, runtime, netuid, hotkey, block.hash);
    });
  }

  commitment({ netuid, hotkey, at }: { netuid: number; hotkey: string; at?: string | undefined }) {
    return answer(async () => {
      const { runtime, block } = await this.#reading(at);
      return readCommitment(this.#state, runtime, netuid, hotkey, block.hash);
    });
  }

  commitments({ netuid, at }: { netuid: number; at?: string | undefined }) {
    return answer(async () => {
      const { runtime, block } = await this.#reading(at);
      return readCommitments(this.#state, runtime, netuid, block.hash);
    });
  }

  commitWindow({ netuid, hotkey, sizeBytes, at }: Parameters<ChainClient["commitWindow"]>[0]) {
    return answer(async () => {
      const { runtime, block } = await this.#reading(at);
      const question = { netuid, sizeBytes, hotkey: checkedAddress(runtime, hotkey) };
      return commitWindow(this.#state, runtime, block, question);
    });
  }

  metagraph({ netuid, at }: { netuid: number; at?: string | undefined }) {
    return answer(async () => {
      const { runtime, block } = await this.#reading(at);
      return readMetagraph(this.#state, runtime, netuid, block);
    });
  }

  subnetRules({ netuid, at }: Parameters<ChainClient["subnetRules"]>[0]) {
    return answer(async () => {
      const { runtime, block } = await this.#reading(at);
      return readSubnetRules(this.#state, runtime, netuid, block.hash);
    });
  }

  epochClock({ netuid, at }: Parameters<ChainClient["epochClock"]>[0]) {
    return answer(async () => {
      const { runtime, block } = await this.#reading(at);
      return readEpochClock(this.#state, runtime, netuid, block);
    });
  }

  weightsOf({ netuid, uid, at }: Parameters<ChainClient["weightsOf"]>[0]) {
    return answer(async () => {
      const { runtime, block } = await this.#reading(at);
      return readWeights(this.#state, runtime, netuid, uid, block.hash);
    });
  }

  validatorTrust({ netuid, uid, at }: Parameters<ChainClient["validatorTrust"]>[0]) {
    return answer(async () => {
      const { runtime, block } = await this.#reading(at);
      return readValidatorTrust(this.#state, runtime, netuid, uid, block.hash);
    });
  }

  weightCommits({ netuid, hotkey, at }: Parameters<ChainClient["weightCommits"]>[0]) {
    return answer(async () => {
      const { runtime, block } = await this.#reading(at);
      return readWeightCommits(this.#state, runtime, netuid, checkedAddress(runtime, hotkey), block);
    });
  }

  chainTime({ at }: { at?: string | undefined } = {}) {
    return answer(async () => {
      const { runtime, block } = await this.#reading(at);
      return readChainTime(this.#state, runtime, block.hash);
    });
  }

  lastBeaconRound({ at }: { at?: string | undefined } = {}) {
    return answer(async () => {
      const { runtime, block } = await this.#reading(at);
      return readBeaconRound(this.#state, runtime, block.hash);
    });
  }

  prepareCommit({ netuid, text, signer }: Parameters<ChainClient["prepareCommit"]>[0]) {
    return this.#prepare(signer, longEra, (runtime) =>
      runtime.call("Commitments", "set_commitment", {
        netuid,
        info: { fields: [fieldOfText(runtime, text)] },
      }),
    );
  }

  prepareWeights({ netuid, signer, action }: Parameters<ChainClient["prepareWeights"]>[0]) {
    return this.#prepare(signer, shortEra, (runtime) => weightsCall(runtime, netuid, action));
  }

  timelock(weights: Parameters<ChainClient["timelock"]>[0]) {
    return answer(async () => {
      const { runtime, block } = await this.#reading(undefined);
      checkLists(weights.netuid, weights.uids, weights.values);
      const hotkey = checkedAddress(runtime, weights.hotkey);
      return lockWeights(this.#state, runtime, { ...weights, hotkey }, block);
    });
  }

  /** Signs a call as the best block's runtime has it. */
  #prepare(signer: Signer, era: Era, callOf: (runtime: Runtime) => ReturnType<Runtime["call"]>) {
    return answer(async () => {
      const { runtime, block } = await this.#reading(undefined);
      const call = callOf(runtime);
      const [nonce, finalized] = await Promise.all([
        this.#state.nextNonce(signer.address),
        this.#state.finalizedHead(),
      ]);
      const blockHashCount = integerSchema.safeParse(runtime.constant("System", "BlockHashCount")?.toJSON());
      return signCall(runtime, call, signer, {
        nonce,
        birth: block.number - finalized.number > longestFinalityLag ? block : finalized,
        period: eraPeriod(this.info().blockTimeMs, blockHashCount.data ?? defaultBlockHashCount, era),
        genesisHash: this.#state.network.genesisHash,
      });
    });
  }

  submit(...[extrinsic, onEvent = () => undefined, signal]: Parameters<ChainClient["submit"]>) {
    return submit({
      state: this.#state,
      connection: this.#connection,
      extrinsic,
      onEvent,
      signal,
      onHeads: (callback) => this.onHeads(callback),
    });
  }

  findExtrinsic({ hash, fromBlock, toBlock, signal }: Parameters<ChainClient["findExtrinsic"]>[0]) {
    return answer(() => findExtrinsic(this.#state, hash, fromBlock, toBlock, signal));
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  /** The block to read at and the runtime that reads it: the best block where none is named. */
  async #reading(at: string | undefined): Promise<{ readonly runtime: Runtime; readonly block: BlockRef }> {
    const block = at === undefined ? await this.#state.head() : await this.#state.block(at);
    return { block, runtime: await this.#state.runtimeAt(block.hash) };
  }
}
