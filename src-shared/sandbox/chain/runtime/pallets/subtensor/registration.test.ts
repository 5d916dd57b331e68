import { u8aToHex } from "@polkadot/util";
import { beforeAll, describe, expect, it } from "vitest";
import { RuntimeBench } from "../../../test-support/bench.ts";
import { NETUID, testGenesis } from "../../../test-support/genesis.ts";
import { type Keys, testKeys } from "../../../test-support/keys.ts";
import { subtensor } from "../../items.ts";

let keys: Keys;
beforeAll(async () => {
  keys = await testKeys();
});

const register = (bench: RuntimeBench, coldkey: Uint8Array, hotkey: Uint8Array, netuid = NETUID): string =>
  bench.call(coldkey, "SubtensorModule", "burned_register", { netuid, hotkey: u8aToHex(hotkey) });

describe("burned_register", () => {
  it("refuses with the runtime's errors, in its order", () => {
    const bench = new RuntimeBench(testGenesis(keys));
    const { coldkey, stranger, miner, rival } = keys;
    expect(register(bench, coldkey.publicKey, stranger.publicKey, 0)).toBe(
      "RegistrationNotPermittedOnRootSubnet",
    );
    expect(register(bench, coldkey.publicKey, stranger.publicKey, 5)).toBe("SubnetNotExists");
    bench.state.set(subtensor.networkRegistrationAllowed, [NETUID], false);
    expect(register(bench, stranger.publicKey, miner.publicKey)).toBe("SubNetRegistrationDisabled");
    bench.state.set(subtensor.networkRegistrationAllowed, [NETUID], true);
    expect(register(bench, stranger.publicKey, miner.publicKey)).toBe("HotKeyAlreadyRegisteredInSubNet");
    expect(register(bench, stranger.publicKey, stranger.publicKey)).toBe("NotEnoughBalanceToStake");
    bench.state.set(subtensor.owner, [u8aToHex(stranger.publicKey)], u8aToHex(rival.publicKey));
    expect(register(bench, coldkey.publicKey, stranger.publicKey)).toBe("NonAssociatedColdKey");
  });

  it("raises the price with each registration and lets it fall by half in 360 blocks", () => {
    const bench = new RuntimeBench(testGenesis(keys));
    const before = bench.state.get(subtensor.burn, NETUID);
    expect(register(bench, keys.coldkey.publicKey, keys.stranger.publicKey)).toBe("ok");
    const raised = bench.state.get(subtensor.burn, NETUID);
    expect(Number(raised) / Number(before)).toBeCloseTo(1.26, 3);
    bench.advanceTo(361);
    expect(Number(bench.state.get(subtensor.burn, NETUID)) / Number(raised)).toBeCloseTo(0.5, 3);
  });

  it("gives the newcomer the place of the least earning when the subnet is full", () => {
    const bench = new RuntimeBench(testGenesis(keys, { maxAllowedUids: 3 }));
    bench.state.set(subtensor.emission, [NETUID], [0n, 50n, 10n]);
    expect(register(bench, keys.coldkey.publicKey, keys.stranger.publicKey)).toBe("ok");
    expect(bench.state.get(subtensor.uids, NETUID, u8aToHex(keys.stranger.publicKey))).toBe(2);
    expect(bench.state.get(subtensor.uids, NETUID, u8aToHex(keys.rival.publicKey))).toBeNull();
    expect(bench.state.get(subtensor.blockAtRegistration, NETUID, 2)).toBe(1n);
    expect(bench.state.get(subtensor.subnetworkN, NETUID)).toBe(3);
    const onlyOwner = new RuntimeBench(testGenesis(keys, { maxAllowedUids: 1, registrations: owners() }));
    expect(register(onlyOwner, keys.coldkey.publicKey, keys.stranger.publicKey)).toBe("NoNeuronIdAvailable");
  });
});

const owners = () => [{ coldkey: keys.coldkey.address, hotkey: keys.validator.address }];
