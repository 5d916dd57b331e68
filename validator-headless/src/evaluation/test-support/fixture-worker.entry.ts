import { pino } from "pino";
import { AssayError } from "../../../../src-shared/contract/index.ts";
import { runRedisWorker } from "../redis-worker.ts";
import { type FixtureCommand, type FixtureMessage, FixturePool } from "./fixture-pool.ts";

/** A worker as the command starts it, but with the fixture for an engine and with less patience; it obeys its test. */
const [, , id = "", workerClass = "", pace = "", payloadDir = "", caFile = ""] = process.argv;
const url = process.env.FIXTURE_QUEUE ?? "";
const stop = new AbortController();
const say = (message: FixtureMessage): void => void process.send?.(message);
let pool: FixturePool | null = null;

process.on("message", (command: FixtureCommand) => {
  if (command.kind === "stop") stop.abort();
  else pool?.obey(command);
});
process.on("disconnect", () => process.exit(0));

const log = pino({ level: "debug", base: null });
try {
  await runRedisWorker(
    {
      url,
      caFile: caFile === "" ? null : caFile,
      id,
      payloadDir,
      isOneClass: pace === "one-class",
      log,
      timing: { beatMs: 200, lockMs: 3_000, lostJobsMs: 500 },
      openPool: (onOpened) => {
        pool = new FixturePool({ workerClass, onOpened, say, isHeld: pace === "held" });
        return pool;
      },
    },
    stop.signal,
  );
  say({ kind: "ended", code: null });
} catch (error) {
  say({ kind: "ended", code: error instanceof AssayError ? error.code : String(error) });
}
process.disconnect();
