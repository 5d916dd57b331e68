import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkoutRoot } from "../../../scripts/needs.ts";
import { makeRow, writeJson } from "../../../src-shared/dataset/index.ts";
import { type Sandbox, startSandbox } from "../../../src-shared/sandbox/index.ts";
import { readArguments } from "./arguments.ts";

const home = mkdtempSync(join(tmpdir(), "assay-publish-cli-"));
const PLANTED = "hf_plantedPlantedPlantedPlanted";
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({
    dataDir: join(home, "sandbox"),
    blockTimeMs: 100,
    chain: { rules: "interval" },
  });
});
afterAll(async () => {
  await sandbox.close();
  rmSync(home, { recursive: true, force: true });
});

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly all: string;
}

/** Runs the program as a user would, without a terminal. */
function assay(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", join(checkoutRoot, "src-main/cli/assay.entry.ts"), ...args],
    {
      cwd: home,
      env: { PATH: process.env.PATH ?? "", HOME: home, ASSAY_HOME: home, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let out = "";
  let all = "";
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString();
    all += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    all += chunk.toString();
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, out, all })));
}

function dataset(name: string, system: string | null = "S"): string {
  const path = join(home, `${name}.jsonl`);
  const row = makeRow(system, [
    { role: "user", content: `What is ${name}?` },
    { role: "assistant", content: `It is ${name}.` },
  ]);
  writeFileSync(path, `${writeJson(row)}\n`);
  return path;
}

const lastLine = ({ out }: Ran): Record<string, unknown> =>
  JSON.parse(out.trim().split("\n").at(-1) ?? "{}") as Record<string, unknown>;

describe("assay publish", () => {
  test("publishes, answers the documented line, and is idempotent; --no-wait tells that it waits", async () => {
    const file = dataset("one");
    const first = await assay(["publish", file, "--json"]);
    expect(lastLine(first)).toEqual({
      state: "done",
      repo: "miner/dataset",
      revision: expect.stringMatching(/^[0-9a-f]{40}$/),
      commitment: expect.stringMatching(/^miner\/dataset:f127:[0-9a-f]{40}$/),
      block: expect.any(Number),
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      error: null,
    });
    expect(first.code).toBe(0);
    const again = await assay(["publish", file, "--json"]);
    expect(lastLine(again)).toEqual(lastLine(first));
    const waiting = await assay(["publish", dataset("two"), "--no-wait", "--json"]);
    expect(waiting.code).toBe(3);
    expect(lastLine(waiting)).toMatchObject({ state: "waiting", block: null });
    const listed = await assay(["publications", "--json"]);
    expect((JSON.parse(listed.out) as { state: string }[]).map(({ state }) => state)).toEqual([
      "waiting",
      "done",
    ]);
    const later = await assay(["publish", join(home, "two.jsonl"), "--json"]);
    expect(lastLine(later)).toMatchObject({ state: "done", error: null });
  });

  test("takes the reference miner's flags", async () => {
    const ran = await assay([
      "publish",
      "--dataset_path",
      dataset("three"),
      "--hf_repo_id",
      "miner/other",
      "--wallet.name",
      "miner",
      "--wallet.hotkey",
      "default",
      "--wallet.path",
      join(home, "sandbox", "wallets"),
      "--subtensor.network",
      "sandbox",
      "--netuid",
      "12",
      "--logging.trace",
      "--dry-run",
      "--json",
    ]);
    expect(ran.code).toBe(0);
    expect(lastLine(ran)).toMatchObject({
      state: "dry-run",
      netuid: 12,
      commitmentForecast: "miner/other:f127:‹commit›",
    });
  });

  test.each([
    ["errors of the check", () => ["publish", dataset("bad", null)], {}, 1, "PublishBlockedByLint"],
    ["a missing file", () => ["publish", join(home, "none.jsonl")], {}, 2, "FileUnreadable"],
    [
      "an unknown profile",
      () => ["publish", dataset("four"), "--profile", "nosuch"],
      {},
      2,
      "ProfileUnknown",
    ],
    [
      "a missing hotkey",
      () => ["publish", dataset("four"), "--hotkey", "miner/none", "--wallet.path", home],
      {},
      4,
      "WalletNotFound",
    ],
    [
      "no token on a real network",
      () => [
        "publish",
        dataset("four"),
        "--network",
        "ws://127.0.0.1:9",
        "--netuid",
        "1",
        "--repo",
        "a/b",
        "--hotkey",
        sandbox.hotkeyFile,
      ],
      {},
      4,
      "HubTokenMissing",
    ],
    [
      "a chain that does not answer",
      () => [
        "publish",
        dataset("four"),
        "--network",
        "ws://127.0.0.1:9",
        "--netuid",
        "1",
        "--repo",
        "a/b",
        "--hotkey",
        sandbox.hotkeyFile,
      ],
      { HF_TOKEN: PLANTED },
      5,
      "ChainOffline",
    ],
    [
      "a token the hub does not know",
      () => ["publish", dataset("four"), "--repo", "miner/dataset"],
      { HF_TOKEN_SANDBOX: PLANTED },
      4,
      "HubUnauthorised",
    ],
  ] as const)("ends with the code for %s, and never tells the token", async (_, args, env, code, name) => {
    const ran = await assay([...args(), "--json"], env);
    expect(lastLine(ran)).toMatchObject({ error: { code: name } });
    expect(ran.code).toBe(code);
    expect(ran.all).not.toContain(PLANTED);
  });

  test("refuses arguments that make no sense with 2", async () => {
    for (const args of [
      ["publish"],
      ["publish", "x", "--commit-only", "a/b"],
      ["publish", "x", "--netuid", "-1"],
      ["publish", "x", "--nonsense"],
    ]) {
      expect((await assay(args)).code).toBe(2);
    }
  });
});

test("both families of flags say the same", () => {
  const own = readArguments("f", {
    profile: "p",
    repo: "a/b",
    network: "test",
    hotkey: "w/h",
    wait: true,
    "wallet.path": "/w",
  });
  const reference = readArguments(undefined, {
    profile: "p",
    dataset_path: "f",
    hf_repo_id: "a/b",
    "subtensor.network": "test",
    "wallet.name": "w",
    "wallet.hotkey": "h",
    "wallet.path": "/w",
    wait: true,
  });
  expect(own).toEqual(reference);
});
