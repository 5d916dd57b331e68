import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { RuntimeBench } from "../../test-support/bench.ts";
import { NETUID, TEMPO, testGenesis } from "../../test-support/genesis.ts";
import { type Keys, testKeys } from "../../test-support/keys.ts";
import { commitments } from "../items.ts";

let keys: Keys;
beforeAll(async () => {
  keys = await testKeys();
});

const raw = (length: number) => ({ [`Raw${length}`]: [`0x${"61".repeat(length)}`] });
const bigRaw = (length: number) => ({ BigRaw: [`0x${"62".repeat(length)}`] });
const commit = (bench: RuntimeBench, signer: Uint8Array, fields: readonly (string | object)[]): string =>
  bench.call(signer, "Commitments", "set_commitment", {
    netuid: NETUID,
    info: { fields: fields as never },
  });

describe("space per epoch", () => {
  it("charges each commitment its bytes but at least 100, up to 3100 an epoch, whatever comes", () => {
    const field = fc.oneof(
      fc.integer({ min: 0, max: 128 }).map((length) => ({ field: raw(length), bytes: length })),
      fc.integer({ min: 0, max: 512 }).map((length) => ({ field: bigRaw(length), bytes: length })),
      fc.constant({ field: { Sha256: [`0x${"00".repeat(32)}`] }, bytes: 32 }),
      fc.constant({ field: "ResetBondsFlag", bytes: 0 }),
    );
    const step = fc.record({
      wait: fc.integer({ min: 0, max: TEMPO + 2 }),
      byMiner: fc.boolean(),
      fields: fc.array(field, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
        const bench = new RuntimeBench(testGenesis(keys));
        const used = { miner: { epoch: 0, bytes: 0 }, rival: { epoch: 0, bytes: 0 } };
        for (const { wait, byMiner, fields } of steps) {
          bench.advanceTo(bench.block + wait);
          const who = byMiner ? "miner" : "rival";
          const epoch = Math.floor(bench.block / TEMPO);
          if (used[who].epoch !== epoch) used[who] = { epoch, bytes: 0 };
          const cost = Math.max(
            100,
            fields.reduce((sum, { bytes }) => sum + bytes, 0),
          );
          const fits = used[who].bytes + cost <= 3100;
          const answer = commit(
            bench,
            keys[who].publicKey,
            fields.map((each) => each.field),
          );
          expect(answer).toBe(fits ? "ok" : "SpaceLimitExceeded");
          if (fits) used[who].bytes += cost;
        }
      }),
      { numRuns: 30 },
    );
  });

  it("keeps what was there when a commitment is refused", () => {
    const bench = new RuntimeBench(testGenesis(keys));
    const account = `0x${Buffer.from(keys.miner.publicKey).toString("hex")}` as const;
    for (let sent = 0; sent < 31; sent++) expect(commit(bench, keys.miner.publicKey, [raw(3)])).toBe("ok");
    const before = bench.state.get(commitments.usedSpaceOf, NETUID, account);
    bench.block += 1;
    expect(commit(bench, keys.miner.publicKey, [raw(4)])).toBe("SpaceLimitExceeded");
    expect(bench.state.get(commitments.usedSpaceOf, NETUID, account)).toEqual(before);
    expect(bench.state.get(commitments.commitmentOf, NETUID, account)).toMatchObject({ block: 1 });
  });

  it("says which commitments wait for a drand round", () => {
    const bench = new RuntimeBench(testGenesis(keys));
    const locked = { TimelockEncrypted: { encrypted: "0x0102", reveal_round: 5n } };
    expect(commit(bench, keys.miner.publicKey, [locked])).toBe("ok");
    expect(bench.events).toEqual(["Commitments.TimelockCommitment"]);
    expect(bench.state.get(commitments.timelockedIndex)).toHaveLength(1);
    expect(commit(bench, keys.miner.publicKey, [raw(1)])).toBe("ok");
    expect(bench.state.get(commitments.timelockedIndex)).toEqual([]);
  });
});

describe("the older rule", () => {
  it("lets one commitment through every 100 blocks, of any size", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 150 }), { minLength: 1, maxLength: 20 }), (waits) => {
        const bench = new RuntimeBench(testGenesis(keys), "interval");
        let last: number | null = null;
        for (const wait of waits) {
          bench.block += wait;
          const isAllowed = last === null || bench.block - last >= 100;
          expect(commit(bench, keys.miner.publicKey, [raw(128), raw(128), raw(128)])).toBe(
            isAllowed ? "ok" : "CommitmentSetRateLimitExceeded",
          );
          if (isAllowed) last = bench.block;
        }
      }),
      { numRuns: 20 },
    );
  });
});
