import { spawn } from "node:child_process";
import { constants } from "node:os";
import { ensureInstalled, guarded, pinnedNode } from "./setup.mjs";

/**
 * glibc gives every thread an arena of its own, and keeps what was freed there: with our worker threads that would be
 * hundreds of megabytes. Two serve them all; other systems take no notice.
 */
const FEW_ARENAS = { MALLOC_ARENA_MAX: "2" };

/** Replaces this process, as far as the caller can tell, by a program run under the pinned Node. */
export function handOver(args, { env = process.env } = {}) {
  const child = spawn(pinnedNode, ["--disable-warning=ExperimentalWarning", ...args], {
    stdio: "inherit",
    env: { ...FEW_ARENAS, ...env },
  });
  const forward = (signal) => child.kill(signal);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, forward);
  return new Promise((resolve) => {
    child.on("exit", (code, signal) => {
      process.exitCode = signal === null ? (code ?? 1) : 128 + (constants.signals[signal] ?? 0);
      resolve();
    });
  });
}

/** Sets up what is missing, then runs an entry of the checkout with this process's arguments. */
export const launch = (entry) =>
  guarded(async () => {
    await ensureInstalled();
    await handOver([entry, ...process.argv.slice(2)]);
  });
