import { mkdirSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { HUGGING_FACE, type HubClient } from "../../../../src-shared/hub/index.ts";
import { type FileLock, tryLock } from "../../../../src-shared/system/index.ts";
import { addConfigOptions, type ValidatorConfig } from "../../config/index.ts";
import type { EvaluationJob } from "../../evaluation/contract.ts";
import { EmbeddedPool } from "../../evaluation/embedded-pool.ts";
import { openEngine } from "../../evaluation/open-engine.ts";
import { QueueError } from "../../evaluation/redis/errors.ts";
import { runRedisWorker } from "../../evaluation/redis-worker.ts";
import { createLogger, type Logger, Terminal } from "../../logs/index.ts";
import { engineChoice, hubClientOf, openModel } from "../../service/build-service.ts";
import { complain, configOf, refuse, untilSignalled } from "../start-validator.ts";

const PRACTICE = "practice";
/** More workers than this on one machine are a mistake. */
const MOST_WORKERS = 64;

interface Options {
  readonly oneClass?: true;
  readonly name?: string;
}

/** `assay-validator worker`: evaluates what a service on another machine has in its queue. It never holds a key. */
export function addWorkerCommand(program: Command): void {
  const command = program
    .command("worker")
    .description("Evaluate for a service on another machine, over the queue in a Redis.")
    .option("--one-class", "work only beside workers of the same card, driver, libraries and precision")
    .option("--name <name>", "what the worker is called; left out: the machine's name and a number");
  addConfigOptions(command).action(async () => {
    const config = configOf(command);
    if (config === null) return;
    try {
      await work(config, command.opts<Options>());
    } catch (error) {
      complain(error);
    }
  });
}

async function work(config: ValidatorConfig, { oneClass, name }: Options): Promise<void> {
  if (config.queue.kind !== "redis") {
    refuse(new QueueError("QueueNotNamed"));
    return;
  }
  const { url, caFile } = config.queue;
  const log = createLogger(config, new Terminal(process.stderr));
  const place = takePlace(join(config.cacheDir, "workers"));
  const hub = hubClientOf({ ...config.hub, endpoint: config.hub.endpoint ?? HUGGING_FACE });
  const choice = engineChoice(config, true);
  try {
    await runRedisWorker(
      {
        url: url.reveal(),
        caFile,
        id: name ?? `${hostname()}-${place.number}`,
        payloadDir: place.payloadDir,
        isOneClass: oneClass === true,
        log,
        openPool: (onOpened) =>
          new EmbeddedPool({
            modelFolder: (model) => folderOf(model, config, hub, log),
            open: async (settings) => {
              const opened = await openEngine(choice, settings);
              try {
                await onOpened(opened.engine.facts);
                return opened;
              } catch (error) {
                opened.kill();
                throw error;
              }
            },
          }),
      },
      untilSignalled(log),
    );
  } finally {
    place.lock.release();
  }
}

/** The first place on this machine that no other worker has: its number, and a folder of its own. */
function takePlace(folder: string): {
  readonly number: number;
  readonly payloadDir: string;
  readonly lock: FileLock;
} {
  for (let number = 1; number <= MOST_WORKERS; number++) {
    const own = join(folder, String(number));
    mkdirSync(own, { recursive: true, mode: 0o700 });
    const lock = tryLock(join(own, "lock"));
    if (lock !== null) return { number, payloadDir: join(own, "rows"), lock };
  }
  throw new Error(`there are ${MOST_WORKERS} workers on this machine already`);
}

/** Where the model lies that a job asks for; fetched where it has to be. */
async function folderOf(
  { repo, revision }: EvaluationJob["model"],
  config: ValidatorConfig,
  hub: HubClient,
  log: Logger,
): Promise<string> {
  const { folder, repo: here } = config.model;
  if (folder !== null && repo !== here) throw new QueueError("OtherModelHere", { here, wanted: repo });
  const model = { repo, revision, folder, isOverridden: repo !== PRACTICE };
  return (await openModel({ ...config, model }, hub, log)).folder;
}
