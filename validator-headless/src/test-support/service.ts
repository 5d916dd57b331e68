import { join } from "node:path";
import { pino } from "pino";
import { type ChainClient, signerOf } from "../../../src-shared/chain/index.ts";
import type { CompetitionProfile } from "../../../src-shared/competition/index.ts";
import type { EvaluationPool } from "../evaluation/contract.ts";
import { Activity } from "../round/activity.ts";
import type { RoundContext } from "../round/context.ts";
import { Inspector } from "../round/inspect/inspector.ts";
import { type ServiceParts, ValidatorService } from "../service/validator-service.ts";
import { ValidatorStore } from "../store/store.ts";
import type { Arena } from "./arena.ts";

export interface TestService {
  readonly service: ValidatorService;
  readonly store: ValidatorStore;
  readonly parts: ServiceParts;
  readonly troubles: string[];
  close(): Promise<void>;
}

const practiceModel = new URL("../../../resources/practice-model", import.meta.url).pathname;

/** The validator as the command line builds it, on an arena and with the pool given. */
export async function startService(
  arena: Arena,
  profile: CompetitionProfile,
  pool: EvaluationPool,
  options: {
    readonly folder?: string;
    readonly seed?: number;
    readonly limits?: Partial<RoundContext["limits"]>;
  } = {},
): Promise<TestService> {
  const chain: ChainClient = await arena.connect();
  const folder = options.folder ?? join(arena.folder, "validator");
  const store = new ValidatorStore(join(folder, "validator.sqlite"));
  const inspector = new Inspector({ timeoutMs: 60_000, heapMb: 512 });
  const log = pino({ level: process.env.ASSAY_LOG ?? "silent" });
  const netuid = profile.netuids.sandbox;
  const competition = `sandbox:${netuid}:${profile.id}`;
  const rounds: RoundContext = {
    competition,
    profile,
    netuid,
    chain,
    hub: arena.hubClient,
    store,
    pool,
    inspector,
    activity: new Activity(),
    log,
    model: { repo: "practice", revision: "0", folder: practiceModel },
    engine: { kind: "onnx", fidelity: "exact", device: "cpu", threads: 1 },
    evalSet: { repo: profile.evaluation.repo ?? "evals/rows", revision: "main", file: "data.jsonl" },
    limits: {
      fileMb: 5,
      lineMb: 1,
      rows: 1_000,
      downloadTimeoutS: 30,
      evaluationTimeoutS: 60,
      memoryMb: 8_000,
      ...options.limits,
    },
    blocksBeforeEpochEnd: profile.weights.blocksBeforeEpochEnd,
    cacheDir: join(folder, "cache"),
    newSeed: () => options.seed ?? 7,
    retryMs: 100,
  };
  const troubles: string[] = [];
  const parts: ServiceParts = {
    rounds,
    weights: {
      competition,
      profile,
      netuid,
      chain,
      signer: signerOf(arena.validator),
      store,
      log,
      blocksBeforeEpochEnd: profile.weights.blocksBeforeEpochEnd,
    },
    dryRun: false,
    log,
    onTrouble: ({ error }) => {
      if (error !== null) troubles.push(error.code);
    },
  };
  return {
    service: new ValidatorService(parts),
    store,
    parts,
    troubles,
    close: async () => {
      await inspector.close();
      await pool.close();
      await chain.close();
      store.close();
    },
  };
}
