import { join } from "node:path";
import { pino } from "pino";
import { type ChainClient, type Signer, signerOf } from "../../../src-shared/chain/index.ts";
import type { CompetitionProfile } from "../../../src-shared/competition/index.ts";
import type { HubClient } from "../../../src-shared/hub/index.ts";
import type { EvaluationPool } from "../evaluation/contract.ts";
import type { Logger } from "../logs/index.ts";
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

export interface PartsRequest {
  readonly profile: CompetitionProfile;
  readonly chain: ChainClient;
  readonly pool: EvaluationPool;
  readonly hub: HubClient;
  readonly signer: Signer;
  readonly store: ValidatorStore;
  readonly inspector: Inspector;
  readonly activity: Activity;
  readonly log: Logger;
  readonly folder: string;
  readonly seed: number;
  readonly limits?: Partial<RoundContext["limits"]>;
  readonly onTrouble?: ServiceParts["onTrouble"];
}

/** What a service on the practice model consists of. */
export function partsOf(request: PartsRequest): ServiceParts {
  const { profile, chain, pool, hub, signer, store, inspector, activity, log, folder, seed } = request;
  const netuid = profile.netuids.sandbox;
  const { blocksBeforeEpochEnd } = profile.weights;
  const common = {
    competition: `sandbox:${netuid}:${profile.id}`,
    ...{ profile, netuid, chain, store, log, blocksBeforeEpochEnd },
  };
  return {
    rounds: {
      ...common,
      hub,
      pool,
      inspector,
      activity,
      model: { repo: "practice", revision: "0", folder: practiceModel },
      engine: { kind: "onnx", fidelity: "exact", device: "cpu", threads: 1 },
      mustBeExact: false,
      evalSet: { repo: profile.evaluation.repo ?? "evals/rows", revision: "main", file: "data.jsonl" },
      limits: {
        fileMb: 5,
        lineMb: 1,
        rows: 1_000,
        downloadTimeoutS: 30,
        evaluationTimeoutS: 60,
        memoryMb: 8_000,
        ...request.limits,
      },
      cacheDir: join(folder, "cache"),
      blocksPerRound: null,
      newSeed: () => seed,
      retryMs: 100,
    },
    weights: { ...common, signer, acceptedBlock: null },
    dryRun: false,
    log,
    onTrouble: request.onTrouble ?? (() => {}),
  };
}

/** The validator as the command line builds it, on an arena and with the pool given. */
export async function startService(
  arena: Arena,
  profile: CompetitionProfile,
  pool: EvaluationPool,
  options: {
    readonly folder?: string;
    readonly seed?: number;
    readonly limits?: Partial<RoundContext["limits"]>;
    readonly rounds?: Partial<RoundContext>;
    readonly dryRun?: boolean;
  } = {},
): Promise<TestService> {
  const chain = await arena.connect();
  const folder = options.folder ?? join(arena.folder, "validator");
  const store = new ValidatorStore(join(folder, "validator.sqlite"));
  const inspector = new Inspector({ timeoutMs: 60_000, heapMb: 512 });
  const troubles: string[] = [];
  const standard = partsOf({
    profile,
    chain,
    pool,
    hub: arena.hubClient,
    signer: signerOf(arena.validator),
    store,
    inspector,
    activity: new Activity(),
    log: pino({ level: process.env.ASSAY_LOG ?? "silent" }),
    folder,
    seed: options.seed ?? 7,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    onTrouble: ({ error }) => {
      if (error !== null) troubles.push(error.code);
    },
  });
  const parts: ServiceParts = {
    ...standard,
    rounds: { ...standard.rounds, ...options.rounds },
    dryRun: options.dryRun ?? false,
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
