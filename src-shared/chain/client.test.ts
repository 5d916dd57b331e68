import { Keyring } from "@polkadot/keyring";
import { u8aToHex } from "@polkadot/util";
import { cryptoWaitReady } from "@polkadot/util-crypto";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Result } from "../contract/index.ts";
import { encodeMetadata, moduleError } from "../sandbox/chain/metadata/index.ts";
import type { ChainClient, ChainStatus, TxEvent } from "./client.ts";
import { connectChain } from "./connect.ts";
import type { ChainError } from "./errors.ts";
import { Runtime } from "./runtime.ts";
import { ScriptedError, ScriptedNode } from "./scripted-node.ts";
import { extrinsicHash } from "./sign.ts";
import type { Signer } from "./signer.ts";

const facts = { specName: "node-subtensor", specVersion: 424, transactionVersion: 1, ss58Prefix: 42 };
const metadata = encodeMetadata(14);
const runtime = new Runtime(metadata, facts);
const text = "name/repo:f127:0123456789abcdef0123456789abcdef01234567";
const timeoutMs = 2000;
const open: { close(): Promise<void> }[] = [];
let alice: Signer;

beforeAll(async () => {
  await cryptoWaitReady();
  const pair = new Keyring({ type: "sr25519" }).addFromUri("//Alice");
  alice = { address: pair.address, publicKey: pair.publicKey, sign: (bytes) => pair.sign(bytes) };
});

afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close();
});

async function node(
  options: { port?: number; genesis?: string; metadata?: Uint8Array } = {},
): Promise<ScriptedNode> {
  const started = await ScriptedNode.start(options.metadata ?? metadata, options);
  open.push(started);
  return started;
}

async function client(endpoints: readonly string[], more: object = {}): Promise<ChainClient> {
  const connected = value(await connectChain({ endpoints, timeoutMs, ...more }));
  open.push(connected);
  return connected;
}

function value<T>(result: Result<T, ChainError>): T {
  if (!result.ok) throw result.error;
  return result.value;
}

function code(result: Result<unknown, ChainError>): string | null {
  return result.ok ? null : result.error.code;
}

/** Resolves once `done` says so of what `watch` reports. */
function until<T>(watch: (report: (value: T) => void) => void, done: (value: T) => boolean): Promise<T> {
  return new Promise((resolve) => watch((report) => done(report) && resolve(report)));
}

function storeCommitment(scripted: ScriptedNode, hotkey: string, block: number): void {
  const raw = u8aToHex(new TextEncoder().encode(text));
  const registration = { deposit: 0, block, info: { fields: [{ [`Raw${text.length}`]: raw }] } };
  const stored = runtime.registry.createTypeUnsafe("PalletCommitmentsRegistration", [registration]);
  scripted.storage.set(runtime.storageKey("Commitments", "CommitmentOf", [96, hotkey]), stored.toHex());
}

/** The same metadata with a name of equal length in place of another. */
function renamed(blob: Uint8Array, from: string, to: string): Uint8Array {
  const [before, after] = [from, to].map((name) => Buffer.from(name).toString("latin1"));
  return Buffer.from(
    Buffer.from(blob)
      .toString("latin1")
      .replaceAll(before ?? "", after ?? ""),
    "latin1",
  );
}

/** Events of a block in which extrinsic 0 ended as told. */
function eventsHex(failure?: { readonly index: number; readonly error: number }): string {
  const info = [0, 0, 0, 0];
  const outcome = failure ? [1, 3, failure.index, failure.error, 0, 0, 0, ...info] : [0, ...info];
  return u8aToHex(new Uint8Array([4, 0, 0, 0, 0, 0, 0, ...outcome, 0]));
}

const eventsKey = runtime.storageKey("System", "Events");

describe("connecting", () => {
  it("learns the chain from its node", async () => {
    const scripted = await node();
    const chain = await client([scripted.url]);
    expect(chain.info()).toMatchObject({
      chain: "Scripted",
      specName: "node-subtensor",
      specVersion: 424,
      genesisHash: scripted.genesisHash,
      ss58Prefix: 42,
      blockTimeMs: 12_000,
      endpoint: scripted.url,
    });
  });

  it("tells how long a block takes from the chain's own clock", async () => {
    const scripted = await node();
    for (let number = 1; number <= 12; number++) scripted.addBlock([]);
    const now = runtime.storageKey("Timestamp", "Now");
    const clock = (atMs: number) =>
      `0x${Buffer.from(BigUint64Array.of(BigInt(atMs)).buffer).toString("hex")}`;
    const asked = Promise.withResolvers<void>();
    const read = scripted.answers.get("state_queryStorageAt");
    scripted.answers.set("state_queryStorageAt", (params, reply) => {
      const number = scripted.blocks.findIndex((block) => block.hash === params[1]);
      scripted.storage.set(now, clock(1_000_000 + number * 2000));
      if (number === 2) setImmediate(() => setImmediate(asked.resolve));
      return read?.(params, reply);
    });
    const chain = await client([scripted.url]);
    await asked.promise;
    await chain.head();
    expect(chain.info().blockTimeMs).toBe(2000);
  });

  it("takes the next endpoint where one doesn't answer", async () => {
    const gone = await ScriptedNode.start(metadata);
    const { url } = gone;
    await gone.close();
    const scripted = await node();
    const seen: ChainStatus["kind"][] = [];
    const chain = await client([url, scripted.url], {
      onStatus: (status: ChainStatus) => seen.push(status.kind),
    });
    expect(chain.info().endpoint).toBe(scripted.url);
    expect(seen).toEqual(["connecting", "connecting", "online"]);
  });

  it("says so where none answers, and where an address is none", async () => {
    const gone = await ScriptedNode.start(metadata);
    const { url } = gone;
    await gone.close();
    expect(code(await connectChain({ endpoints: [url], timeoutMs }))).toBe("ChainOffline");
    expect(code(await connectChain({ endpoints: ["http://127.0.0.1"], timeoutMs }))).toBe(
      "ChainAddressInvalid",
    );
  });

  it("refuses another network than the one meant", async () => {
    const scripted = await node();
    const genesisHash = `0x${"ab".repeat(32)}`;
    const refused = await connectChain({ endpoints: [scripted.url], timeoutMs, genesisHash });
    expect(code(refused)).toBe("WrongNetwork");
  });

  it("stops trying when told to", async () => {
    const scripted = await node();
    const signal = AbortSignal.abort();
    expect(code(await connectChain({ endpoints: [scripted.url], timeoutMs, signal }))).toBe("Cancelled");
  });

  it("comes back by itself, on another endpoint where the first is gone", async () => {
    const first = await node();
    const second = await node();
    const statuses: ChainStatus[] = [];
    let report = (_: ChainStatus): void => undefined;
    const chain = await client([first.url, second.url], {
      onStatus: (status: ChainStatus) => {
        statuses.push(status);
        report(status);
      },
    });
    const back = until<ChainStatus>(
      (next) => {
        report = next;
      },
      (status) => status.kind === "online",
    );
    await first.close();
    expect((await back).endpoint).toBe(second.url);
    expect(value(await chain.head()).hash).toBe(second.genesisHash);
    const heads: number[] = [];
    const arrived = until<number>(
      (next) =>
        chain.onHeads((head) => {
          heads.push(head.number);
          next(head.number);
        }),
      (number) => number === 1,
    );
    second.addBlock([]);
    await arrived;
    expect(heads).toEqual([1]);
  });

  it("never goes on with another chain behind the same name", async () => {
    const first = await node();
    let report = (_: ChainStatus): void => undefined;
    const chain = await client([first.url], { onStatus: (status: ChainStatus) => report(status) });
    const { port } = first;
    const refused = until<ChainStatus>(
      (next) => {
        report = next;
      },
      (status) => status.kind === "offline" && status.error.code === "WrongNetwork",
    );
    await first.close();
    await node({ port, genesis: "0x99" });
    await refused;
    expect(chain.status().kind).toBe("offline");
  });

  it("answers ChainTimeout where a node keeps silent", async () => {
    const scripted = await node();
    const chain = await client([scripted.url], { timeoutMs: 300 });
    scripted.answers.set("chain_getFinalizedHead", () => undefined);
    expect(code(await chain.finalizedHead())).toBe("ChainTimeout");
  });

  it("closes at once, also where the other side is frozen", async () => {
    const scripted = await node();
    const chain = value(await connectChain({ endpoints: [scripted.url], timeoutMs }));
    scripted.freeze();
    const pending = chain.finalizedHead();
    await chain.close();
    expect(code(await pending)).toBe("ChainConnectionLost");
    expect(code(await chain.head())).toBe("ChainConnectionLost");
  });

  it("reads again what a lost connection swallowed", async () => {
    const scripted = await node();
    const chain = await client([scripted.url]);
    let isFirst = true;
    scripted.answers.set("chain_getFinalizedHead", () => {
      if (!isFirst) return scripted.genesisHash;
      isFirst = false;
      scripted.dropConnections();
      return undefined;
    });
    expect(value(await chain.finalizedHead())).toEqual({ number: 0, hash: scripted.genesisHash });
  });
});

describe("reading", () => {
  it("finds a registration, a commitment and all of a subnet's", async () => {
    const scripted = await node();
    const bob = new Keyring({ type: "sr25519" }).addFromUri("//Bob").address;
    storeCommitment(scripted, alice.address, 77);
    storeCommitment(scripted, bob, 78);
    scripted.storage.set(runtime.storageKey("SubtensorModule", "Uids", [96, alice.address]), "0x0500");
    scripted.storage.set(
      runtime.storageKey("SubtensorModule", "BlockAtRegistration", [96, 5]),
      "0x2a00000000000000",
    );
    const chain = await client([scripted.url]);
    const who = { netuid: 96, hotkey: alice.address };

    expect(value(await chain.registration(who))).toEqual({ uid: 5, block: 42 });
    expect(value(await chain.registration({ ...who, hotkey: bob }))).toBeNull();
    expect(value(await chain.commitment(who))).toEqual({ block: 77, text });
    expect(value(await chain.commitment({ ...who, netuid: 1 }))).toBeNull();
    expect(Object.fromEntries(value(await chain.commitments({ netuid: 96 })))).toEqual({
      [alice.address]: { block: 77, text },
      [bob]: { block: 78, text },
    });
    expect(code(await chain.commitment({ ...who, hotkey: "nobody" }))).toBe("ChainAddressInvalid");
    expect(code(await chain.commitment({ ...who, at: `0x${"12".repeat(32)}` }))).toBe("BlockStateGone");
  });

  it("reads the cooldown by the rule that the runtime has", async () => {
    const spaced = await node();
    const interval = await node({ metadata: encodeMetadata(14, "interval") });
    const who = { netuid: 96, hotkey: alice.address, sizeBytes: 60 };
    const usage = runtime.registry.createTypeUnsafe("PalletCommitmentsUsageTracker", [
      { lastEpoch: 0, usedSpace: 3050 },
    ]);
    spaced.storage.set(runtime.storageKey("Commitments", "UsedSpaceOf", [96, alice.address]), usage.toHex());
    interval.storage.set(
      runtime.storageKey("Commitments", "LastCommitment", [96, alice.address]),
      "0x00000000",
    );
    interval.addBlock([]);

    const bySpace = await client([spaced.url]);
    expect(value(await bySpace.commitWindow(who))).toEqual({
      kind: "wait",
      untilBlock: 360,
      blocksLeft: 360,
      reason: "CooldownSpace",
    });
    const byInterval = await client([interval.url]);
    expect(value(await byInterval.commitWindow(who))).toEqual({
      kind: "wait",
      untilBlock: 100,
      blocksLeft: 99,
      reason: "CooldownInterval",
    });
  });

  it("goes over to the new runtime where the chain is upgraded under it", async () => {
    const scripted = await node();
    const chain = await client([scripted.url]);
    const who = { netuid: 96, hotkey: alice.address, sizeBytes: 60 };
    scripted.storage.set(
      runtime.storageKey("Commitments", "LastCommitment", [96, alice.address]),
      "0x00000000",
    );
    expect(value(await chain.commitWindow(who)).kind).toBe("now");
    scripted.specVersion = 425;
    scripted.metadata = encodeMetadata(14, "interval");
    expect(value(await chain.commitWindow(who))).toMatchObject({ kind: "wait", reason: "CooldownInterval" });
    expect(chain.info().specVersion).toBe(425);
  });

  it("says so where an upgrade takes away what it needs", async () => {
    const scripted = await node();
    const chain = await client([scripted.url]);
    scripted.specVersion = 425;
    scripted.metadata = renamed(metadata, "set_commitment", "put_commitment");
    const lost = await chain.prepareCommit({ netuid: 96, text, signer: alice });
    expect(code(lost)).toBe("RuntimeChanged");
  });

  it("reads a metagraph from storage where the runtime has no call for it", async () => {
    const scripted = await node();
    const set = (entry: string, keys: readonly unknown[], stored: string) =>
      scripted.storage.set(runtime.storageKey("SubtensorModule", entry, keys), stored);
    set("NetworksAdded", [96], "0x01");
    set("SubnetworkN", [96], "0x0100");
    set("Keys", [96, 0], u8aToHex(alice.publicKey));
    set("ValidatorPermit", [96], "0x0401");
    set("Incentive", [96], "0x04ffff");
    set("LastUpdate", [96], "0x040900000000000000");
    const chain = await client([scripted.url]);

    const metagraph = value(await chain.metagraph({ netuid: 96 }));
    expect(metagraph).toMatchObject({ netuid: 96, tempo: 360, block: { number: 0 } });
    expect(metagraph.neurons).toEqual([
      expect.objectContaining({
        uid: 0,
        hotkey: alice.address,
        validatorPermit: true,
        incentive: 1,
        lastUpdate: 9,
      }),
    ]);
    expect(code(await chain.metagraph({ netuid: 97 }))).toBe("SubnetUnknown");
  });
});

describe("submitting", () => {
  async function prepared() {
    const scripted = await node();
    scripted.addBlock([], true);
    const chain = await client([scripted.url]);
    const extrinsic = value(await chain.prepareCommit({ netuid: 96, text, signer: alice }));
    return { scripted, chain, extrinsic };
  }
  const watch = "author_submitAndWatchExtrinsic";
  const update = (scripted: ScriptedNode, status: unknown) =>
    scripted.notify("author_extrinsicUpdate", "tx", status);

  it("prepares from the finalized block on, with the next number", async () => {
    const { extrinsic } = await prepared();
    expect(extrinsic).toMatchObject({ nonce: 3, birthBlock: 1, deathBlock: 65 });
  });

  it("follows a transaction through its blocks to the end", async () => {
    const { scripted, chain, extrinsic } = await prepared();
    scripted.answers.set(watch, ([sent], { subscribed }) => {
      subscribed("tx");
      update(scripted, "ready");
      update(scripted, { broadcast: ["peer"] });
      const lost = scripted.addBlock([String(sent)]);
      scripted.storage.set(eventsKey, eventsHex());
      update(scripted, { inBlock: lost.hash });
      update(scripted, { retracted: lost.hash });
      const kept = scripted.addBlock([String(sent)], true);
      update(scripted, { inBlock: kept.hash });
      update(scripted, { finalized: kept.hash });
    });
    const events: TxEvent["kind"][] = [];
    const outcome = await chain.submit(extrinsic.extrinsic, (event) => events.push(event.kind));
    expect(events).toEqual(["ready", "broadcast", "inBlock", "retracted", "inBlock"]);
    expect(outcome).toEqual({ kind: "finalized", block: { number: 3, hash: scripted.blocks[3]?.hash } });
  });

  it("names a call that failed in its block", async () => {
    const { scripted, chain, extrinsic } = await prepared();
    scripted.answers.set(watch, ([sent], { subscribed }) => {
      subscribed("tx");
      const block = scripted.addBlock([String(sent)], true);
      scripted.storage.set(eventsKey, eventsHex(moduleError("Commitments", "SpaceLimitExceeded")));
      update(scripted, { finalized: block.hash });
    });
    const outcome = await chain.submit(extrinsic.extrinsic);
    expect(outcome).toMatchObject({
      kind: "callFailed",
      error: { code: "CooldownSpace" },
      block: { number: 2 },
    });
  });

  it.each([
    [1010, "Custom error: 6", "invalid", "ChainRateLimited"],
    [1010, "Transaction has a bad signature", "invalid", "TransactionBadSignature"],
    [1010, "Transaction has an ancient birth block", "expired", "TransactionExpired"],
    [1014, "Priority is too low: (1 vs 1)", "usurped", "TransactionUsurped"],
    [1016, "Immediately dropped", "dropped", "TransactionDropped"],
  ])("names what the pool refused with %i %j", async (number, reason, kind, expected) => {
    const { scripted, chain, extrinsic } = await prepared();
    scripted.answers.set(watch, () => {
      throw new ScriptedError(number, "Invalid Transaction", reason);
    });
    const outcome = await chain.submit(extrinsic.extrinsic);
    expect(outcome).toMatchObject({ kind, error: { code: expected } });
  });

  it("finds in a block what the pool calls outdated because it is in one", async () => {
    const { scripted, chain, extrinsic } = await prepared();
    const block = scripted.addBlock([extrinsic.extrinsic], true);
    scripted.storage.set(eventsKey, eventsHex());
    scripted.answers.set(watch, () => {
      throw new ScriptedError(1010, "Invalid Transaction", "Transaction is outdated");
    });
    const outcome = await chain.submit(extrinsic.extrinsic);
    expect(outcome).toEqual({ kind: "finalized", block: { number: 2, hash: block.hash } });
  });

  it("waits for the blocks where the pool has it already", async () => {
    const { scripted, chain, extrinsic } = await prepared();
    scripted.storage.set(eventsKey, eventsHex());
    scripted.answers.set(watch, () => {
      setImmediate(() => scripted.addBlock([extrinsic.extrinsic], true));
      throw new ScriptedError(1013, "Transaction Already Imported");
    });
    expect(await chain.submit(extrinsic.extrinsic)).toMatchObject({
      kind: "finalized",
      block: { number: 2 },
    });
  });

  it("sees that one expired where blocks pass it by", async () => {
    const { scripted, chain, extrinsic } = await prepared();
    scripted.answers.set(watch, (_, { subscribed }) => {
      subscribed("tx");
      setImmediate(() => {
        for (let number = 2; number <= extrinsic.deathBlock + 1; number++) scripted.addBlock([], true);
      });
    });
    expect(await chain.submit(extrinsic.extrinsic)).toMatchObject({
      kind: "expired",
      error: { code: "TransactionExpired" },
    });
  });

  it("answers unknown where the connection breaks off or it is told to stop", async () => {
    const { scripted, chain, extrinsic } = await prepared();
    scripted.answers.set(watch, (_, { subscribed }) => {
      subscribed("tx");
      setImmediate(() => scripted.dropConnections());
    });
    const lost = await chain.submit(extrinsic.extrinsic);
    expect(lost).toMatchObject({ kind: "unknown", error: { code: "ChainConnectionLost" } });

    const stop = new AbortController();
    scripted.answers.set(watch, (_, { subscribed }) => {
      subscribed("tx");
      setImmediate(() => stop.abort());
    });
    const stopped = await chain.submit(extrinsic.extrinsic, undefined, stop.signal);
    expect(stopped).toMatchObject({ kind: "unknown", error: { code: "Cancelled" } });
  });

  it("finds it again later, by its hash alone", async () => {
    const { scripted, chain, extrinsic } = await prepared();
    scripted.addBlock(["0x280403000b"]);
    const block = scripted.addBlock([extrinsic.extrinsic], true);
    scripted.storage.set(eventsKey, eventsHex());
    const query = { hash: extrinsicHash(extrinsic.extrinsic), fromBlock: 1, toBlock: 65 };
    expect(value(await chain.findExtrinsic(query))).toEqual({
      blockNumber: 3,
      blockHash: block.hash,
      success: true,
      error: null,
    });
    expect(value(await chain.findExtrinsic({ ...query, toBlock: 2 }))).toBeNull();
    expect(value(await chain.findExtrinsic({ ...query, hash: `0x${"77".repeat(32)}` }))).toBeNull();
    scripted.answers.set("state_queryStorageAt", () => {
      throw new ScriptedError(4003, "Client error: UnknownBlock: State already discarded for 0x…");
    });
    expect(value(await chain.findExtrinsic(query))).toMatchObject({ blockNumber: 3, success: null });
  });
});
