import { u8aToHex } from "@polkadot/util";
import { beforeAll, describe, expect, it } from "vitest";
import type { PlainRecord } from "../codec/plain.ts";
import { RuntimeBench } from "../test-support/bench.ts";
import { NETUID, testGenesis } from "../test-support/genesis.ts";
import { type Keys, testKeys } from "../test-support/keys.ts";
import { subtensor, system } from "./items.ts";

let keys: Keys;
beforeAll(async () => {
  keys = await testKeys();
});

const transfer = (value: bigint): PlainRecord => ({
  Balances: [{ transfer_keep_alive: { dest: { Id: [u8aToHex(keys.stranger.publicKey)] }, value } }],
});
const received = (bench: RuntimeBench): bigint =>
  bench.state.get(system.account, u8aToHex(keys.stranger.publicKey)).data.free;

describe("batches", () => {
  const tooMuch = 10n ** 18n;

  it("stop, undo or go on at a failure, each in its way", () => {
    const run = (name: string) => {
      const bench = new RuntimeBench(testGenesis(keys));
      const calls = [transfer(1000n), transfer(tooMuch), transfer(2000n)];
      const answer = bench.call(keys.coldkey.publicKey, "Utility", name, { calls });
      return {
        answer,
        received: received(bench),
        events: bench.events.filter((name) => name.startsWith("U")),
      };
    };
    expect(run("batch")).toEqual({
      answer: "ok",
      received: 1000n,
      events: ["Utility.ItemCompleted", "Utility.BatchInterrupted"],
    });
    expect(run("batch_all")).toEqual({
      answer: JSON.stringify({ Token: ["FundsUnavailable"] }),
      received: 0n,
      events: [],
    });
    expect(run("force_batch")).toEqual({
      answer: "ok",
      received: 3000n,
      events: [
        "Utility.ItemCompleted",
        "Utility.ItemFailed",
        "Utility.ItemCompleted",
        "Utility.BatchCompletedWithErrors",
      ],
    });
  });
});

describe("calls that are only declared", () => {
  it("fail as calls that the runtime filters out", () => {
    const bench = new RuntimeBench(testGenesis(keys));
    const hotkey = u8aToHex(keys.miner.publicKey);
    expect(bench.call(keys.coldkey.publicKey, "SubtensorModule", "register_network", { hotkey })).toBe(
      "CallFiltered",
    );
  });
});

describe("stake and axons", () => {
  it("stakes rao for rao and gives it back", () => {
    const bench = new RuntimeBench(testGenesis(keys));
    const [coldkey, hotkey] = [u8aToHex(keys.coldkey.publicKey), u8aToHex(keys.miner.publicKey)];
    const before = bench.state.get(system.account, coldkey).data.free;
    const add = (amount_staked: bigint) =>
      bench.call(keys.coldkey.publicKey, "SubtensorModule", "add_stake", {
        hotkey,
        netuid: NETUID,
        amount_staked,
      });
    const remove = (amount_unstaked: bigint) =>
      bench.call(keys.coldkey.publicKey, "SubtensorModule", "remove_stake", {
        hotkey,
        netuid: NETUID,
        amount_unstaked,
      });
    expect(add(1n)).toBe("AmountTooLow");
    expect(add(10n ** 18n)).toBe("NotEnoughBalanceToStake");
    expect(add(5_000_000n)).toBe("ok");
    expect(bench.state.get(subtensor.totalHotkeyAlpha, hotkey, NETUID)).toBe(5_000_000n);
    expect(remove(6_000_000n)).toBe("NotEnoughStakeToWithdraw");
    expect(remove(5_000_000n)).toBe("ok");
    expect(bench.state.get(system.account, coldkey).data.free).toBe(before);
  });

  it("serves an axon, not too often and not at a place that can't be", () => {
    const bench = new RuntimeBench(testGenesis(keys));
    const serve = (more: PlainRecord = {}) =>
      bench.call(keys.miner.publicKey, "SubtensorModule", "serve_axon", {
        netuid: NETUID,
        version: 1,
        ip: 0x0102_0304n,
        port: 8091,
        ip_type: 4,
        protocol: 0,
        placeholder1: 0,
        placeholder2: 0,
        ...more,
      });
    expect(serve({ ip_type: 5 })).toBe("InvalidIpType");
    expect(serve({ ip: 0x7f00_0001n })).toBe("InvalidIpAddress");
    expect(serve({ port: 0 })).toBe("InvalidPort");
    expect(serve()).toBe("ok");
    expect(serve()).toBe("ServingRateLimitExceeded");
    bench.advanceTo(51);
    expect(serve()).toBe("ok");
  });
});
