import { join } from "node:path";
import { type CompetitionProfile, profileHash } from "../../../src-shared/competition/index.ts";
import type { PracticeGround } from "../../../src-shared/sandbox/index.ts";
import type { ReachedNetwork, ValidatorConfig } from "../config/index.ts";

const LIMITS = {
  fileMb: 100,
  lineMb: 10,
  rows: 10_000,
  downloadTimeoutS: 60,
  evaluationTimeoutS: 600,
  memoryMb: 8_000,
};

/** The validator's configuration for one practice round: everything within its folder, nothing served, nothing kept. */
export function practiceConfig(
  { profile, chain }: Pick<PracticeGround, "profile" | "chain">,
  { dir, modelDir }: { readonly dir: string; readonly modelDir: string },
): ValidatorConfig {
  return {
    network: { name: "sandbox", endpoints: [chain.url], genesisHash: chain.genesisHash },
    netuid: profile.netuids.sandbox,
    profile: { source: profile.id, value: profile, hash: profileHash(profile) },
    rules: profile.rules,
    dryRun: false,
    dataDir: join(dir, "validator"),
    cacheDir: join(dir, "cache"),
    wallet: {
      path: "",
      name: "",
      hotkey: "",
      isNamed: false,
      passwordFile: null,
      acceptBlock: null,
    },
    hub: { endpoint: null, token: null, tokenSource: null },
    evalSet: { repo: evalRepoOf(profile), revision: "main", file: profile.submission.file },
    model: { repo: "practice", revision: "1", folder: modelDir, isOverridden: false },
    engine: {
      kind: "onnx",
      device: "cpu",
      threads: null,
      fidelity: "exact",
      allowInexact: true,
      python: null,
    },
    queue: { kind: "embedded" },
    limits: LIMITS,
    rounds: { miners: null, blocks: null },
    weights: { blocksBeforeEpochEnd: profile.weights.blocksBeforeEpochEnd },
    keep: { maxGb: 10, maxAgeDays: 1, minFreeGb: 0 },
    http: { host: "127.0.0.1", port: 0, names: [] },
    log: { level: "warn", format: "json" },
  };
}

/** Where that configuration's chain, hub and hotkey are. */
export const practiceNetwork = ({ chain, hub, validator }: PracticeGround): ReachedNetwork => ({
  endpoints: [chain.url],
  genesisHash: chain.genesisHash,
  hub: { endpoint: hub.url, token: null },
  hotkey: validator,
});

/** A profile as it is practised always names one. */
const evalRepoOf = ({ evaluation }: CompetitionProfile): string => evaluation.repo ?? "";
