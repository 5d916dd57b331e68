import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { pythonPeers } from "../../../scripts/needs.ts";
import { evaluated, FixturePool, fixtureLoss } from "../test-support/fixture-pool.ts";
import {
  arenaOf,
  eventually,
  goOn,
  pause,
  profileOf,
  rows,
  running,
  serviceOn,
} from "../test-support/scene.ts";

interface Read {
  readonly weights: readonly (readonly [number, readonly (readonly [number, number])[]])[];
  readonly rows: readonly (readonly number[])[];
  readonly last_update: readonly number[];
}

const modes = [
  ["plain", false],
  ["commit-reveal", true],
  ["timelocked", true],
] as const;

test.each(modes)(
  "the bittensor SDK reads the weights that a service set (%s)",
  async (mode, commitReveal) => {
    const peers = pythonPeers();
    if (peers === null) throw new Error("the Python peers are not set up");
    const profile = profileOf("flock-off-bench");
    profile.weights = { ...profile.weights, mode };
    const miners = ["a", "b", "c"].map((name, index) => ({
      name,
      content: rows(index * 40, index * 40 + 10),
    }));
    const arena = await arenaOf({ profile, miners, settings: { commitReveal } });
    const pool = new FixturePool(async (job) => evaluated(2.3 + (fixtureLoss(job) - 2) / 2));
    const test = await serviceOn(arena, profile, pool);
    const run = running(test);
    goOn(arena);
    const verified = () =>
      test.store
        .settings(test.parts.rounds.competition, 9)
        .find(({ state, roundId }) => state === "verified" && roundId !== "");
    await eventually(() => verified() !== undefined, 60_000);
    await run.stop();
    pause(arena);
    const setting = verified();

    const script = fileURLToPath(new URL("./read_weights.py", import.meta.url));
    const { stdout } = await promisify(execFile)(
      peers.python,
      [script, arena.chain.url, String(profile.netuids.sandbox)],
      { env: { ...process.env, HOME: arena.folder, BT_NO_PARSE_CLI_ARGS: "1" } },
    );
    const seen = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Read;
    const largest = Math.max(...(setting?.values ?? []));
    const wanted = (setting?.uids ?? []).map((uid, at) => [
      uid,
      Math.round(((setting?.values[at] ?? 0) * 65_535) / largest),
    ]);
    expect(seen.weights).toEqual([[1, wanted]]);
    const sum = wanted.reduce((total, [, value]) => total + (value ?? 0), 0);
    for (const [uid, value] of wanted) {
      expect(seen.rows[1]?.[uid as number]).toBeCloseTo((value as number) / sum, 5);
    }
    expect(setting?.mode).toBe(mode);
    expect(seen.last_update[1]).toBeGreaterThanOrEqual(setting?.block?.number ?? Number.POSITIVE_INFINITY);
  },
);
