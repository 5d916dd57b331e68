import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Keyring } from "@polkadot/keyring";
import { cryptoWaitReady } from "@polkadot/util-crypto";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Result } from "../contract/index.ts";
import { type SandboxChain, type SandboxChainOptions, startSandboxChain } from "../sandbox/chain/index.ts";
import type { ChainClient, TxEvent, TxOutcome } from "./client.ts";
import { connectChain } from "./connect.ts";
import type { ChainError } from "./errors.ts";
import type { Signer } from "./signer.ts";

const netuid = 96;
const text = "name/repo:f127:0123456789abcdef0123456789abcdef01234567";
const closing: (() => Promise<void>)[] = [];
let miner: Signer;
let stranger: Signer;

beforeAll(async () => {
  await cryptoWaitReady();
  const signer = (uri: string): Signer => {
    const pair = new Keyring({ type: "sr25519" }).addFromUri(uri);
    return { address: pair.address, publicKey: pair.publicKey, sign: (bytes) => pair.sign(bytes) };
  };
  [miner, stranger] = [signer("//Miner"), signer("//Stranger")];
});

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function sandbox(
  options: Partial<SandboxChainOptions> = {},
  tempo = 20,
): Promise<{ chain: SandboxChain; client: ChainClient }> {
  const dataDir = await mkdtemp(join(tmpdir(), "assay-chain-"));
  closing.push(() => rm(dataDir, { recursive: true, force: true }));
  const coldkey = new Keyring({ type: "sr25519" }).addFromUri("//Cold").address;
  const chain = await startSandboxChain({
    dataDir,
    mode: "manual",
    genesis: {
      accounts: [],
      subnets: [{ netuid, tempo, owner: coldkey, registrations: [{ hotkey: miner.address, coldkey }] }],
    },
    ...options,
  });
  closing.push(() => chain.close());
  const client = value(
    await connectChain({ endpoints: [chain.url], genesisHash: chain.genesisHash, timeoutMs: 5000 }),
  );
  closing.push(() => client.close());
  chain.advanceBlocks(5);
  return { chain, client };
}

function value<T>(result: Result<T, ChainError>): T {
  if (!result.ok) throw result.error;
  return result.value;
}

/** Submits, making blocks whenever the pool has taken it, until it has its outcome. */
async function commit(
  { chain, client }: { chain: SandboxChain; client: ChainClient },
  signer: Signer,
  what: string,
  onEvent: (event: TxEvent) => void = () => undefined,
): Promise<TxOutcome> {
  const prepared = value(await client.prepareCommit({ netuid, text: what, signer }));
  return client.submit(prepared.extrinsic, (event) => {
    onEvent(event);
    if (event.kind === "broadcast" || event.kind === "retracted") chain.advanceBlocks(4);
  });
}

describe("the sandbox chain", () => {
  it("takes a commitment and gives it back", async () => {
    const { chain, client } = await sandbox();
    const hotkey = miner.address;
    expect(value(await client.registration({ netuid, hotkey }))).toMatchObject({ uid: 0 });
    expect(value(await client.commitment({ netuid, hotkey }))).toBeNull();
    expect(value(await client.commitWindow({ netuid, hotkey, sizeBytes: 60 }))).toEqual({ kind: "now" });

    const prepared = value(await client.prepareCommit({ netuid, text, signer: miner }));
    const events: string[] = [];
    const outcome = await client.submit(prepared.extrinsic, ({ kind }) => {
      events.push(kind);
      if (kind === "broadcast") chain.advanceBlocks(4);
    });
    expect(events).toEqual(["ready", "broadcast", "inBlock"]);
    expect(outcome).toMatchObject({ kind: "finalized", block: { number: 6 } });
    const at = outcome.kind === "finalized" ? outcome.block.hash : "";
    expect(value(await client.commitment({ netuid, hotkey, at }))).toEqual({ block: 6, text });
    expect(Object.fromEntries(value(await client.commitments({ netuid })))).toEqual({
      [hotkey]: { block: 6, text },
    });
    const query = { hash: prepared.hash, fromBlock: prepared.birthBlock, toBlock: prepared.deathBlock };
    expect(value(await client.findExtrinsic(query))).toEqual({
      blockNumber: 6,
      blockHash: at,
      success: true,
      error: null,
    });
  });

  it("counts the bytes of an epoch, and says when the next begins", async () => {
    const both = await sandbox({}, 360);
    const long = "x".repeat(500);
    const outcomes: TxOutcome["kind"][] = [];
    const ask = { netuid, hotkey: miner.address, sizeBytes: 500 };
    while (value(await both.client.commitWindow(ask)).kind === "now" && outcomes.length < 10)
      outcomes.push((await commit(both, miner, long)).kind);
    const window = value(await both.client.commitWindow(ask));
    expect(window).toMatchObject({ kind: "wait", reason: "CooldownSpace" });
    expect(await commit(both, miner, long)).toMatchObject({
      kind: "callFailed",
      error: { code: "CooldownSpace" },
    });
    const until = window.kind === "wait" ? window.untilBlock : 0;
    both.chain.advanceBlocks(until - both.chain.bestBlock.number);
    expect(value(await both.client.commitWindow(ask))).toEqual({ kind: "now" });
    expect(await commit(both, miner, long)).toMatchObject({ kind: "finalized" });
  });

  it("keeps the older rule of one commitment an interval, where it has it", async () => {
    const both = await sandbox({ rules: "interval" });
    const ask = { netuid, hotkey: miner.address, sizeBytes: 60 };
    expect(await commit(both, miner, text)).toMatchObject({ kind: "finalized" });
    const window = value(await both.client.commitWindow(ask));
    expect(window).toMatchObject({ kind: "wait", untilBlock: 106, reason: "CooldownInterval" });
    expect(await commit(both, miner, text)).toMatchObject({
      kind: "callFailed",
      error: { code: "CooldownInterval" },
    });
    both.chain.advanceBlocks(105 - both.chain.bestBlock.number);
    expect(value(await both.client.commitWindow(ask))).toEqual({ kind: "now" });
    expect(await commit(both, miner, text)).toMatchObject({ kind: "finalized", block: { number: 106 } });
  });

  it("refuses a hotkey that isn't registered", async () => {
    const both = await sandbox();
    expect(value(await both.client.registration({ netuid, hotkey: stranger.address }))).toBeNull();
    expect(await commit(both, stranger, text)).toMatchObject({
      kind: "callFailed",
      error: { code: "NotRegistered", details: { hotkey: stranger.address, netuid } },
    });
  });

  it("gives the same metagraph by its call and from its storage", async () => {
    const { chain, client } = await sandbox();
    const metagraph = value(await client.metagraph({ netuid }));
    expect(metagraph).toMatchObject({ netuid, tempo: 20, block: { number: 5 } });
    expect(metagraph.neurons).toMatchObject([{ uid: 0, hotkey: miner.address }]);
    expect(await client.metagraph({ netuid: 3 })).toMatchObject({
      ok: false,
      error: { code: "SubnetUnknown" },
    });

    const refusal = { method: "state_call", code: -32603, message: "no such runtime API" };
    chain.faults.answerError({ ...refusal, nth: 1 });
    chain.faults.answerError({ ...refusal, nth: 2 });
    const withoutApis = value(await connectChain({ endpoints: [chain.url], timeoutMs: 5000 }));
    closing.push(() => withoutApis.close());
    expect(value(await withoutApis.metagraph({ netuid }))).toEqual(metagraph);
  });

  it("follows a transaction through a block that is taken back", async () => {
    const both = await sandbox();
    const prepared = value(await both.client.prepareCommit({ netuid, text, signer: miner }));
    const events: string[] = [];
    const outcome = await both.client.submit(prepared.extrinsic, ({ kind }) => {
      events.push(kind);
      if (kind === "broadcast") both.chain.advanceBlocks(1);
      if (kind === "inBlock" && events.filter((event) => event === "inBlock").length === 1)
        both.chain.faults.retractBest();
      if (kind === "retracted") both.chain.advanceBlocks(4);
    });
    expect(events.slice(0, 4)).toEqual(["ready", "broadcast", "inBlock", "retracted"]);
    expect(outcome).toMatchObject({ kind: "finalized" });
  });

  it.each(["before", "after"] as const)(
    "says that it doesn't know when the connection is cut %s the node took it, and finds out later",
    async (when) => {
      const { chain, client } = await sandbox();
      const prepared = value(await client.prepareCommit({ netuid, text, signer: miner }));
      chain.faults.dropConnection({ method: "author_submitAndWatchExtrinsic", when });
      const outcome = await client.submit(prepared.extrinsic);
      expect(outcome).toMatchObject({ kind: "unknown", error: { code: "ChainConnectionLost" } });
      chain.advanceBlocks(4);
      const query = { hash: prepared.hash, fromBlock: prepared.birthBlock, toBlock: prepared.deathBlock };
      const found = value(await client.findExtrinsic(query));
      expect(found?.success ?? null).toBe(when === "after" ? true : null);
      const again = client.submit(prepared.extrinsic, ({ kind }) => {
        if (kind === "broadcast") chain.advanceBlocks(4);
      });
      expect(await again).toMatchObject({ kind: "finalized" });
      expect(value(await client.commitment({ netuid, hotkey: miner.address }))?.text).toBe(text);
    },
  );

  it("sees a transaction that was thrown out, or never taken in time", async () => {
    const { chain, client } = await sandbox();
    const first = value(await client.prepareCommit({ netuid, text, signer: miner }));
    const evicted = await client.submit(first.extrinsic, ({ kind }) => {
      if (kind === "broadcast") chain.faults.evict(first.hash as `0x${string}`);
    });
    expect(evicted.kind).toBe("dropped");

    const second = value(await client.prepareCommit({ netuid, text, signer: miner }));
    chain.advanceBlocks(second.deathBlock - chain.bestBlock.number + 1);
    const late = await client.submit(second);
    expect(late).toMatchObject({ kind: "expired", error: { code: "TransactionExpired" } });
  });
});
