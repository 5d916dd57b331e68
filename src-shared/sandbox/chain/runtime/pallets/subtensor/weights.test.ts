import { u8aToHex } from "@polkadot/util";
import { beforeAll, describe, expect, it } from "vitest";
import { RuntimeBench } from "../../../test-support/bench.ts";
import { NETUID, TEMPO, testGenesis } from "../../../test-support/genesis.ts";
import { type Keys, testKeys } from "../../../test-support/keys.ts";
import type { GenesisSubnet } from "../../genesis.ts";
import { drand, subtensor } from "../../items.ts";
import type { TimelockOpener } from "./timelocked.ts";
import { commitHash, maxUpscale } from "./weights.ts";

let keys: Keys;
beforeAll(async () => {
  keys = await testKeys();
});

const bench = (subnet: Partial<GenesisSubnet> = {}, opener?: TimelockOpener): RuntimeBench => {
  const made = new RuntimeBench(testGenesis(keys, subnet), "spacePerEpoch", opener);
  made.advanceTo(6);
  return made;
};

const set = (at: RuntimeBench, signer: Uint8Array, dests: number[], weights: number[], more: object = {}) =>
  at.call(signer, "SubtensorModule", "set_weights", {
    netuid: NETUID,
    dests,
    weights,
    version_key: 0n,
    ...more,
  });

describe("set_weights", () => {
  it("checks in the runtime's order: each case below breaks its own check and all that come later", () => {
    const validator = keys.validator.publicKey;
    const stranger = keys.stranger.publicKey;
    const miner = keys.miner.publicKey;
    const hidden = bench({ commitReveal: true });
    expect(set(hidden, stranger, [0, 0], [1])).toBe("CommitRevealEnabled");

    const open = bench();
    open.state.set(subtensor.commitRevealEnabled, [0], false);
    expect(set(open, stranger, [0, 0], [1], { netuid: 0 })).toBe("CanNotSetRootNetworkWeights");
    expect(set(open, stranger, [0, 0, 0, 0, 9], [1])).toBe("WeightVecNotEqualSize");
    expect(set(open, stranger, [0, 0, 0, 0, 9], [1, 1, 1, 1, 1])).toBe("UidsLengthExceedUidsInSubNet");
    expect(set(open, stranger, [9, 9], [1, 1])).toBe("HotKeyNotRegisteredInSubNet");
    open.state.set(subtensor.stakeThreshold, [], 10n ** 18n);
    expect(set(open, miner, [9, 9], [1, 1])).toBe("NotEnoughStakeToSetWeights");
    open.state.set(subtensor.stakeThreshold, [], 0n);
    open.state.set(subtensor.weightsVersionKey, [NETUID], 7n);
    expect(set(open, miner, [9, 9], [1, 1], { version_key: 6n })).toBe("IncorrectWeightVersionKey");
    open.state.update(subtensor.lastUpdate, [NETUID], (all) => all.with(1, 5n));
    expect(set(open, miner, [9, 9], [1, 1], { version_key: 7n })).toBe("SettingWeightsTooFast");
    open.state.update(subtensor.lastUpdate, [NETUID], (all) => all.with(1, 0n));
    expect(set(open, miner, [9, 9], [1, 1], { version_key: 8n })).toBe("NeuronNoValidatorPermit");
    open.state.set(subtensor.weightsVersionKey, [NETUID], 0n);
    expect(set(open, validator, [9, 9], [1, 1])).toBe("DuplicateUids");
    open.state.set(subtensor.minAllowedWeights, [NETUID], 3);
    expect(set(open, validator, [1, 9], [1, 1])).toBe("UidVecContainInvalidOne");
    open.state.set(subtensor.maxWeightsLimit, [NETUID], 1000);
    expect(set(open, validator, [1, 2], [1, 1])).toBe("WeightVecLengthIsLow");
    open.state.set(subtensor.minAllowedWeights, [NETUID], 1);
    expect(set(open, validator, [1, 2], [1, 1])).toBe("MaxWeightExceeded");
    open.state.set(subtensor.maxWeightsLimit, [NETUID], 65_535);
    expect(set(open, validator, [1, 2], [1, 1])).toBe("ok");
    expect(set(open, validator, [1, 2], [1, 1])).toBe("SettingWeightsTooFast");
  });

  it("lets anyone weigh itself, and scales to 65535", () => {
    const open = bench();
    expect(set(open, keys.miner.publicKey, [1], [3])).toBe("ok");
    expect(open.state.get(subtensor.weights, NETUID, 1)).toEqual([[1, 65_535]]);
    expect(maxUpscale([1, 2, 4])).toEqual([16_384, 32_768, 65_535]);
    expect(maxUpscale([0, 0])).toEqual([0, 0]);
  });
});

describe("hash commit and reveal", () => {
  const promised = { netuid: NETUID, uids: [1, 2], values: [65_535, 1], salt: [7, 8], versionKey: 0n };
  const reveal = (at: RuntimeBench, salt = promised.salt) =>
    at.call(keys.validator.publicKey, "SubtensorModule", "reveal_weights", {
      netuid: NETUID,
      uids: promised.uids,
      values: promised.values,
      salt,
      version_key: 0n,
    });
  const commit = (at: RuntimeBench, commit_hash: string) =>
    at.call(keys.validator.publicKey, "SubtensorModule", "commit_weights", { netuid: NETUID, commit_hash });

  it("reveals in the epoch after the commit's, not before and not after", () => {
    const at = bench({ commitReveal: true, weightsRateLimitBlocks: 0 });
    const hash = commitHash(at.runtime, u8aToHex(keys.validator.publicKey), promised);
    expect(reveal(at)).toBe("NoWeightsCommitFound");
    expect(commit(at, hash)).toBe("ok");
    expect(reveal(at)).toBe("RevealTooEarly");
    at.advanceTo(TEMPO);
    expect(reveal(at, [1])).toBe("InvalidRevealCommitHashNotMatch");
    expect(reveal(at)).toBe("ok");
    expect(at.state.get(subtensor.weights, NETUID, 0)).toEqual([
      [1, 65_535],
      [2, 1],
    ]);
    expect(reveal(at)).toBe("NoWeightsCommitFound");
    expect(commit(at, hash)).toBe("ok");
    at.advanceTo(TEMPO * 3);
    expect(reveal(at)).toBe("ExpiredWeightCommit");
  });

  it("takes ten unrevealed commits, keeps the rate, and wants commit-reveal on", () => {
    const at = bench({ commitReveal: true, weightsRateLimitBlocks: 0 });
    for (let made = 0; made < 10; made++) expect(commit(at, `0x${"0".repeat(63)}${made}`)).toBe("ok");
    expect(commit(at, `0x${"ff".repeat(32)}`)).toBe("TooManyUnrevealedCommits");
    const slow = bench({ commitReveal: true, weightsRateLimitBlocks: 100 });
    slow.advanceTo(120);
    expect(commit(slow, `0x${"01".repeat(32)}`)).toBe("ok");
    expect(commit(slow, `0x${"02".repeat(32)}`)).toBe("CommittingWeightsTooFast");
    expect(commit(bench(), `0x${"01".repeat(32)}`)).toBe("CommitRevealDisabled");
    expect(reveal(bench())).toBe("CommitRevealDisabled");
  });
});

describe("time-locked commits", () => {
  const commit = (at: RuntimeBench, version = 4) =>
    at.call(keys.validator.publicKey, "SubtensorModule", "commit_timelocked_weights", {
      netuid: NETUID,
      commit: "0xabcd",
      reveal_round: 9n,
      commit_reveal_version: version,
    });
  const subnet = { commitReveal: true, weightsRateLimitBlocks: 0 };

  it("are handed to who can open them in the epoch after the commit's, once their round is there", () => {
    const asked: bigint[] = [];
    const opener: TimelockOpener = {
      open: ({ round }) => {
        asked.push(round);
        return { uids: [2], values: [65_535], versionKey: 0n };
      },
    };
    const at = bench(subnet, opener);
    expect(commit(at, 3)).toBe("IncorrectCommitRevealVersion");
    expect(commit(at)).toBe("ok");
    at.advanceTo(TEMPO - 1);
    expect(asked).toEqual([]);
    at.state.set(drand.lastStoredRound, [], 8n);
    at.advanceTo(TEMPO);
    expect(asked).toEqual([]);
    at.state.set(drand.lastStoredRound, [], 9n);
    at.advanceTo(TEMPO + 1);
    expect(asked).toEqual([9n]);
    expect(at.events).toContain("SubtensorModule.TimelockedWeightsRevealed");
    expect(at.state.get(subtensor.weights, NETUID, 0)).toEqual([[2, 65_535]]);
    at.advanceTo(TEMPO * 2);
    expect(at.state.get(subtensor.incentive, NETUID)).toEqual([0, 0, 65_535]);
    expect([...at.state.entries(subtensor.timelockedCommits, NETUID)]).toEqual([]);
  });

  it("are forgotten at once where they can't be read", () => {
    const at = bench(subnet);
    expect(commit(at)).toBe("ok");
    at.state.set(drand.lastStoredRound, [], 9n);
    at.advanceTo(TEMPO);
    expect([...at.state.entries(subtensor.timelockedCommits, NETUID)]).toEqual([]);
    expect(at.state.get(subtensor.weights, NETUID, 0)).toEqual([]);
  });

  it("are forgotten when their round doesn't come in their epoch", () => {
    const at = bench(subnet);
    expect(commit(at)).toBe("ok");
    at.advanceTo(TEMPO * 2 - 1);
    expect([...at.state.entries(subtensor.timelockedCommits, NETUID)]).toHaveLength(1);
    at.advanceTo(TEMPO * 2 + 1);
    expect([...at.state.entries(subtensor.timelockedCommits, NETUID)]).toEqual([]);
  });
});
