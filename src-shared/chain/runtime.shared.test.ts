import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sharedDir } from "../../scripts/needs.ts";
import { fieldOfText } from "./commitment-data.ts";
import { Runtime } from "./runtime.ts";

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
  ],
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
    expect(runtime.storageKey("Commitments", "CommitmentOf", [96, alice])).toMatch(/^0x[0-9a-f]{148}$/);
  });
});
