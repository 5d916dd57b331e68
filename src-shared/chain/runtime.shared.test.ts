import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sharedDir } from "../../scripts/needs.ts";
import type { WeightAction } from "./client.ts";
import { fieldOfText } from "./commitment-data.ts";
import { Runtime } from "./runtime.ts";
import { weightsCall } from "./weights/calls.ts";

const shared = sharedDir();
const alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

/** What the client needs from a runtime and can't do without. */
const storage = {
  System: ["Account", "Events"],
  Commitments: ["CommitmentOf", "UsedSpaceOf", "MaxSpace"],
  SubtensorModule: [
    "Uids",
    "Keys",
    "BlockAtRegistration",
    "Tempo",
    "NetworksAdded",
    "SubnetworkN",
    "Owner",
    "SubnetOwnerHotkey",
    "CommitRevealWeightsEnabled",
    "RevealPeriodEpochs",
    "Active",
    "ValidatorPermit",
    "LastUpdate",
    "Dividends",
    "Incentive",
    "Consensus",
    "TotalHotkeyAlpha",
    "SubnetOwner",
    "MaxAllowedUids",
    "MinAllowedWeights",
    "MaxWeightsLimit",
    "WeightsVersionKey",
    "WeightsSetRateLimit",
    "StakeThreshold",
    "CommitRevealWeightsVersion",
    "Weights",
    "ValidatorTrust",
    "WeightCommits",
    "TimelockedWeightCommits",
  ],
  Timestamp: ["Now"],
  Drand: ["BeaconConfig", "LastStoredRound"],
};

describe.skipIf(shared === null)("a live runtime", () => {
  it.each([
    [424, true],
    [365, false],
  ])("of spec %i has all that the client reads and calls", (specVersion, countsEpochs) => {
    const metadata = readFileSync(join(shared!, "chain", `finney-spec${specVersion}-metadata-v16.scale`));
    const runtime = new Runtime(metadata, {
      specName: "node-subtensor",
      specVersion,
      transactionVersion: 1,
      ss58Prefix: 42,
    });
    const missing = Object.entries(storage).flatMap(([pallet, entries]) =>
      entries.filter((entry) => !runtime.has(pallet, entry)).map((entry) => `${pallet}.${entry}`),
    );
    expect(missing).toEqual([]);
    expect(runtime.has("SubtensorModule", "SubnetEpochIndex")).toBe(countsEpochs);
    expect(runtime.hasApi("SubnetInfoRuntimeApi", "get_selective_metagraph")).toBe(true);
    expect(runtime.hasError("Commitments", "SpaceLimitExceeded")).toBe(true);
    expect(runtime.hasError("Commitments", "CommitmentSetRateLimitExceeded")).toBe(false);

    const info = { fields: [fieldOfText(runtime, "a/b:1:c")] };
    const call = runtime.call("Commitments", "set_commitment", { netuid: 96, info });
    expect(call.toHex()).toBe("0x1200600004" + "08612f623a313a63");
    const weights = { uids: [1, 2], values: [65_535, 1], versionKey: 7n };
    const hexOf = (action: WeightAction) => weightsCall(runtime, 96, action).toHex();
    const lists = "080100020008ffff0100";
    expect(hexOf({ kind: "set", ...weights })).toBe(`0x07006000${lists}0700000000000000`);
    expect(hexOf({ kind: "commit", hash: `0x${"ab".repeat(32)}` })).toBe(`0x07606000${"ab".repeat(32)}`);
    expect(hexOf({ kind: "reveal", salt: [9], ...weights })).toBe(`0x07616000${lists}0409000700000000000000`);
    const locked = { commit: "0xabcd", revealRound: 5, commitRevealVersion: 4 };
    expect(hexOf({ kind: "timelocked", ...locked })).toBe("0x0771600008abcd05000000000000000400");
    expect(() =>
      weightsCall(runtime, 96, { kind: "timelocked", ...locked, commitRevealVersion: null }),
    ).toThrow("RuntimeChanged");
    expect(runtime.storageKey("Commitments", "CommitmentOf", [96, alice])).toMatch(/^0x[0-9a-f]{148}$/);
  });
});
