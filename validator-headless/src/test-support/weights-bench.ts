import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import {
  type ChainClient,
  connectChain,
  generateKey,
  type KeyPair,
  signerOf,
} from "../../../src-shared/chain/index.ts";
import { type CompetitionProfile, findBuiltIn } from "../../../src-shared/competition/index.ts";
import { unwrap } from "../../../src-shared/contract/index.ts";
import {
  type SandboxChain,
  type SubnetSettings,
  startSandboxChain,
} from "../../../src-shared/sandbox/index.ts";
import type { SettingRecord } from "../store/records.ts";
import { ValidatorStore } from "../store/store.ts";
import type { WeightsContext } from "../weights/context.ts";
import { keepWeights } from "../weights/keep-weights.ts";

export const TEMPO = 20;
/** Weights are set in so many blocks before an epoch's end. */
export const WINDOW = 6;
const FINALITY_LAG = 1;
const MINERS = ["a", "b", "c"] as const;

export interface BenchOptions {
  readonly settings?: SubnetSettings;
  readonly weights?: Partial<CompetitionProfile["weights"]>;
  readonly profile?: Partial<CompetitionProfile>;
  readonly hasPermit?: boolean;
}

type Event = Parameters<NonNullable<Parameters<ChainClient["submit"]>[1]>>[0];

/**
 * What sets weights, without the rounds that decide on them: a subnet whose blocks are made when told (UIDs: 0 the owner's,
 * 1 the validator's, then three miners'), and a store that outlives restarts. While a transaction is on its way, blocks
 * come by themselves.
 */
export class WeightsBench {
  readonly chain: SandboxChain;
  readonly validator: KeyPair;
  readonly hotkeys: readonly string[];
  readonly profile: CompetitionProfile;
  readonly netuid: number;
  readonly competition: string;
  /** Called at every transaction's submission, before it reaches the chain. */
  onSubmit: () => void = () => {};
  /** Called with what happens to transactions. */
  onEvent: (event: Event) => void = () => {};
  /** How many blocks are made when a transaction waits. */
  blocksPerTransaction = FINALITY_LAG + 2;
  submissions = 0;
  readonly #folder: string;
  #store: ValidatorStore;
  #client: ChainClient;

  private constructor(
    parts: Pick<WeightsBench, "chain" | "validator" | "hotkeys" | "profile"> & {
      readonly folder: string;
      readonly client: ChainClient;
    },
  ) {
    this.chain = parts.chain;
    this.validator = parts.validator;
    this.hotkeys = parts.hotkeys;
    this.profile = parts.profile;
    this.netuid = parts.profile.netuids.sandbox;
    this.competition = `sandbox:${this.netuid}:${this.profile.id}`;
    this.#folder = parts.folder;
    this.#client = parts.client;
    this.#store = this.openStore();
  }

  static async start({
    settings,
    weights,
    profile,
    hasPermit = true,
  }: BenchOptions = {}): Promise<WeightsBench> {
    const base = findBuiltIn("flock-off-bench") as CompetitionProfile;
    const chosen = {
      ...base,
      ...profile,
      weights: { ...base.weights, blocksBeforeEpochEnd: WINDOW, ...weights },
    };
    const folder = mkdtempSync(join(tmpdir(), "assay-weights-"));
    const names = ["owner", "validator", ...MINERS];
    const keys = await Promise.all(names.map(() => generateKey()));
    const [owner, validator] = keys as [KeyPair, KeyPair];
    const chain = await startSandboxChain({
      dataDir: join(folder, "chain"),
      mode: "manual",
      clock: "virtual",
      finalityLag: FINALITY_LAG,
      genesisTimeMs: Date.parse("2026-07-31T00:00:00Z"),
      genesis: {
        accounts: [],
        subnets: [
          {
            netuid: chosen.netuids.sandbox,
            tempo: TEMPO,
            weightsRateLimitBlocks: 1,
            owner: owner.address,
            ...settings,
            registrations: keys.map(({ address }) => ({
              coldkey: address,
              hotkey: address,
              ...(hasPermit && address === validator.address ? { validatorPermit: true } : {}),
            })),
          },
        ],
      },
    });
    const client = unwrap(await connectChain({ endpoints: [chain.url] }));
    const hotkeys = keys.map(({ address }) => address);
    const bench = new WeightsBench({ chain, validator, hotkeys, profile: chosen, folder, client });
    bench.goTo(5);
    return bench;
  }

  get store(): ValidatorStore {
    return this.#store;
  }

  get client(): ChainClient {
    return this.#client;
  }

  /** Newest first. */
  get settings(): SettingRecord[] {
    return this.#store.settings(this.competition, 50);
  }

  get last(): SettingRecord | undefined {
    return this.settings[0];
  }

  context(changes: Partial<WeightsContext> = {}): WeightsContext {
    return {
      competition: this.competition,
      profile: this.profile,
      netuid: this.netuid,
      chain: this.#moving(),
      signer: signerOf(this.validator),
      store: this.#store,
      log: pino({ level: process.env.ASSAY_LOG ?? "silent" }),
      blocksBeforeEpochEnd: this.profile.weights.blocksBeforeEpochEnd,
      acceptedBlock: null,
      ...changes,
    };
  }

  /** What a service does about weights in one block. */
  keep(signal = new AbortController().signal, changes: Partial<WeightsContext> = {}): Promise<void> {
    return keepWeights(this.context(changes), signal);
  }

  /** The same in every block up to this one. */
  async keepUntil(block: number): Promise<void> {
    while (this.chain.bestBlock.number < block) {
      await this.keep();
      this.chain.advanceBlocks(1);
    }
    await this.keep();
  }

  /** As a round would: so much for each UID. */
  decide(weights: readonly number[], roundId = "decided"): void {
    this.#store.saveTarget({
      competition: this.competition,
      roundId,
      weights: weights.map((weight, uid) => ({ uid, hotkey: this.hotkeys[uid] ?? "", weight })),
      decidedAtMs: 0,
    });
  }

  goTo(block: number): void {
    this.chain.advanceBlocks(Math.max(0, block - this.chain.bestBlock.number));
  }

  /** A new service on the same folder. */
  async restart(): Promise<void> {
    await this.#client.close();
    this.#store.close();
    this.#client = unwrap(await connectChain({ endpoints: [this.chain.url] }));
    this.#store = this.openStore();
  }

  openStore(): ValidatorStore {
    return new ValidatorStore(join(this.#folder, "validator.sqlite"));
  }

  /** What the chain holds of the validator's, by UID. */
  async read(): Promise<Record<number, number>> {
    const weights = unwrap(await this.#client.weightsOf({ netuid: this.netuid, uid: 1 }));
    return Object.fromEntries(weights.map(({ uid, value }) => [uid, value]));
  }

  /** How many of the validator's transactions the chain took. */
  async taken(): Promise<number> {
    const action = { kind: "commit", hash: `0x${"00".repeat(32)}` } as const;
    const signer = signerOf(this.validator);
    return unwrap(await this.#client.prepareWeights({ netuid: this.netuid, signer, action })).nonce;
  }

  async close(): Promise<void> {
    await this.#client.close();
    this.#store.close();
    await this.chain.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** The client, with blocks that come while a transaction waits. */
  #moving(): ChainClient {
    const submit: ChainClient["submit"] = (extrinsic, onEvent, signal) => {
      this.submissions++;
      this.onSubmit();
      // A pool that has the transaction already says nothing of it: then the blocks come by themselves.
      const ticking = setInterval(() => this.chain.advanceBlocks(1), 100);
      const listen = (event: Event): void => {
        if (event.kind === "ready") clearInterval(ticking);
        this.onEvent(event);
        onEvent?.(event);
        if (event.kind === "ready") setImmediate(() => this.chain.advanceBlocks(this.blocksPerTransaction));
      };
      return this.#client.submit(extrinsic, listen, signal).finally(() => clearInterval(ticking));
    };
    return new Proxy(this.#client, {
      get: (client, name) => {
        if (name === "submit") return submit;
        const value: unknown = Reflect.get(client, name, client);
        return typeof value === "function" ? value.bind(client) : value;
      },
    });
  }
}
