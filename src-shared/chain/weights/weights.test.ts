import { u8aToHex } from "@polkadot/util";
import { describe, expect, it, onTestFinished } from "vitest";
import type { SubnetSettings } from "../../sandbox/chain/index.ts";
import * as practice from "../../sandbox/chain/test-support/practice.ts";
import type { TimelockedWeights, TxOutcome, WeightAction } from "../client.ts";
import { connectChain } from "../connect.ts";
import { quicknet } from "../timelock/beacon.ts";
import { lockUntil } from "../timelock/lock.ts";
import { newSalt, weightCommitHash } from "./commit-hash.ts";
import { timelockPayload } from "./timelocked.ts";

const { goTo, value } = practice;
const netuid = 96;
const tempo = 20;

const sandbox = (settings: SubnetSettings = {}): Promise<practice.Practice> =>
  practice.startPractice({ [netuid]: { tempo, weightsRateLimitBlocks: 5, ...settings } });

const send = (both: practice.Practice, action: WeightAction, signer = both.validator): Promise<TxOutcome> =>
  practice.send(both, netuid, action, signer);

/** What an outcome came to: "finalized", or the code of its error. */
const codeOf = (outcome: TxOutcome): string =>
  outcome.kind === "finalized" ? "finalized" : outcome.error.code;

const set = (uids: readonly number[], values: readonly number[], versionKey = 0n): WeightAction => ({
  kind: "set",
  uids,
  values,
  versionKey,
});

describe("a subnet's rules", () => {
  it("are read alike from the runtime's call and from storage", async () => {
    const both = await sandbox({
      commitReveal: true,
      revealPeriodEpochs: 3,
      weightsVersionKey: 7n,
      minAllowedWeights: 2,
      maxWeightsLimit: 32_768,
    });
    const rules = value(await both.client.subnetRules({ netuid }));
    expect(rules).toEqual({
      netuid,
      weightsVersionKey: 7n,
      weightsRateLimitBlocks: 5,
      minAllowedWeights: 2,
      maxWeightShare: 32_768 / 65_535,
      commitReveal: true,
      revealPeriodEpochs: 3,
      commitRevealVersion: 4,
      tempo,
      stakeThresholdRao: 0n,
    });
    expect(await both.client.subnetRules({ netuid: 5 })).toMatchObject({
      error: { code: "SubnetUnknown" },
    });
    const refusal = { method: "state_call", code: -32603, message: "no such runtime API" };
    both.chain.faults.answerError({ ...refusal, nth: 1 });
    both.chain.faults.answerError({ ...refusal, nth: 2 });
    const withoutApis = value(await connectChain({ endpoints: [both.chain.url], timeoutMs: 5000 }));
    onTestFinished(() => withoutApis.close());
    expect(value(await withoutApis.subnetRules({ netuid }))).toEqual(rules);
    expect(await withoutApis.subnetRules({ netuid: 5 })).toMatchObject({
      error: { code: "SubnetUnknown" },
    });
  });

  it("change with the next block where the owner changes them", async () => {
    const { chain, client } = await sandbox();
    chain.changeSubnet(netuid, { commitReveal: true, tempo: 30 });
    expect(value(await client.subnetRules({ netuid })).commitReveal).toBe(false);
    chain.advanceBlocks(1);
    expect(value(await client.subnetRules({ netuid }))).toMatchObject({ commitReveal: true, tempo: 30 });
    expect(value(await client.epochClock({ netuid }))).toMatchObject({ tempo: 30, blocksLeft: 30 });
  });
});

describe("the epoch's clock", () => {
  it("counts down to the block that begins the next epoch", async () => {
    const both = await sandbox();
    expect(value(await both.client.epochClock({ netuid }))).toMatchObject({
      block: { number: 5 },
      epoch: 0,
      tempo,
      nextEpochBlock: 20,
      blocksLeft: 15,
    });
    goTo(both, 19);
    const before = both.chain.bestBlock.hash;
    goTo(both, 20);
    expect(value(await both.client.epochClock({ netuid, at: before }))).toMatchObject({
      epoch: 0,
      blocksLeft: 1,
    });
    expect(value(await both.client.epochClock({ netuid }))).toMatchObject({
      epoch: 1,
      nextEpochBlock: 40,
      blocksLeft: 20,
    });
  });

  it("stands still where a subnet runs no epochs", async () => {
    const { client } = await sandbox({ tempo: 0 });
    expect(await client.epochClock({ netuid })).toMatchObject({ error: { code: "SubnetWithoutEpochs" } });
  });

  it("is the chain's own, and the chain knows the time", async () => {
    const { client } = await sandbox();
    expect(value(await client.chainTime())).toBe(practice.GENESIS_MS + 5 * 12_000);
  });
});

describe("open weights", () => {
  it("are set, read back, and earn what they say", async () => {
    const both = await sandbox();
    expect(value(await both.client.weightsOf({ netuid, uid: 0 }))).toEqual([]);
    expect(codeOf(await send(both, set([2, 1], [21_845, 65_535])))).toBe("finalized");
    expect(value(await both.client.weightsOf({ netuid, uid: 0 }))).toEqual([
      { uid: 1, value: 65_535 },
      { uid: 2, value: 21_845 },
    ]);
    goTo(both, tempo);
    const { neurons, ownerColdkey, ownerHotkey, maxUids } = value(await both.client.metagraph({ netuid }));
    expect(neurons.map(({ incentive }) => Math.round(incentive * 100))).toEqual([0, 75, 25]);
    expect(neurons[0]).toMatchObject({ lastUpdate: 6, validatorPermit: true });
    expect({ ownerColdkey, ownerHotkey, maxUids }).toEqual({
      ownerColdkey: both.owner,
      ownerHotkey: both.miner.address,
      maxUids: 256,
    });
    expect(value(await both.client.validatorTrust({ netuid, uid: 0 }))).toBe(1);
    expect(value(await both.client.validatorTrust({ netuid, uid: 9 }))).toBe(0);
  });

  it("are refused with what is to be done", async () => {
    const both = await sandbox({
      weightsVersionKey: 7n,
      minAllowedWeights: 2,
      maxWeightsLimit: 45_000,
      weightsRateLimitBlocks: 50,
    });
    const outcomes = [
      await send(both, set([1, 2], [1, 1]), both.rival),
      await send(both, set([1, 2], [1, 1], 6n)),
      await send(both, set([1], [1], 7n)),
      await send(both, set([1, 2], [10, 1], 7n)),
      await send(both, set([1, 9], [1, 1], 7n)),
      await send(both, { kind: "commit", hash: `0x${"01".repeat(32)}` }),
      await send(both, set([1, 2], [1, 1], 7n)),
      await send(both, set([1, 2], [1, 1], 7n)),
      await send(both, set([1, 2], [1, 1], 7n), both.stranger),
    ];
    expect(outcomes.map(codeOf)).toEqual([
      "WeightsVersionOutdated",
      "WeightsVersionOutdated",
      "WeightsTooFew",
      "WeightTooLarge",
      "WeightsMalformed",
      "CommitRevealOff",
      "finalized",
      "ChainRateLimited",
      "NotRegistered",
    ]);
    expect(codeOf(await send(both, set([1, 2], [1, 1], 7n), both.rival))).toBe("NoValidatorPermit");
  });

  it("are not even signed where a list can't be right", async () => {
    const { client, validator } = await sandbox();
    const wrong: readonly WeightAction[] = [
      set([1, 1], [1, 1]),
      set([1], [1, 1]),
      set([1], [65_536]),
      set([-1], [1]),
      { kind: "reveal", uids: [1], values: [1], salt: [0.5], versionKey: 0n },
    ];
    for (const action of wrong)
      expect(await client.prepareWeights({ netuid, signer: validator, action })).toMatchObject({
        error: { code: "WeightsMalformed" },
      });
  });
});

describe("weights behind a hash", () => {
  const weights = { uids: [1, 2], values: [65_535, 32_767], versionKey: 0n };
  const promise = ({ validator }: practice.Practice, salt: readonly number[]) => ({
    commit: {
      kind: "commit",
      hash: weightCommitHash({ hotkey: validator.address, netuid, salt, ...weights }),
    } as const,
    reveal: { kind: "reveal", salt, ...weights } as const,
  });

  it("are committed, wait, are revealed in their epoch, and count", async () => {
    const both = await sandbox({ commitReveal: true });
    const { commit, reveal } = promise(both, newSalt());
    expect(codeOf(await send(both, set([1], [1])))).toBe("CommitRevealOn");
    expect(codeOf(await send(both, reveal))).toBe("WeightCommitNotFound");
    expect(codeOf(await send(both, commit))).toBe("finalized");
    const madeIn = value(await both.client.metagraph({ netuid })).neurons[0]?.lastUpdate;
    const query = { netuid, hotkey: both.validator.address };
    expect(value(await both.client.weightCommits(query))).toMatchObject({
      hashed: [
        {
          hash: commit.hash,
          block: madeIn,
          epoch: 0,
          revealEpoch: 1,
          revealFrom: 20,
          revealTo: 39,
          state: "waiting",
        },
      ],
      timelocked: [],
    });
    expect(codeOf(await send(both, reveal))).toBe("RevealOutsideWindow");
    goTo(both, 19);
    expect(value(await both.client.weightCommits(query)).hashed[0]).toMatchObject({ state: "revealable" });
    expect(codeOf(await send(both, { ...reveal, salt: [1] }))).toBe("WeightCommitNotFound");
    expect(codeOf(await send(both, reveal))).toBe("finalized");
    expect(value(await both.client.weightCommits(query)).hashed).toEqual([]);
    expect(value(await both.client.weightsOf({ netuid, uid: 0 }))).toEqual([
      { uid: 1, value: 65_535 },
      { uid: 2, value: 32_767 },
    ]);
    goTo(both, 40);
    const { neurons } = value(await both.client.metagraph({ netuid }));
    expect(neurons.map(({ incentive }) => Math.round(incentive * 3))).toEqual([0, 2, 1]);
  });

  it("expire where nobody reveals them", async () => {
    const both = await sandbox({ commitReveal: true, revealPeriodEpochs: 2 });
    const { commit, reveal } = promise(both, newSalt());
    expect(codeOf(await send(both, commit))).toBe("finalized");
    const query = { netuid, hotkey: both.validator.address };
    const [waiting] = value(await both.client.weightCommits(query)).hashed;
    expect(waiting).toMatchObject({ revealEpoch: 2, revealFrom: 40, revealTo: 59 });
    goTo(both, 58);
    expect(value(await both.client.weightCommits(query)).hashed).toMatchObject([{ state: "revealable" }]);
    goTo(both, 59);
    expect(value(await both.client.weightCommits(query)).hashed).toMatchObject([{ state: "expired" }]);
    expect(codeOf(await send(both, reveal))).toBe("RevealOutsideWindow");
    expect(value(await both.client.weightsOf({ netuid, uid: 0 }))).toEqual([]);
  });

  it("are at most ten at once", async () => {
    const both = await sandbox({ commitReveal: true, weightsRateLimitBlocks: 0, tempo: 100 });
    for (let made = 0; made < 10; made++)
      expect(codeOf(await send(both, promise(both, [made]).commit))).toBe("finalized");
    expect(codeOf(await send(both, promise(both, [10]).commit))).toBe("TooManyWeightCommits");
    const { hashed } = value(await both.client.weightCommits({ netuid, hotkey: both.validator.address }));
    expect(hashed.map(({ hash }) => hash)).toEqual(
      Array.from({ length: 10 }, (_, made) => promise(both, [made]).commit.hash),
    );
  });

  it("can follow open ones when the owner turns commits on, and the other way round", async () => {
    const both = await sandbox({ weightsRateLimitBlocks: 0 });
    expect(codeOf(await send(both, set([1], [1])))).toBe("finalized");
    both.chain.changeSubnet(netuid, { commitReveal: true });
    both.chain.advanceBlocks(1);
    expect(codeOf(await send(both, set([2], [1])))).toBe("CommitRevealOn");
    const { commit, reveal } = promise(both, [1, 2, 3]);
    expect(codeOf(await send(both, commit))).toBe("finalized");
    goTo(both, 20);
    expect(codeOf(await send(both, reveal))).toBe("finalized");
    both.chain.changeSubnet(netuid, { commitReveal: false });
    both.chain.advanceBlocks(1);
    expect(codeOf(await send(both, set([2], [1])))).toBe("finalized");
    expect(value(await both.client.weightsOf({ netuid, uid: 0 }))).toEqual([{ uid: 2, value: 65_535 }]);
  });
});

describe("weights under a time lock", () => {
  const weights = { uids: [2, 1], values: [65_535, 32_767], versionKey: 0n };
  const settings: SubnetSettings = { commitReveal: true, weightsRateLimitBlocks: 0 };
  const asSet = [
    { uid: 1, value: 32_767 },
    { uid: 2, value: 65_535 },
  ];

  async function lock(both: practice.Practice): Promise<WeightAction & TimelockedWeights> {
    const locked = value(await both.client.timelock({ netuid, hotkey: both.validator.address, ...weights }));
    return { kind: "timelocked", ...locked };
  }

  it.each([1, 2])("are opened by the chain itself after %i epochs, and count", async (revealPeriodEpochs) => {
    const both = await sandbox({ ...settings, revealPeriodEpochs });
    const action = await lock(both);
    expect(action.commitRevealVersion).toBe(4);
    expect(codeOf(await send(both, action))).toBe("finalized");
    const query = { netuid, hotkey: both.validator.address };
    const revealFrom = revealPeriodEpochs * tempo;
    expect(value(await both.client.weightCommits(query))).toMatchObject({
      hashed: [],
      timelocked: [
        {
          commit: action.commit,
          revealRound: action.revealRound,
          block: 6,
          epoch: 0,
          revealEpoch: revealPeriodEpochs,
          revealFrom,
          revealTo: revealFrom + tempo - 1,
        },
      ],
    });
    expect(
      value(await both.client.weightCommits({ ...query, hotkey: both.rival.address })).timelocked,
    ).toEqual([]);
    goTo(both, revealFrom + 2);
    expect(value(await both.client.lastBeaconRound())).toBeLessThan(action.revealRound);
    expect(value(await both.client.weightsOf({ netuid, uid: 0 }))).toEqual([]);
    goTo(both, revealFrom + 4);
    expect(value(await both.client.lastBeaconRound())).toBe(action.revealRound);
    expect(value(await both.client.weightsOf({ netuid, uid: 0 }))).toEqual(asSet);
    expect(value(await both.client.weightCommits(query)).timelocked).toEqual([]);
    goTo(both, revealFrom + tempo);
    const { neurons } = value(await both.client.metagraph({ netuid }));
    expect(neurons.map(({ consensus }) => Math.round(consensus * 100))).toEqual([0, 50, 100]);
    expect(neurons.map(({ incentive }) => Math.round(incentive * 3))).toEqual([0, 1, 2]);
  });

  it("are opened also where the chain was stopped in between", async () => {
    const both = await sandbox(settings);
    expect(codeOf(await send(both, await lock(both)))).toBe("finalized");
    both.chain.faults.restart();
    goTo(both, 2 * tempo);
    expect(value(await both.client.weightsOf({ netuid, uid: 0 }))).toEqual(asSet);
  });

  it("are committed for the epoch after the next where the epoch ends with this block", async () => {
    const both = await sandbox(settings);
    goTo(both, tempo - 1);
    expect(codeOf(await send(both, await lock(both)))).toBe("finalized");
    const [waiting] = value(
      await both.client.weightCommits({ netuid, hotkey: both.validator.address }),
    ).timelocked;
    expect(waiting).toMatchObject({ block: tempo, epoch: 1, revealEpoch: 2 });
    goTo(both, 2 * tempo + 4);
    expect(value(await both.client.weightsOf({ netuid, uid: 0 }))).toEqual(asSet);
  });

  it("stay shut where they are another's, or locked for another beacon", async () => {
    const both = await sandbox(settings);
    const { revealRound, commitRevealVersion } = await lock(both);
    const foreign = value(await both.client.timelock({ netuid, hotkey: both.rival.address, ...weights }));
    const payload = timelockPayload({ netuid, hotkey: both.validator.address, ...weights }, true);
    const forQuicknet = u8aToHex(lockUntil(quicknet.publicKey, revealRound, payload));
    for (const commit of [foreign.commit, forQuicknet, "0xabcd"]) {
      const action = { kind: "timelocked", commit, revealRound, commitRevealVersion } as const;
      expect(codeOf(await send(both, action))).toBe("finalized");
    }
    goTo(both, 2 * tempo);
    expect(value(await both.client.weightsOf({ netuid, uid: 0 }))).toEqual([]);
    const query = { netuid, hotkey: both.validator.address };
    expect(value(await both.client.weightCommits(query)).timelocked).toEqual([]);
  });

  it("are refused with what is to be done", async () => {
    const both = await sandbox(settings);
    const action = await lock(both);
    const past = { ...action, revealRound: 1 };
    const otherVersion = { ...action, commitRevealVersion: 3 };
    expect(codeOf(await send(both, past))).toBe("RevealRoundPast");
    expect(codeOf(await send(both, otherVersion))).toBe("CommitRevealVersionChanged");
    both.chain.changeSubnet(netuid, { commitReveal: false });
    both.chain.advanceBlocks(1);
    expect(codeOf(await send(both, action))).toBe("CommitRevealOff");
    expect(
      await both.client.timelock({ netuid, hotkey: both.validator.address, ...weights, uids: [1] }),
    ).toMatchObject({ error: { code: "WeightsMalformed" } });
  });
});
