import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import {
  type ChainStatus,
  connectChain,
  readHotkey,
  type Signer,
} from "../../../../src-shared/chain/index.ts";
import type { PublicationView } from "../../../../src-shared/contract/index.ts";
import { makeRow, writeJson } from "../../../../src-shared/dataset/index.ts";
import { createHubClient } from "../../../../src-shared/hub/index.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../../../src-shared/sandbox/index.ts";
import { fileSource, PublicationStore, PublishService, type PublishTarget } from "../index.ts";

/** Pauses are cut short in tests: what is tried is that it goes on, not how long it waits. */
const LONGEST_PAUSE_MS = 250;

export interface Bench {
  readonly dir: string;
  readonly sandbox: Sandbox;
  readonly target: PublishTarget;
  /** A dataset of its own for each number. */
  dataset(number: number): string;
  service(options?: {
    token?: string;
    signer?: Signer;
    onChange?: (view: PublicationView) => void;
    store?: string;
    onChainStatus?: (status: ChainStatus) => void;
  }): PublishService;
  /** How many transactions carry a text, in the blocks from a number on. */
  timesCommitted(text: string, fromBlock?: number): Promise<number>;
  /** How many transactions wait for a block. */
  waitingTransactions(): Promise<number>;
  close(): Promise<void>;
}

export async function setUpBench(options: Partial<SandboxOptions> = {}): Promise<Bench> {
  const dir = mkdtempSync(join(tmpdir(), "assay-publish-"));
  const sandbox = await startSandbox({
    dataDir: join(dir, "sandbox"),
    blockTimeMs: 60,
    rivals: false,
    tempo: 5_000,
    ...options,
  });
  const own = await readHotkey({ file: sandbox.hotkeyFile });
  if (!own.ok) throw own.error;
  const target: PublishTarget = {
    profileId: "flock-off",
    profileHash: "test",
    competitionId: "f127",
    networkId: "sandbox",
    netuid: sandbox.netuids["flock-off"] ?? 0,
    hotkey: own.value.address,
    repo: "miner/dataset",
  };
  const services: PublishService[] = [];
  return {
    dir,
    sandbox,
    target,
    dataset: (number) => {
      const path = join(dir, `data-${number}.jsonl`);
      const row = makeRow("S", [
        { role: "user", content: `What is ${number} plus one?` },
        { role: "assistant", content: `${number + 1}.` },
      ]);
      writeFileSync(path, `${writeJson(row)}\n`);
      return path;
    },
    service: ({
      token = sandbox.token,
      signer = own.value,
      onChange = () => {},
      store = "publications",
      onChainStatus = () => {},
    } = {}) => {
      const service = new PublishService({
        store: new PublicationStore(join(dir, store)),
        connect: async () => {
          const chain = await connectChain({
            endpoints: [sandbox.chainUrl],
            timeoutMs: 3_000,
            onStatus: onChainStatus,
          });
          if (!chain.ok) throw chain.error;
          const hub = createHubClient({ endpoint: sandbox.hubUrl, token });
          return { hub, chain: chain.value, signer, close: () => chain.value.close() };
        },
        hubUrl: () => sandbox.hubUrl,
        sleep: async (ms, signal) =>
          void (await delay(Math.min(ms, LONGEST_PAUSE_MS), undefined, { signal })),
        onChange,
      });
      services.push(service);
      return service;
    },
    timesCommitted: (text, fromBlock = 1) => countInBlocks(sandbox, text, fromBlock),
    waitingTransactions: async () =>
      (await rpc<string[]>(sandbox.chainUrl, "author_pendingExtrinsics", [])).length,
    close: async () => {
      for (const service of services) await service.close().catch(() => {});
      await sandbox.close();
      rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** Publishes a dataset file and resolves when that has ended. */
export async function publishFile(
  service: PublishService,
  target: PublishTarget,
  file: string,
): Promise<PublicationView> {
  const started = await service.start(target, fileSource(file));
  if (!started.ok) throw started.error;
  return (await service.ended(started.value.id)) ?? started.value;
}

async function countInBlocks({ chain, chainUrl }: Sandbox, text: string, from: number): Promise<number> {
  const wanted = Buffer.from(text, "utf8").toString("hex");
  let times = 0;
  for (let number = from; number <= chain.bestBlock.number; number++) {
    const hash = await rpc<string>(chainUrl, "chain_getBlockHash", [number]);
    const { block } = await rpc<{ block: { extrinsics: string[] } }>(chainUrl, "chain_getBlock", [hash]);
    times += block.extrinsics.filter((extrinsic) => extrinsic.includes(wanted)).length;
  }
  return times;
}

async function rpc<T>(url: string, method: string, params: unknown[]): Promise<T> {
  const response = await fetch(url.replace(/^ws/, "http"), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
  return ((await response.json()) as { result: T }).result;
}
