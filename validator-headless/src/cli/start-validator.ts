import { mkdirSync } from "node:fs";
import type { Command } from "commander";
import type { ChainClient, Signer } from "../../../src-shared/chain/index.ts";
import { AssayError, describeError, type ErrorDetails } from "../../../src-shared/contract/index.ts";
import { flagsGiven, loadConfig, reachNetwork, type ValidatorConfig, wordMistake } from "../config/index.ts";
import { SERVICE_ENDS } from "../evaluation/contract.ts";
import { startStatusServer } from "../http/index.ts";
import { folderGb } from "../keep/index.ts";
import { openHotkey } from "../keys/index.ts";
import { createLogger, type Logger, Terminal } from "../logs/index.ts";
import { type Built, buildService } from "../service/build-service.ts";
import { StatusBook } from "../service/status-book.ts";
import { ValidatorService } from "../service/validator-service.ts";
import { progressLine } from "./report.ts";
import { VERSION } from "./version.ts";

export const UNUSABLE = 2;
const FAILED = 1;
/** What may be well again at the next start. */
const PASSING: ReadonlySet<string> = new Set([
  "ChainOffline",
  "ChainConnectionLost",
  "ChainTimeout",
  "ChainRequestFailed",
  "HubOffline",
  "HubTimeout",
  "HubUnavailable",
  "HubRateLimited",
]);
/** What stays as it is until somebody does something: starting again would do harm, or help nothing. */
const LASTING: ReadonlySet<string> = new Set([
  "SecondSigner",
  "ServiceAlreadyRuns",
  "MixedFleet",
  "InexactRefused",
  "StoreTooNew",
]);
const MEASURE_MS = 600_000;
const PROGRESS_MS = 1_000;
const RAO_PER_TAO = 1e9;

/** A validator that is ready to work. */
export interface StartedValidator {
  readonly service: ValidatorService;
  readonly built: Built;
  readonly config: ValidatorConfig;
  readonly log: Logger;
  readonly book: StatusBook;
  close(): Promise<void>;
}

/** The configuration that a command was given; null where it can't be used, which was said then. */
export function configOf(command: Command): ValidatorConfig | null {
  const loaded = loadConfig({ flags: flagsGiven(command), env: process.env, cwd: process.cwd() });
  if (!loaded.ok) {
    refuse(loaded.error);
    return null;
  }
  for (const warning of loaded.value.warnings) process.stderr.write(`Warning: ${wordMistake(warning)}\n`);
  return loaded.value.config;
}

/**
 * Starts everything a validator consists of: chain, hub, hotkey, store, engine and status page. Null where something of it
 * can't be had, which was said then.
 */
export async function startValidator(command: Command): Promise<StartedValidator | null> {
  const config = configOf(command);
  if (config === null) return null;
  mkdirSync(config.cacheDir, { recursive: true, mode: 0o700 });
  const terminal = new Terminal(process.stderr);
  const log = createLogger(config, terminal);
  const network = reachNetwork(config, process.env);
  if (network === null) return refuse({ code: "SandboxNotRunning", details: {} });
  const opened = await openHotkey({
    hotkey: network.hotkey,
    passwordFile: config.wallet.passwordFile,
    env: process.env,
    keyboard: process.stdin,
    write: (text) => void process.stderr.write(text),
  });
  if (!opened.ok) return refuse(opened.error);
  const signer = opened.value;
  const built = await buildService({ config, network, signer, log, mayStartProcesses: true });
  if (!built.ok) return refuse(built.error);
  const { parts, chain, pool, close } = built.value;
  let cacheGb = await folderGb(config.cacheDir);
  const measuring = setInterval(() => {
    void folderGb(config.cacheDir).then((gb) => {
      cacheGb = gb;
    });
  }, MEASURE_MS);
  const book = new StatusBook({
    parts,
    version: VERSION,
    networkName: config.network.name ?? chain.info().chain,
    workers: () => pool.workers(),
    cacheDir: config.cacheDir,
    cacheGb: () => cacheGb,
    engineRestarts: () => pool.restarts,
  });
  const stopWatching = watchChain(chain, config.netuid, signer, book);
  const showing = setInterval(() => terminal.progress(progressLine(book.snapshot())), PROGRESS_MS);
  if (!terminal.isWatched) clearInterval(showing);
  const server =
    config.http.port === 0
      ? null
      : await startStatusServer({ source: book, http: config.http, onError: (err) => log.warn({ err }) });
  if (server !== null && !server.ok) {
    clearInterval(showing);
    clearInterval(measuring);
    stopWatching();
    await close();
    return refuse(server.error);
  }
  if (server !== null) log.info({ url: `http://${config.http.host}:${server.value.port}/` }, "status page");
  return {
    service: new ValidatorService({ ...parts, onTrouble: (trouble) => book.trouble(trouble) }),
    built: built.value,
    config,
    log,
    book,
    close: async () => {
      book.stopping();
      clearInterval(showing);
      clearInterval(measuring);
      terminal.progress(null);
      stopWatching();
      if (server !== null) await server.value.close();
      await close();
    },
  };
}

/** Ends with the first SIGINT or SIGTERM within a step; a second one ends at once. */
export function untilSignalled(log: Pick<Logger, "info">): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(1);
    log.info("stopping after this step; once more to stop at once");
    controller.abort(SERVICE_ENDS);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return controller.signal;
}

/** Says what is wrong and what helps, and that nothing was done. A supervisor tries again what may go well then. */
export function refuse(error: { readonly code: string; readonly details: ErrorDetails }): null {
  sayWhatHelps(error);
  process.exitCode = PASSING.has(error.code) ? FAILED : UNUSABLE;
  return null;
}

function sayWhatHelps({ code, details }: { readonly code: string; readonly details: ErrorDetails }): void {
  const { sentence, mend } = describeError(code, details);
  process.stderr.write(`${sentence}\n${mend}\n`);
}

/** Our own failures in their sentence; others are thrown on. */
export function complain(error: unknown): void {
  if (!(error instanceof AssayError)) throw error;
  sayWhatHelps(error);
  process.exitCode = LASTING.has(error.code) ? UNUSABLE : FAILED;
}

/** Tells the book of each block, where the epoch stands and how we stand on the subnet. */
function watchChain(chain: ChainClient, netuid: number, signer: Signer, book: StatusBook): () => void {
  let isLooking = false;
  return chain.onHeads((head) => {
    if (isLooking) return;
    isLooking = true;
    const at = head.hash;
    void Promise.all([chain.epochClock({ netuid, at }), chain.metagraph({ netuid, at })])
      .then(async ([clock, metagraph]) => {
        if (!clock.ok || !metagraph.ok) return;
        const own = metagraph.value.neurons.find(({ hotkey }) => hotkey === signer.address);
        const trust = own === undefined ? null : await chain.validatorTrust({ netuid, uid: own.uid, at });
        book.see({
          block: { number: head.number, at: new Date().toISOString() },
          tempo: { blocks: clock.value.tempo, blocksLeft: clock.value.blocksLeft },
          signer: {
            hotkey: signer.address,
            uid: own?.uid ?? null,
            stakeTao: Number(own?.stakeRao ?? 0n) / RAO_PER_TAO,
            hasPermit: own?.validatorPermit ?? false,
            vtrust: trust?.ok === true ? trust.value : null,
          },
        });
      })
      .finally(() => {
        isLooking = false;
      });
  });
}
