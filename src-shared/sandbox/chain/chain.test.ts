import { Keyring } from "@polkadot/keyring";
import type { SignedBlock } from "@polkadot/types/interfaces";
import { BN } from "@polkadot/util";
import { beforeAll, describe, expect, it } from "vitest";
import {
  connectApi,
  errorName,
  eventNames,
  inNextBlock,
  rawField,
  startTestChain,
} from "./test-support/chain.ts";
import { NETUID, RICH_RAO, TEMPO, testGenesis } from "./test-support/genesis.ts";
import { type Keys, testKeys } from "./test-support/keys.ts";

const text = `miner/data:1:${"a".repeat(40)}`;
let keys: Keys;

beforeAll(async () => {
  keys = await testKeys();
});

describe("the chain as @polkadot/api sees it", () => {
  it("takes a free commitment and tells every step until it is final", async () => {
    const chain = await startTestChain();
    const api = await connectApi(chain);
    const steps: string[] = [];
    await new Promise<void>((resolve, reject) => {
      api.tx.commitments!.setCommitment!(NETUID, rawField(text))
        .signAndSend(keys.miner, { nonce: -1 }, ({ status }) => {
          steps.push(status.type);
          if (status.isBroadcast) chain.advanceBlocks(1);
          if (status.isInBlock) chain.advanceBlocks(2);
          if (status.isFinalized) resolve();
        })
        .catch(reject);
    });
    expect(steps).toEqual(["Ready", "Broadcast", "InBlock", "Finalized"]);
    const found = await api.query.commitments!.commitmentOf!(NETUID, keys.miner.address);
    expect(found.toHuman()).toMatchObject({ block: "1", deposit: "0" });
    const entries = await api.query.commitments!.commitmentOf!.entries(NETUID);
    expect(entries.map(([key]) => key.args[1]?.toString())).toEqual([keys.miner.address]);
    expect((await api.query.system!.account!(keys.miner.address)).toJSON()).toMatchObject({
      nonce: 1,
      data: { free: 0 },
    });
  });

  it("reads state as it was at older blocks, and forgets it when pruned", async () => {
    const chain = await startTestChain({ keptStates: 50 });
    const api = await connectApi(chain);
    for (const word of ["one", "two"]) {
      await inNextBlock(chain, api.tx.commitments!.setCommitment!(NETUID, rawField(word)), keys.miner);
    }
    const at = await api.at(await api.rpc.chain.getBlockHash(1));
    const then = await at.query.commitments!.commitmentOf!(NETUID, keys.miner.address);
    expect(then.toHuman()).toMatchObject({ block: "1", info: { fields: [{ Raw3: "one" }] } });
    const before = await api.at(chain.genesisHash);
    expect((await before.query.commitments!.commitmentOf!(NETUID, keys.miner.address)).toHuman()).toBeNull();
    chain.advanceBlocks(200);
    const gone = api.rpc.state.getStorage("0x26aa", await api.rpc.chain.getBlockHash(1));
    await expect(gone).rejects.toThrow("4003: Client error: UnknownBlock: State already discarded");
    const block: SignedBlock = await api.rpc.chain.getBlock(await api.rpc.chain.getBlockHash(1));
    expect(block.block.extrinsics).toHaveLength(2);
  });

  it("hashes headers as Substrate does and links them", async () => {
    const chain = await startTestChain();
    const api = await connectApi(chain);
    chain.advanceBlocks(3);
    const head = await api.rpc.chain.getHeader();
    expect(head.number.toNumber()).toBe(3);
    expect(head.hash.toHex()).toBe(chain.bestBlock.hash);
    expect(head.parentHash.toHex()).toBe((await api.rpc.chain.getBlockHash(2)).toHex());
    expect((await api.query.system!.parentHash!()).toHex()).toBe(head.parentHash.toHex());
  });

  it("says with a virtual clock that blocks are twelve seconds apart", async () => {
    const chain = await startTestChain();
    const api = await connectApi(chain);
    chain.advanceBlocks(5);
    expect((await api.query.timestamp!.now!()).toString()).toBe(String(1_700_000_000_000 + 5 * 12_000));
  });

  it("takes ed25519 signatures too", async () => {
    const pair = new Keyring({ type: "ed25519", ss58Format: 42 }).addFromUri("//Miner");
    const coldkey = keys.coldkey.address;
    const chain = await startTestChain({
      genesis: testGenesis(keys, { registrations: [{ coldkey, hotkey: pair.address }] }),
    });
    const api = await connectApi(chain);
    const commit = api.tx.commitments!.setCommitment!(NETUID, rawField(text));
    expect(eventNames(await inNextBlock(chain, commit, pair))).toContain("commitments.Commitment");
  });

  it("names the module errors of a refused commitment", async () => {
    const chain = await startTestChain();
    const api = await connectApi(chain);
    const result = await inNextBlock(
      chain,
      api.tx.commitments!.setCommitment!(NETUID, rawField(text)),
      keys.stranger,
    );
    expect(errorName(api, result)).toBe("AccountNotAllowedCommit");
    expect(eventNames(result)).toEqual(["system.ExtrinsicFailed"]);
    expect(result.dispatchInfo?.paysFee.isNo).toBe(true);
  });

  it("spaces commitments out by bytes an epoch, and by blocks under the older rule", async () => {
    const chain = await startTestChain();
    const api = await connectApi(chain);
    expect((await api.query.commitments!.maxSpace!()).toString()).toBe("3100");
    const commit = () => api.tx.commitments!.setCommitment!(NETUID, rawField(text));
    const nonce = { from: 0 };
    for (let sent = 0; sent < 32; sent++) {
      await commit().signAndSend(keys.miner, { nonce: nonce.from++ });
    }
    chain.advanceBlocks(1);
    const events = await api.query.system!.events!();
    const records = events.toHuman() as { event: { section: string; method: string } }[];
    const names = records.map(({ event }) => `${event.section}.${event.method}`);
    expect(names.filter((name) => name === "commitments.Commitment")).toHaveLength(31);
    expect(names.filter((name) => name === "system.ExtrinsicFailed")).toHaveLength(1);
    chain.advanceBlocks(TEMPO);
    expect(errorName(api, await inNextBlock(chain, commit(), keys.miner))).toBeNull();

    const older = await startTestChain({ rules: "interval" });
    const olderApi = await connectApi(older);
    const olderCommit = () => olderApi.tx.commitments!.setCommitment!(NETUID, rawField(text));
    expect(olderApi.query.commitments!.usedSpaceOf).toBeUndefined();
    expect((await olderApi.query.commitments!.rateLimit!()).toString()).toBe("100");
    expect(errorName(olderApi, await inNextBlock(older, olderCommit(), keys.miner))).toBeNull();
    older.advanceBlocks(98);
    expect(errorName(olderApi, await inNextBlock(older, olderCommit(), keys.miner))).toBe(
      "CommitmentSetRateLimitExceeded",
    );
    expect(errorName(olderApi, await inNextBlock(older, olderCommit(), keys.miner))).toBeNull();
  });

  it("registers a hotkey for the burn, charges the fee, and moves balances", async () => {
    const chain = await startTestChain();
    const api = await connectApi(chain);
    const register = api.tx.subtensorModule!.burnedRegister!(NETUID, keys.stranger.address);
    const burn = BigInt((await api.query.subtensorModule!.burn!(NETUID)).toString());
    const fee = (await register.paymentInfo(keys.coldkey)).partialFee.toBigInt();
    const result = await inNextBlock(chain, register, keys.coldkey);
    expect(eventNames(result)).toContain("subtensorModule.NeuronRegistered");
    expect((await api.query.subtensorModule!.uids!(NETUID, keys.stranger.address)).toString()).toBe("3");
    const account = (await api.query.system!.account!(keys.coldkey.address)).toJSON() as {
      data: { free: number };
    };
    const spent = RICH_RAO - BigInt(account.data.free);
    expect(spent).toBeGreaterThan(fee + (burn * 99n) / 100n);
    expect(spent).toBeLessThanOrEqual(fee + burn);
    const issued = await api.query.balances!.totalIssuance!();
    expect(issued.toString()).toBe(String(account.data.free));

    const transfer = api.tx.balances!.transferKeepAlive!(keys.stranger.address, new BN("5000000000"));
    await inNextBlock(chain, transfer, keys.coldkey);
    expect((await api.query.system!.account!(keys.stranger.address)).toJSON()).toMatchObject({
      providers: 1,
      data: { free: 5_000_000_000 },
    });
    const again = await inNextBlock(chain, register, keys.coldkey);
    expect(errorName(api, again)).toBe("HotKeyAlreadyRegisteredInSubNet");
  });

  it("sets weights, and the next epoch makes incentives of them", async () => {
    const chain = await startTestChain();
    const api = await connectApi(chain);
    chain.advanceBlocks(5);
    const weights = api.tx.subtensorModule!.setWeights!(NETUID, [1, 2], [65_535, 21_845], 0);
    expect(errorName(api, await inNextBlock(chain, weights, keys.validator))).toBeNull();
    chain.advanceBlocks(TEMPO);
    expect((await api.query.subtensorModule!.incentive!(NETUID)).toJSON()).toEqual([0, 49_151, 16_384]);
    const graph = await api.call.subnetInfoRuntimeApi!.getMetagraph!(NETUID);
    expect(graph.toJSON()).toMatchObject({ numUids: 3, tempo: TEMPO, incentives: [0, 49_151, 16_384] });
    const stake = (await api.query.subtensorModule!.totalHotkeyAlpha!(keys.miner.address, NETUID)).toString();
    expect(BigInt(stake)).toBeGreaterThan(0n);
  });

  it("rejects weights before dispatch where newer runtimes do", async () => {
    const chain = await startTestChain();
    const api = await connectApi(chain);
    chain.advanceBlocks(5);
    const weights = () => api.tx.subtensorModule!.setWeights!(NETUID, [1], [65_535], 0);
    await inNextBlock(chain, weights(), keys.validator);
    const tooFast = weights().signAndSend(keys.validator, { nonce: -1 });
    await expect(tooFast).rejects.toThrow("1010: Invalid Transaction: Custom error: 6");
  });
});
