import type { ApiPromise } from "@polkadot/api";
import type { KeyringPair } from "@polkadot/keyring/types";
import { hexToU8a, u8aToHex } from "@polkadot/util";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { SandboxChain } from "./index.ts";
import { connectApi, rawField, startTestChain } from "./test-support/chain.ts";
import { NETUID, testGenesis } from "./test-support/genesis.ts";
import { type Keys, testKeys } from "./test-support/keys.ts";
import { RpcClient } from "./test-support/rpc-client.ts";

let keys: Keys;

beforeAll(async () => {
  keys = await testKeys();
});

interface Sign {
  readonly nonce: number;
  readonly tip?: number;
  readonly blocks?: number;
  readonly text?: string;
}

/** A signed commitment's bytes. */
async function signed(api: ApiPromise, signer: KeyringPair, options: Sign): Promise<string> {
  const { text = "words", blocks: era = 64, ...rest } = options;
  const call = api.tx.commitments!.setCommitment!(NETUID, rawField(text));
  return (await call.signAsync(signer, { ...rest, era })).toHex();
}

async function connect(chain: SandboxChain): Promise<{ rpc: RpcClient; api: ApiPromise }> {
  return { rpc: await RpcClient.connect(chain.url), api: await connectApi(chain) };
}

describe("JSON-RPC", () => {
  it("answers malformed texts, unknown methods and wrong parameters with JSON-RPC's codes", async () => {
    const rpc = await RpcClient.connect((await startTestChain()).url);
    rpc.sendText("{nonsense");
    expect((await rpc.nextAnswer()).error).toMatchObject({ code: -32_700 });
    rpc.sendText("[]");
    expect((await rpc.nextAnswer()).error).toMatchObject({ code: -32_600 });
    rpc.sendText('{"id":5,"method":"system_chain"}');
    expect(await rpc.nextAnswer()).toMatchObject({ id: 5, error: { code: -32_600 } });
    expect((await rpc.call("no_such_method")).error).toMatchObject({ code: -32_601 });
    expect((await rpc.call("state_getStorage", "no hex")).error).toMatchObject({ code: -32_602 });
    expect((await rpc.call("state_getKeysPaged", "0x", 5000)).error).toMatchObject({ code: 4002 });
    expect((await rpc.call("state_call", "No_such", "0x")).error).toMatchObject({ code: 4003 });
    const unknown = await rpc.call("state_getStorage", "0x00", `0x${"12".repeat(32)}`);
    expect(unknown.error?.message).toContain("Header was not found");
    expect(await rpc.result("chain_getHeader", `0x${"12".repeat(32)}`)).toBeNull();
    rpc.close();
  });

  it("answers batches and keeps quiet about notifications", async () => {
    const chain = await startTestChain();
    const rpc = await RpcClient.connect(chain.url);
    rpc.sendText(
      JSON.stringify([
        { jsonrpc: "2.0", id: 1, method: "system_chain" },
        { jsonrpc: "2.0", method: "system_chain" },
        { jsonrpc: "2.0", id: 2, method: "chain_getBlockHash", params: [[0, 7]] },
      ]),
    );
    expect(await rpc.nextAnswer()).toMatchObject({ id: 1, result: "Assay Sandbox" });
    expect(await rpc.nextAnswer()).toMatchObject({ id: 2, result: [chain.genesisHash, null] });
    rpc.close();
  });

  it("answers HTTP POST on the same port", async () => {
    const chain = await startTestChain();
    const response = await fetch(chain.url.replace("ws:", "http:"), {
      method: "POST",
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "chain_getBlockHash", params: [0] }),
    });
    expect(await response.json()).toEqual({ jsonrpc: "2.0", id: 1, result: chain.genesisHash });
  });

  it("tells new heads, storage changes and finalized heads until unsubscribed", async () => {
    const chain = await startTestChain({ finalityLag: 1 });
    const { rpc, api } = await connect(chain);
    const heads = await rpc.result("chain_subscribeNewHeads");
    const final = await rpc.result("chain_subscribeFinalizedHeads");
    const key = api.query.timestamp!.now!.key();
    const storage = await rpc.result("state_subscribeStorage", [key]);
    expect(await rpc.notified(heads)).toMatchObject({ number: "0x0" });
    expect(await rpc.notified(final)).toMatchObject({ number: "0x0" });
    expect(await rpc.notified(storage)).toMatchObject({ block: chain.genesisHash });
    chain.advanceBlocks(2);
    expect(await rpc.notified(heads)).toMatchObject({ number: "0x1" });
    expect(await rpc.notified(heads)).toMatchObject({ number: "0x2" });
    expect(await rpc.notified(final)).toMatchObject({ number: "0x1" });
    expect(await rpc.notified(storage)).toMatchObject({ changes: [[key, expect.any(String)]] });
    expect(await rpc.result("chain_unsubscribeNewHeads", heads)).toBe(true);
    expect(await rpc.result("chain_unsubscribeNewHeads", heads)).toBe(false);
    rpc.close();
  });

  it("lists keys a page at a time", async () => {
    const chain = await startTestChain();
    const { rpc, api } = await connect(chain);
    const prefix = api.query.subtensorModule!.uids!.keyPrefix(NETUID);
    const all = (await rpc.result("state_getKeys", prefix)) as string[];
    expect(all).toHaveLength(3);
    const first = (await rpc.result("state_getKeysPaged", prefix, 2, prefix)) as string[];
    const rest = await rpc.result("state_getKeysPaged", prefix, 2, first[1]);
    expect([...first, ...(rest as string[])]).toEqual(all);
    rpc.close();
  });
});

describe("the transaction pool", () => {
  it("refuses bad signatures, other chains' transactions, spent nonces and dead eras with the node's words", async () => {
    const chain = await startTestChain();
    const { rpc, api } = await connect(chain);
    const good = await signed(api, keys.miner, { nonce: 0 });
    const flipped = `${good.slice(0, 90)}${good[90] === "0" ? "1" : "0"}${good.slice(91)}`;
    const refuse = async (bytes: string) => (await rpc.call("author_submitExtrinsic", bytes)).error;
    expect(await refuse(flipped)).toEqual({
      code: 1010,
      message: "Invalid Transaction",
      data: "Transaction has a bad signature",
    });
    const broken = `${good.slice(0, 80)}${"ff".repeat(60)}${good.slice(200)}`;
    expect(await refuse(broken)).toMatchObject({ code: 1010, data: "Transaction has a bad signature" });
    expect(await refuse("0x1234")).toMatchObject({ code: 1001 });
    expect(await refuse("0x0cff1234")).toMatchObject({ code: 1002 });

    const elsewhere = await startTestChain({ genesis: testGenesis(keys, { tempo: 7 }) });
    const foreign = await signed(await connectApi(elsewhere), keys.miner, { nonce: 0 });
    expect(await refuse(foreign)).toMatchObject({ code: 1010, data: "Transaction has a bad signature" });

    const shortLived = await signed(api, keys.rival, { nonce: 0, blocks: 8 });
    expect(await rpc.result("author_submitExtrinsic", good)).toMatch(/^0x/);
    expect(await refuse(good)).toMatchObject({ code: 1013 });
    chain.advanceBlocks(1);
    expect(await refuse(good)).toMatchObject({ code: 1012, message: "Transaction is temporarily banned" });
    const spent = await signed(api, keys.miner, { nonce: 0, text: "others" });
    expect(await refuse(spent)).toMatchObject({ code: 1010, data: "Transaction is outdated" });
    chain.advanceBlocks(20);
    expect(await refuse(shortLived)).toMatchObject({ code: 1010, data: "Transaction has a bad signature" });
    const poor = api.tx.balances!.transferAllowDeath!(keys.coldkey.address, 1);
    const unpaid = (await poor.signAsync(keys.stranger, { nonce: 0 })).toHex();
    expect(await refuse(unpaid)).toMatchObject({
      code: 1010,
      data: "Inability to pay some fees (e.g. account balance too low)",
    });
    rpc.close();
  });

  it("answers any mangled transaction with one of the node's own errors", async () => {
    const chain = await startTestChain();
    const { rpc, api } = await connect(chain);
    const good = hexToU8a(await signed(api, keys.miner, { nonce: 0 }));
    const change = fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), fc.nat(3), async (changes, cut) => {
        const mangled = Uint8Array.from(good);
        for (const [at, by] of changes) mangled[at] = (mangled[at] ?? 0) ^ by;
        fc.pre(u8aToHex(mangled) !== u8aToHex(good));
        const bytes = u8aToHex(mangled.subarray(0, mangled.length - cut));
        const { error } = await rpc.call("author_submitExtrinsic", bytes);
        expect([1001, 1002, 1010, 1012]).toContain(error?.code);
      }),
      { numRuns: 150 },
    );
    rpc.close();
  });

  it("holds a later nonce until the earlier ones are there, and counts what waits", async () => {
    const chain = await startTestChain();
    const { rpc, api } = await connect(chain);
    const watch = await rpc.result(
      "author_submitAndWatchExtrinsic",
      await signed(api, keys.miner, { nonce: 1 }),
    );
    expect(await rpc.notified(watch)).toBe("future");
    expect(await rpc.result("system_accountNextIndex", keys.miner.address)).toBe(0);
    chain.advanceBlocks(1);
    expect(await rpc.result("author_pendingExtrinsics")).toHaveLength(1);
    await rpc.result("author_submitExtrinsic", await signed(api, keys.miner, { nonce: 0 }));
    expect(await rpc.result("system_accountNextIndex", keys.miner.address)).toBe(2);
    chain.advanceBlocks(1);
    expect(await rpc.notified(watch)).toEqual({ inBlock: chain.bestBlock.hash });
    expect(await rpc.result("system_accountNextIndex", keys.miner.address)).toBe(2);
    rpc.close();
  });

  it("throws out what has become invalid while it waited", async () => {
    const chain = await startTestChain();
    const { rpc, api } = await connect(chain);
    const early = await signed(api, keys.miner, { nonce: 3, blocks: 8 });
    const watch = await rpc.result("author_submitAndWatchExtrinsic", early);
    expect(await rpc.notified(watch)).toBe("future");
    chain.advanceBlocks(20);
    expect(await rpc.notified(watch)).toBe("invalid");
    expect(await rpc.result("author_pendingExtrinsics")).toEqual([]);
    rpc.close();
  });

  it("replaces a transaction only for a larger tip", async () => {
    const chain = await startTestChain({ genesis: rich(keys) });
    const { rpc, api } = await connect(chain);
    const watch = await rpc.result(
      "author_submitAndWatchExtrinsic",
      await signed(api, keys.miner, { nonce: 0 }),
    );
    expect(await rpc.notified(watch)).toBe("ready");
    expect(await rpc.notified(watch)).toMatchObject({ broadcast: [expect.any(String)] });
    const equal = await signed(api, keys.miner, { nonce: 0, text: "equal" });
    expect((await rpc.call("author_submitExtrinsic", equal)).error).toMatchObject({ code: 1014 });
    const better = await signed(api, keys.miner, { nonce: 0, text: "better", tip: 10 });
    const hash = await rpc.result("author_submitExtrinsic", better);
    expect(await rpc.notified(watch)).toEqual({ usurped: hash });
    rpc.close();
  });

  it("is full at its limit", async () => {
    const chain = await startTestChain({ poolLimit: 1 });
    const { rpc, api } = await connect(chain);
    await rpc.result("author_submitExtrinsic", await signed(api, keys.miner, { nonce: 0 }));
    const answer = await rpc.call("author_submitExtrinsic", await signed(api, keys.rival, { nonce: 0 }));
    expect(answer.error).toMatchObject({ code: 1016, message: "Immediately Dropped" });
    rpc.close();
  });
});

describe("faults", () => {
  it("cuts the connection before or after a call takes effect", async () => {
    const chain = await startTestChain();
    const { rpc, api } = await connect(chain);
    const bytes = await signed(api, keys.miner, { nonce: 0 });
    chain.faults.dropConnection({ method: "author_submitExtrinsic", when: "before" });
    await expect(rpc.call("author_submitExtrinsic", bytes)).rejects.toThrow("cut");
    const second = await RpcClient.connect(chain.url);
    expect(await second.result("author_pendingExtrinsics")).toEqual([]);
    chain.faults.dropConnection({ method: "author_submitExtrinsic", when: "after" });
    await expect(second.call("author_submitExtrinsic", bytes)).rejects.toThrow("cut");
    const third = await RpcClient.connect(chain.url);
    expect(await third.result("author_pendingExtrinsics")).toEqual([bytes]);
    third.close();
  });

  it("meets a fault at the nth call only, once", async () => {
    const chain = await startTestChain();
    const rpc = await RpcClient.connect(chain.url);
    chain.faults.answerError({ method: "system_chain", nth: 2, code: -32_000, message: "busy" });
    chain.faults.delay({ method: "system_chain", nth: 3, ms: 1 });
    expect((await rpc.call("system_chain")).error).toBeUndefined();
    expect((await rpc.call("system_chain")).error).toEqual({ code: -32_000, message: "busy" });
    expect((await rpc.call("system_chain")).error).toBeUndefined();
    rpc.close();
  });

  it("takes the best block back: its transactions wait again", async () => {
    const chain = await startTestChain();
    const { rpc, api } = await connect(chain);
    const watch = await rpc.result(
      "author_submitAndWatchExtrinsic",
      await signed(api, keys.miner, { nonce: 0 }),
    );
    chain.advanceBlocks(1);
    const first = chain.bestBlock.hash;
    const commitment = api.query.commitments!.commitmentOf!.key(NETUID, keys.miner.address);
    expect(await rpc.result("state_getStorage", commitment)).not.toBeNull();
    expect(chain.faults.retractBest()).toBe(first);
    expect(chain.bestBlock).toMatchObject({ number: 1 });
    expect(chain.bestBlock.hash).not.toBe(first);
    expect(await rpc.result("state_getStorage", commitment)).toBeNull();
    expect(await rpc.result("chain_getBlock", first)).not.toBeNull();
    chain.advanceBlocks(3);
    const told = [];
    for (let step = 0; step < 6; step++) told.push(await rpc.notified(watch));
    const second = await rpc.result("chain_getBlockHash", 2);
    expect(told).toEqual([
      "ready",
      { broadcast: [expect.any(String)] },
      { inBlock: first },
      { retracted: first },
      { inBlock: second },
      { finalized: second },
    ]);
    rpc.close();
  });

  it("never takes a final block back", async () => {
    const chain = await startTestChain({ finalityLag: 0 });
    chain.advanceBlocks(1);
    expect(chain.faults.retractBest()).toBeNull();
  });

  it("stalls finality, evicts and bans transactions", async () => {
    const chain = await startTestChain();
    const { rpc, api } = await connect(chain);
    chain.faults.stallFinality(true);
    chain.advanceBlocks(10);
    expect(chain.finalizedBlock.number).toBe(0);
    chain.faults.stallFinality(false);
    expect(chain.finalizedBlock.number).toBe(8);
    const bytes = await signed(api, keys.miner, { nonce: 0 });
    const watch = await rpc.result("author_submitAndWatchExtrinsic", bytes);
    const hash = api.tx(bytes).hash.toHex();
    expect(chain.faults.evict(hash)).toBe(true);
    const told = [await rpc.notified(watch), await rpc.notified(watch), await rpc.notified(watch)];
    expect(told.at(-1)).toBe("dropped");
    expect((await rpc.call("author_submitExtrinsic", bytes)).error).toMatchObject({ code: 1012 });
    const other = await signed(api, keys.rival, { nonce: 0 });
    chain.faults.ban(api.tx(other).hash.toHex());
    expect((await rpc.call("author_submitExtrinsic", other)).error).toMatchObject({ code: 1012 });
    rpc.close();
  });

  it("restarts as a node does: blocks stay, the pool and connections don't", async () => {
    const chain = await startTestChain();
    const { rpc, api } = await connect(chain);
    chain.advanceBlocks(4);
    await rpc.result("author_submitExtrinsic", await signed(api, keys.miner, { nonce: 0 }));
    const best = chain.bestBlock;
    chain.faults.restart();
    await expect(rpc.call("system_chain")).rejects.toThrow();
    expect(chain.bestBlock).toEqual(best);
    const again = await RpcClient.connect(chain.url);
    expect(await again.result("author_pendingExtrinsics")).toEqual([]);
    again.close();
  });
});

function rich(all: Keys) {
  const genesis = testGenesis(all);
  const accounts = [...genesis.accounts, { address: all.miner.address, balanceRao: 1_000_000_000n }];
  return { ...genesis, accounts };
}
