import { randomInt } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ChainClient, connectChain, type Signer } from "../../../src-shared/chain/index.ts";
import type { CompetitionProfile } from "../../../src-shared/competition/index.ts";
import { AssayError, err, ok, type Result, unwrap } from "../../../src-shared/contract/index.ts";
import { EngineError, fetchModel, ModelShelf } from "../../../src-shared/engine/index.ts";
import { createHubClient, type HubClient } from "../../../src-shared/hub/index.ts";
import {
  defaultDataDir,
  isPractice,
  type ReachedNetwork,
  type Secret,
  type ValidatorConfig,
} from "../config/index.ts";
import type { EvaluationPool } from "../evaluation/contract.ts";
import { EmbeddedPool } from "../evaluation/embedded-pool.ts";
import { type EngineChoice, openEngine } from "../evaluation/open-engine.ts";
import { openRedisPool } from "../evaluation/redis-pool.ts";
import { torchEnvironment } from "../evaluation/setup-torch.ts";
import { takeLease } from "../keys/index.ts";
import type { Logger } from "../logs/index.ts";
import { Activity } from "../round/activity.ts";
import type { RoundContext } from "../round/context.ts";
import { INSPECT_LIMITS, Inspector } from "../round/inspect/inspector.ts";
import type { WorkerStatus } from "../status/snapshot.ts";
import { ValidatorStore } from "../store/store.ts";
import type { ServiceParts } from "./validator-service.ts";

const GB = 1e9;
const RETRY_MS = 15_000;
const LARGEST_SEED = 2 ** 31 - 1;

export const storeFile = ({ dataDir }: Pick<ValidatorConfig, "dataDir">): string =>
  join(dataDir, "validator.sqlite");

/** What rounds, weights and records of this configuration are kept under. */
export const competitionOf = ({ network, netuid, profile }: ValidatorConfig): string =>
  `${network.name ?? network.endpoints[0] ?? ""}:${netuid}:${profile.value.id}`;

/** A pool that the status page can be told of. */
export interface ServicePool extends EvaluationPool {
  workers(): readonly WorkerStatus[];
  /** How often an engine of this machine had to be replaced. */
  readonly restarts: number;
}

export interface Built {
  readonly parts: Omit<ServiceParts, "onTrouble">;
  readonly chain: ChainClient;
  readonly pool: ServicePool;
  close(): Promise<void>;
}

export interface BuildRequest {
  readonly config: ValidatorConfig;
  readonly network: ReachedNetwork;
  readonly signer: Signer;
  readonly log: Logger;
  /** False where this process may start no other, as within a desktop app. */
  readonly mayStartProcesses: boolean;
  /** True where nobody else can have the hotkey, as with one that was made for a single round: no lease stays behind. */
  readonly isHotkeyOwn?: boolean;
}

/** Puts a validator together from its configuration. Fails with the error of whatever cannot be had. */
export async function buildService(request: BuildRequest): Promise<Result<Built, AssayError<string>>> {
  const { config, network, signer, log } = request;
  const closing: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    const chain = unwrap(
      await connectChain({
        endpoints: network.endpoints,
        ...(network.genesisHash === null ? {} : { genesisHash: network.genesisHash }),
      }),
    );
    closing.push(() => chain.close());
    const { genesisHash } = chain.info();
    const lease = unwrap(
      takeLease({
        folders: request.isHotkeyOwn === true ? [config.dataDir] : [config.dataDir, defaultDataDir()],
        hotkey: signer.address,
        network: genesisHash,
      }),
    );
    closing.push(() => lease.release());
    const store = new ValidatorStore(storeFile(config));
    closing.push(() => store.close());
    const hub = hubClientOf(network.hub);
    const model = await openModel(config, hub, log);
    const pool = await openServicePool(request, model.folder);
    closing.push(() => pool.close());
    const inspector = new Inspector(INSPECT_LIMITS);
    closing.push(() => inspector.close());
    const common = {
      competition: competitionOf(config),
      profile: profileOf(config),
      netuid: config.netuid,
      chain,
      store,
      log,
      blocksBeforeEpochEnd: config.weights.blocksBeforeEpochEnd,
    };
    const rounds: RoundContext = {
      ...common,
      hub,
      pool,
      inspector,
      activity: new Activity(),
      model,
      engine: config.engine,
      mustBeExact: !isPractice(config) && !config.engine.allowInexact,
      evalSet: config.evalSet,
      limits: config.limits,
      cacheDir: config.cacheDir,
      blocksPerRound: config.rounds.blocks,
      newSeed: () => randomInt(LARGEST_SEED),
      retryMs: RETRY_MS,
    };
    return ok({
      parts: {
        rounds,
        weights: { ...common, signer, acceptedBlock: config.wallet.acceptBlock },
        dryRun: config.dryRun,
        log,
      },
      chain,
      pool,
      close,
    });
  } catch (error) {
    await close();
    if (error instanceof AssayError) return err(error);
    throw error;
  }
}

/** The profile with what the operator chose otherwise. */
export function profileOf({ profile, rules, rounds }: ValidatorConfig): CompetitionProfile {
  const { schedule } = profile.value;
  const sampleSize = rounds.miners;
  return {
    ...profile.value,
    rules,
    schedule: schedule.kind === "epochs" && sampleSize !== null ? { ...schedule, sampleSize } : schedule,
  };
}

/** A client of the hub that a configuration names; `endpoint` is null on a sandbox that has to be looked for. */
export const hubClientOf = ({
  endpoint,
  token,
}: {
  readonly endpoint: string | null;
  readonly token: Secret | null;
}): HubClient => createHubClient({ endpoint: endpoint ?? "", token: token?.reveal() ?? null });

/** The base model's folder: the operator's, on the sandbox the practice model, else the shelf's, fetched where it has to be. */
export async function openModel(
  config: ValidatorConfig,
  hub: HubClient,
  log: Pick<Logger, "info">,
): Promise<RoundContext["model"]> {
  const { repo, revision, folder, isOverridden } = config.model;
  if (folder !== null) return { repo, revision, folder };
  if (isPractice(config) && !isOverridden) {
    const practice = fileURLToPath(new URL("../../../resources/practice-model", import.meta.url));
    return { repo: "practice", revision: "1", folder: practice };
  }
  const shelf = new ModelShelf("", join(config.cacheDir, "models"), config.keep.maxGb * GB);
  const here = shelf.stored().find((stored) => stored.repo === repo);
  const isPinned = /^[0-9a-f]{40}$/.test(revision);
  if (here !== undefined && (!isPinned || here.revision === revision)) {
    return { repo, revision: here.revision, folder: shelf.folderOf(repo) };
  }
  log.info({ model: repo }, "fetching the base model");
  const never = new AbortController().signal;
  const got = await fetchModel(shelf, hub, repo, { signal: never, revision, onProgress: () => {} });
  return { repo, revision: got.revision, folder: shelf.folderOf(repo) };
}

async function openServicePool(
  { config, log, mayStartProcesses }: BuildRequest,
  modelFolder: string,
): Promise<ServicePool> {
  const { queue } = config;
  if (queue.kind === "embedded") return openPool(config, modelFolder, mayStartProcesses);
  return openRedisPool({ url: queue.url.reveal(), caFile: queue.caFile, log });
}

export function openPool(
  config: Pick<ValidatorConfig, "engine" | "cacheDir">,
  folder: string,
  mayStartProcesses: boolean,
): EmbeddedPool {
  const choice = engineChoice(config, mayStartProcesses);
  return new EmbeddedPool({
    open: (settings) => openEngine(choice, settings),
    modelFolder: async () => folder,
  });
}

/** Throws `EngineUnavailable` where the torch engine has no Python yet. */
export function engineChoice(
  { engine, cacheDir }: Pick<ValidatorConfig, "engine" | "cacheDir">,
  mayStartProcesses: boolean,
): EngineChoice {
  if (engine.kind === "onnx") return { kind: "onnx", isRemote: mayStartProcesses };
  const python = engine.python ?? torchEnvironment({ cacheDir });
  if (python === null) {
    throw new EngineError("EngineUnavailable", {
      what: "the torch engine is not set up: assay-validator setup-torch",
    });
  }
  return { kind: "torch", python };
}
