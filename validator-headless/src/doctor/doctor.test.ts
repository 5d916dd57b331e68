import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import {
  ChainError,
  type Metagraph,
  type SubnetRules,
  WalletError,
} from "../../../src-shared/chain/index.ts";
import { err, ok, unwrap } from "../../../src-shared/contract/index.ts";
import { type HubClient, HubError } from "../../../src-shared/hub/index.ts";
import { loadConfig } from "../config/index.ts";
import { type DoctorContext, examine, type Finding, NOTHING_STORED, parseGpus } from "./index.ts";

const dir = mkdtempSync(join(tmpdir(), "assay-doctor-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const HOTKEY = "5F3sa2TJAWMqDhXG6jhV4N8ko9SxwGy8TpaNS1repo5EYjQX";
const NOW = 1_772_000_000_000;
const CARD = { name: "NVIDIA H200", memoryTotalMb: 150_000, memoryFreeMb: 149_000, driver: "575.57" };

const config = (...flags: (readonly [string, string])[]) =>
  unwrap(
    loadConfig({
      flags: new Map([
        ["--network", "finney"],
        ["--profile", "flock-off-daily"],
        ["--engine.kind", "torch"],
        ["--cache-dir", dir],
        ...flags,
      ]),
      env: { HF_TOKEN: "hf_planted0123456789", HF_HOME: dir },
      cwd: dir,
    }),
  ).config;

const neuron = {
  uid: 3,
  hotkey: HOTKEY,
  coldkey: HOTKEY,
  stakeRao: 21_000_000_000_000n,
  incentive: 0,
  consensus: 0,
  dividends: 0.1,
  validatorPermit: true,
  active: true,
  lastUpdate: 5_000,
  registeredAt: 10,
};
const metagraph: Metagraph = {
  netuid: 96,
  block: { number: 5_100, hash: "0x" },
  tempo: 360,
  ownerHotkey: null,
  ownerColdkey: null,
  maxUids: 256,
  commitReveal: true,
  commitRevealPeriod: 1,
  neurons: [neuron],
};
const rules: SubnetRules = {
  netuid: 96,
  weightsVersionKey: 0n,
  weightsRateLimitBlocks: 100,
  minAllowedWeights: 1,
  maxWeightShare: 1,
  commitReveal: true,
  revealPeriodEpochs: 1,
  commitRevealVersion: 4,
  tempo: 360,
  stakeThresholdRao: 1_000_000_000_000n,
};

function chain(
  changes: { neuron?: object; rules?: object; timeMs?: number; trust?: number } = {},
): DoctorContext["chain"] {
  return ok({
    info: () => ({
      chain: "Bittensor",
      specName: "node-subtensor",
      specVersion: 424,
      genesisHash: "0x",
      ss58Prefix: 42,
      blockTimeMs: 12_000,
      endpoint: "ws://node",
    }),
    metagraph: async () => ok({ ...metagraph, neurons: [{ ...neuron, ...changes.neuron }] }),
    subnetRules: async () => ok({ ...rules, ...changes.rules }),
    chainTime: async () => ok(changes.timeMs ?? NOW - 4_000),
    validatorTrust: async () => ok(changes.trust ?? 0.98),
  });
}

function hub(changes: Partial<HubClient> = {}): HubClient {
  return {
    whoAmI: async () => ok({ name: "operator", orgs: [], canWrite: false }),
    files: async () => ok([{ path: "model.safetensors", sizeBytes: 3e9 }]),
    head: async () => ok({ sha: "ab".repeat(20) }),
    fileInfo: async () => ok({ sizeBytes: 5e6, sha256: null }),
    ...changes,
  } as HubClient;
}

type Context = Parameters<typeof examine>[0];
const context = (changes: Partial<Context> = {}): Context => ({
  config: config(),
  machine: {
    gpus: async () => [CARD],
    memory: () => ({ totalMb: 64_000, freeMb: 50_000 }),
    freeGb: async () => 200,
  },
  hub: hub(),
  chain: chain(),
  hotkey: ok(HOTKEY),
  known: { secondsPerDataset: 60, signing: { ours: 5_000, underWay: null, accepted: null } },
  engineFacts: null,
  cachedGb: 12,
  now: () => NOW,
  ...changes,
});

const verdicts = (findings: readonly Finding[]): Record<string, Finding["verdict"]> =>
  Object.fromEntries(findings.map(({ title, verdict }) => [title, verdict]));

describe("the doctor", () => {
  test("finds nothing wrong with a validator that can work", async () => {
    const findings = await examine(context());
    const found = verdicts(findings);
    expect(Object.values(found).filter((verdict) => verdict !== "ok")).toEqual(["skipped"]);
    expect(found.engine).toBe("skipped");
    const titles = [
      "GPU",
      "memory",
      "disk",
      "hub token",
      "chain",
      "registration",
      "stake",
      "validator permit",
      "weights version",
      "clock",
    ];
    expect(Object.keys(found)).toEqual(expect.arrayContaining(titles));
    const said = findings.map(({ says }) => says).join("\n");
    expect(said).toContain(context().config.profile.hash);
    expect(said).toContain("ab".repeat(20));
    expect(said).toContain("about 1380 at 60 s");
    expect(said).not.toContain("planted");
  });

  const machine = context().machine;
  test.each<[string, Finding["verdict"], Partial<Context>]>([
    ["GPU", "warn", { machine: { ...machine, gpus: async () => null } }],
    [
      "GPU",
      "fail",
      { machine: { ...machine, gpus: async () => null }, config: config(["--engine.device", "cuda"]) },
    ],
    ["GPU", "fail", { machine: { ...machine, gpus: async () => [{ ...CARD, memoryTotalMb: 8_000 }] } }],
    ["GPU", "warn", { machine: { ...machine, gpus: async () => [{ ...CARD, memoryFreeMb: 3_000 }] } }],
    ["GPU", "warn", { config: config(["--engine.kind", "onnx"], ["--allow-inexact", "true"]) }],
    ["memory", "fail", { machine: { ...machine, memory: () => ({ totalMb: 8_000, freeMb: 7_000 }) } }],
    ["memory", "warn", { machine: { ...machine, memory: () => ({ totalMb: 64_000, freeMb: 1_000 }) } }],
    ["disk", "fail", { machine: { ...machine, freeGb: async () => 5 } }],
    ["disk", "warn", { machine: { ...machine, freeGb: async () => 30 } }],
    ["engine", "fail", { engineFacts: () => Promise.reject(new Error("no torch")) }],
    ["hub token", "fail", { hub: hub({ whoAmI: async () => err(new HubError("HubUnauthorised")) }) }],
    ["hub token", "warn", { hub: hub({ whoAmI: async () => ok({ name: "o", orgs: [], canWrite: true }) }) }],
    [
      "base model",
      "fail",
      { hub: hub({ files: async () => err(new HubError("HubGated", { repo: "meta-llama/Llama-3.2-1B" })) }) },
    ],
    ["base model", "fail", { hub: hub({ files: async () => ok([{ path: "model.bin", sizeBytes: 1 }]) }) }],
    [
      "eval set",
      "fail",
      { hub: hub({ head: async () => err(new HubError("HubRepoNotFound", { repo: "a/b" })) }) },
    ],
    ["chain", "fail", { chain: err(new ChainError("ChainOffline", { endpoints: "ws://node" })) }],
    ["hotkey", "fail", { hotkey: err(new WalletError("WalletNotFound", { file: "/w" })) }],
    ["registration", "fail", { hotkey: ok("5Other") }],
    ["validator permit", "fail", { chain: chain({ neuron: { validatorPermit: false } }) }],
    ["stake", "fail", { chain: chain({ neuron: { stakeRao: 1n } }) }],
    ["weights", "warn", { chain: chain({ rules: { commitReveal: false } }) }],
    ["vtrust", "warn", { chain: chain({ trust: 0.2 }) }],
    ["clock", "warn", { chain: chain({ timeMs: NOW - 60_000 }) }],
    ["clock", "fail", { chain: chain({ timeMs: NOW + 3_600_000 }) }],
    ["second signer", "fail", { chain: chain({ neuron: { lastUpdate: 5_050 } }) }],
    ["second signer", "skipped", { known: NOTHING_STORED }],
    ["datasets an epoch", "skipped", { known: NOTHING_STORED }],
    ["datasets an epoch", "warn", { known: { secondsPerDataset: 90_000, signing: null } }],
  ])("%s: %s", async (title, verdict, changes) => {
    const finding = (await examine(context(changes))).find((one) => one.title === title);
    expect(finding?.verdict).toBe(verdict);
    if (verdict === "fail" || verdict === "warn") expect(finding?.mend).toMatch(/\.$/);
  });

  test("reads what NVIDIA's tool says, card by card", () => {
    const text = "NVIDIA H200, 143771, 143160, 575.57.08\nNVIDIA L4, 23034, 10, 575.57.08\n";
    expect(parseGpus(text).map(({ name }) => name)).toEqual(["NVIDIA H200", "NVIDIA L4"]);
    expect(parseGpus(text)[0]?.memoryTotalMb).toBeCloseTo(150_755, -1);
    expect(parseGpus("No devices were found\n")).toEqual([]);
  });
});
