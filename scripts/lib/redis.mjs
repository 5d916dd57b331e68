import { existsSync } from "node:fs";
import { isCurrent, markCurrent } from "./fingerprint.mjs";
import { run } from "./process.mjs";

/** As in scripts/needs.ts. */
const PATHS = [process.env.ASSAY_REDIS_SERVER, "/usr/bin/redis-server", "/usr/local/bin/redis-server"];
const APT_TIMEOUT_MS = 120_000;

/**
 * The server that the queue's tests start for themselves; installed through apt where it is missing and we may.
 * @returns {Promise<string | null>} null when it is there, else the reason why not
 */
export async function ensureRedis(mayTakeLong) {
  if (isThere()) return null;
  const advice = "redis-server is not installed (on Debian: apt-get install redis-server)";
  const mayInstall = mayTakeLong && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
  const today = new Date().toISOString().slice(0, 10);
  if (!mayInstall || isCurrent("apt-redis-failed", today)) return advice;
  console.error("Installing redis-server for the tests of the queue …");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", ["update", "-q"], { quiet: true, env, timeoutMs: APT_TIMEOUT_MS });
  const args = ["install", "-y", "-q", "--no-install-recommends", "redis-server"];
  await run("apt-get", args, { quiet: true, env, timeoutMs: APT_TIMEOUT_MS });
  if (isThere()) return null;
  markCurrent("apt-redis-failed", today);
  return advice;
}

const isThere = () => PATHS.some((path) => path !== undefined && existsSync(path));
