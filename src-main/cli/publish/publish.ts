import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type ChainClient, connectChain, readHotkey, type Signer } from "../../../src-shared/chain/index.ts";
import {
  type CompetitionProfile,
  lintOptionsOf,
  netuidFor,
  profileHash,
} from "../../../src-shared/competition/index.ts";
import {
  AssayError,
  describeError,
  type PublicationView,
  unwrap,
} from "../../../src-shared/contract/index.ts";
import { createHubClient, type HubClient } from "../../../src-shared/hub/index.ts";
import { childProcessHost } from "../../hosts/node/index.ts";
import { appDataDir } from "../../services/app-paths.ts";
import {
  findNetwork,
  type Network,
  runSandbox,
  SANDBOX_ID,
  sandboxNetwork,
} from "../../services/networks/index.ts";
import { loadProfile } from "../../services/profiles/index.ts";
import {
  fileSource,
  PublicationStore,
  PublishError,
  PublishService,
  type PublishTarget,
  preflight,
} from "../../services/publish/index.ts";
import { checkFile } from "../check/check-file.ts";
import { findCounter } from "../check/find-counter.ts";
import { countLevels } from "../check/report.ts";
import type { CliIo } from "../command.ts";
import { type KnownEvalSet, readEvalSet } from "../eval-set/read-eval-set.ts";
import { complain } from "../support/source.ts";
import type { PublishArguments } from "./arguments.ts";
import { ExitCode, exitCodeFor } from "./exit-codes.ts";
import { describeProgress, finalLine, preflightReport } from "./report.ts";
import { findToken } from "./token.ts";

const SANDBOX_BLOCK_TIME_MS = 2_000;
const SANDBOX_REPO = "miner/dataset";

/** Everything a publication stands on, with how to let go of it. */
interface Ground {
  readonly profile: CompetitionProfile;
  readonly network: Network;
  readonly target: PublishTarget;
  readonly hub: HubClient;
  readonly chain: ChainClient;
  readonly signer: Signer;
  close(): Promise<void>;
}

/** Runs `assay publish` and answers its exit code. */
export async function publish(args: PublishArguments, io: CliIo): Promise<number> {
  let ground: Ground | null = null;
  try {
    ground = await prepare(args, io);
    const counts = args.file === null ? null : await check(args, ground, io);
    if (args.dryRun) return await dryRun(args, ground, counts, io);
    if (counts !== null && counts.problems.error > 0) {
      throw new PublishError("PublishBlockedByLint", { errors: counts.problems.error });
    }
    return await run(args, ground, io);
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    complain(io, error);
    if (args.json) io.stdout(`${JSON.stringify(failureLine(error))}\n`);
    return exitCodeFor(error.code);
  } finally {
    await ground?.close();
  }
}

async function prepare(args: PublishArguments, io: CliIo): Promise<Ground> {
  const dataDir = appDataDir(io.env);
  const profile = unwrap(await loadProfile(args.profile));
  const found = findNetwork(args.network, dataDir, io.env);
  if (found === null) throw new AssayError("NetworkUnknown", { name: args.network });
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of closers.reverse()) await step();
  };
  try {
    const sandbox =
      found.id === SANDBOX_ID
        ? await runSandbox(dataDir, childProcessHost, { blockTimeMs: SANDBOX_BLOCK_TIME_MS })
        : null;
    if (sandbox !== null) closers.push(() => sandbox.stop());
    const network = sandbox === null ? found : sandboxNetwork(sandbox.endpoints);
    const netuid = unwrap(netuidFor(profile, network.name, args.netuid));
    const place = args.hotkey ?? (sandbox === null ? null : { file: sandbox.endpoints.hotkeyFile });
    if (place === null) throw new AssayError("WalletMissing");
    const signer = unwrap(await readHotkey(place));
    const token =
      (sandbox === null ? null : (io.env.HF_TOKEN_SANDBOX ?? sandbox.endpoints.token)) ?? findToken(io.env);
    if (token === null) throw new AssayError("HubTokenMissing");
    const repo = args.repo ?? (sandbox === null ? null : SANDBOX_REPO);
    if (repo === null) throw new AssayError("RepoMissing");
    const chain = unwrap(
      await connectChain({
        endpoints: network.chainUrls,
        ...(network.genesisHash === undefined ? {} : { genesisHash: network.genesisHash }),
      }),
    );
    closers.push(() => chain.close());
    const target: PublishTarget = {
      profileId: profile.id,
      profileHash: profileHash(profile),
      competitionId: profile.competitionId,
      networkId: network.id,
      netuid,
      hotkey: signer.address,
      repo,
    };
    return {
      profile,
      network,
      target,
      hub: createHubClient({ endpoint: network.hubUrl, token }),
      chain,
      signer,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function check(args: PublishArguments, { profile, hub }: Ground, io: CliIo) {
  const evalSet = await findEvalSet(args, profile, hub, io);
  const options = lintOptionsOf(profile);
  const tokenizer = await findCounter(profile, io);
  const result = await checkFile(args.file ?? "", options, () => {}, {
    evalSet: evalSet?.identities ?? null,
    counter: tokenizer?.counter ?? null,
  });
  return { rows: result.rows, problems: countLevels(result.findings), evalSet };
}

/** The eval set that rows must come from: the one that was named, else the profile's own, if it can be had. */
async function findEvalSet(
  { evalSet }: PublishArguments,
  profile: CompetitionProfile,
  hub: HubClient,
  io: CliIo,
): Promise<KnownEvalSet | null> {
  if (evalSet !== null) return readEvalSet(evalSet, profile, hub);
  if (!profile.rows.mustComeFromEvalSet || profile.evaluation.repo === null) return null;
  try {
    return await readEvalSet(profile.evaluation.repo, profile, hub);
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    io.stderr("The rows are not held against the eval set, which cannot be had. Name it by --eval-set.\n");
    complain(io, error);
    return null;
  }
}

async function dryRun(
  args: PublishArguments,
  { profile, target, hub, chain }: Ground,
  counts: Awaited<ReturnType<typeof check>> | null,
  io: CliIo,
): Promise<number> {
  const result = await preflight(
    {
      profile,
      netuid: target.netuid,
      hotkey: target.hotkey,
      repo: target.repo,
      rows: counts?.rows ?? 1,
      problems: counts?.problems ?? { error: 0, warning: 0, hint: 0 },
      evalSet: counts?.evalSet ?? null,
    },
    hub,
    chain,
  );
  io.stdout(args.json ? `${JSON.stringify({ state: "dry-run", ...result })}\n` : preflightReport(result));
  if (result.canPublish) return ExitCode.done;
  const [first] = result.checks.filter(({ state }) => state === "error");
  return first?.id === "lint"
    ? ExitCode.blockedByLint
    : first?.id === "hub" || first?.id === "repo"
      ? ExitCode.authentication
      : ExitCode.chain;
}

async function run(
  args: PublishArguments,
  { network, target, hub, chain, signer }: Ground,
  io: CliIo,
): Promise<number> {
  const store = new PublicationStore(join(appDataDir(io.env), "publications"));
  let lastSaid = "";
  let onWaiting = (): void => {};
  const service = new PublishService({
    store,
    connect: () => Promise.resolve({ hub, chain, signer, close: () => Promise.resolve() }),
    hubUrl: () => network.hubUrl,
    sleep: async (ms, signal) => void (await delay(ms, undefined, { signal })),
    onChange: (view) => {
      const said = describeProgress(view);
      if (said !== lastSaid) io.stderr(`${said}\n`);
      lastSaid = said;
      if (view.outcome === "waiting") onWaiting();
    },
  });
  try {
    const view =
      args.commitOnly === null
        ? unwrap(await service.start(target, fileSource(args.file ?? "")))
        : service.startFromRevision(target, args.commitOnly.revision);
    const stopWaiting = args.wait
      ? new Promise<never>(() => {})
      : new Promise<void>((resolve) => {
          onWaiting = resolve;
          if (service.get(view.id)?.outcome === "waiting") resolve();
        });
    await Promise.race([service.ended(view.id), stopWaiting]);
    return conclude(service.get(view.id) ?? view, args, io);
  } finally {
    await service.close();
  }
}

function conclude(view: PublicationView, { json }: PublishArguments, io: CliIo): number {
  if (json) io.stdout(`${finalLine(view)}\n`);
  if (view.outcome === "done") {
    if (!json) io.stdout(`Done: ${view.commitment} stands on-chain since block ${view.block}.\n`);
    return ExitCode.done;
  }
  if (view.outcome === "waiting") return ExitCode.waiting;
  if (view.outcome === "running") {
    complain(io, { code: "PublishAlreadyRunning", details: {} });
    return ExitCode.stopped;
  }
  const error = view.error ?? { code: "Cancelled", message: "", details: {} };
  complain(io, error);
  return view.outcome === "superseded" ? ExitCode.stopped : exitCodeFor(error.code);
}

function failureLine(error: AssayError) {
  const message = describeError(error.code, error.details).sentence;
  return {
    state: "failed",
    repo: null,
    revision: null,
    commitment: null,
    block: null,
    sha256: null,
    error: { code: error.code, message },
  };
}
