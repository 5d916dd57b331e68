import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type ChainClient,
  connectChain,
  generateKey,
  type KeyPair,
  signerOf,
} from "../../../src-shared/chain/index.ts";
import { type CompetitionProfile, encodeSubmission } from "../../../src-shared/competition/index.ts";
import { unwrap } from "../../../src-shared/contract/index.ts";
import { createHubClient, type HubClient } from "../../../src-shared/hub/index.ts";
import {
  type SandboxChain,
  type SandboxHub,
  type SubnetSettings,
  startSandboxChain,
  startSandboxHub,
} from "../../../src-shared/sandbox/index.ts";

const TAO = 1_000_000_000n;
const PUBLISHED_AT_ONCE = 8;

export interface ArenaMiner {
  readonly name: string;
  /** What lies in its data.jsonl; null: it publishes and commits nothing. */
  readonly content: string | Uint8Array | null;
  /** Committed instead of the usual string, where `{sha}` stands for the commit. */
  readonly text?: string;
}

export interface ArenaOptions {
  readonly profile: CompetitionProfile;
  readonly evalRows: string;
  readonly miners: readonly ArenaMiner[];
  readonly settings?: SubnetSettings;
  readonly blockTimeMs?: number;
  /** By how much the chain's clock goes on with each block. */
  readonly stepMs?: number;
  readonly genesisTimeMs?: number;
  /** True: its blocks stand still from the start, but for those that its own transactions need. */
  readonly isPaused?: boolean;
}

/** A subnet with an owner, a validator and miners who have committed, on a chain and a hub of its own. */
export interface Arena {
  readonly folder: string;
  readonly chain: SandboxChain;
  readonly hub: SandboxHub;
  readonly client: ChainClient;
  readonly hubClient: HubClient;
  readonly validator: KeyPair;
  /** UID of everybody, by name. */
  readonly uids: ReadonlyMap<string, number>;
  /** Publishes for a miner again and commits it, in the next block. */
  submit(miner: ArenaMiner): Promise<void>;
  /** Puts a data.jsonl into somebody's repository, and commits nothing on the chain. */
  publish(owner: string, content: string | Uint8Array): Promise<string>;
  /** Asks the hub's API for something in a miner's name. */
  asOwner(name: string, method: string, path: string, body: object): Promise<void>;
  /** Puts other rows into the eval set's repository. */
  changeEvalSet(rows: string): Promise<void>;
  connect(): Promise<ChainClient>;
  close(): Promise<void>;
}

export async function startArena(options: ArenaOptions): Promise<Arena> {
  const { profile, miners, settings, blockTimeMs = 25 } = options;
  const folder = mkdtempSync(join(tmpdir(), "assay-arena-"));
  const names = ["owner", "validator", ...miners.map(({ name }) => name)];
  const keys = new Map<string, KeyPair>();
  for (const name of names) keys.set(name, await generateKey());
  const keyOf = (name: string): KeyPair => keys.get(name) as KeyPair;
  const netuid = profile.netuids.sandbox;
  const chain = await startSandboxChain({
    dataDir: join(folder, "chain"),
    clock: "virtual",
    blockTimeMs,
    finalityLag: 1,
    genesisTimeMs: options.genesisTimeMs ?? Date.parse("2026-07-31T00:00:00Z"),
    ...(options.stepMs === undefined ? {} : { virtualStepMs: options.stepMs }),
    genesis: {
      accounts: names.map((name) => ({ address: keyOf(name).address, balanceRao: 100n * TAO })),
      subnets: [
        {
          netuid,
          tempo: 240,
          weightsRateLimitBlocks: 1,
          owner: keyOf("owner").address,
          ...settings,
          registrations: names.map((name) => ({
            coldkey: keyOf(name).address,
            hotkey: keyOf(name).address,
            ...(name === "validator" ? { validatorPermit: true, stakeRao: 1_000n * TAO } : {}),
          })),
        },
      ],
    },
  });
  if (options.isPaused === true) chain.faults.pauseBlocks(true);
  const hub = await startSandboxHub({ dataDir: join(folder, "hub") });
  const tokenOf = (name: string): string => {
    const token = `hf_${name.replaceAll(/[^a-z0-9]/g, "")}${"0".repeat(20)}`;
    hub.addUser(name);
    hub.addToken(token, name, "write");
    return token;
  };
  const publish = async (owner: string, repo: string, content: string | Uint8Array): Promise<string> => {
    const client = createHubClient({ endpoint: hub.url, token: tokenOf(owner) });
    unwrap(await client.ensureDatasetRepo({ repo, private: false }));
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    const files = [{ path: "data.jsonl", source: { bytes } }];
    return unwrap(await client.uploadFiles({ repo, files, title: "rows" })).oid;
  };
  const connect = async (): Promise<ChainClient> => unwrap(await connectChain({ endpoints: [chain.url] }));
  const client = await connect();
  const commit = async ({ name, text }: ArenaMiner, revision: string): Promise<void> => {
    const committed =
      text?.replace("{sha}", revision) ??
      unwrap(encodeSubmission(profile, { repo: `${name}/data`, revision }));
    const signer = signerOf(keyOf(name));
    const prepared = unwrap(await client.prepareCommit({ netuid, text: committed, signer }));
    const inBlock = new AbortController();
    await client.submit(
      prepared,
      ({ kind }) => {
        if (kind === "ready" && options.isPaused === true) chain.advanceBlocks(1);
        if (kind === "inBlock") inBlock.abort();
      },
      inBlock.signal,
    );
  };
  const submit = async (miner: ArenaMiner): Promise<void> => {
    if (miner.content === null) return;
    await commit(miner, await publish(miner.name, `${miner.name}/data`, miner.content));
  };
  const asOwner: Arena["asOwner"] = async (name, method, path, body) => {
    const headers = { authorization: `Bearer ${tokenOf(name)}`, "content-type": "application/json" };
    const answer = await fetch(`${hub.url}${path}`, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  };
  const evalRepo = profile.evaluation.repo ?? "evals/rows";
  const changeEvalSet = async (rows: string): Promise<void> => {
    await publish(evalRepo.split("/")[0] ?? "", evalRepo, rows);
  };
  await changeEvalSet(options.evalRows);
  const published = new Map<string, string>();
  const waiting = [...miners];
  const publishAll = async (): Promise<void> => {
    for (let miner = waiting.shift(); miner !== undefined; miner = waiting.shift()) {
      const { name, content } = miner;
      if (content !== null) published.set(name, await publish(name, `${name}/data`, content));
    }
  };
  await Promise.all(Array.from({ length: PUBLISHED_AT_ONCE }, publishAll));
  for (const miner of miners) {
    const revision = published.get(miner.name);
    if (revision !== undefined) await commit(miner, revision);
  }
  return {
    folder,
    chain,
    hub,
    client,
    hubClient: createHubClient({ endpoint: hub.url }),
    validator: keyOf("validator"),
    uids: new Map(names.map((name, uid) => [name, uid])),
    submit,
    publish: (owner, content) => publish(owner, `${owner}/data`, content),
    asOwner,
    changeEvalSet,
    connect,
    close: async () => {
      await client.close();
      await Promise.all([chain.close(), hub.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
