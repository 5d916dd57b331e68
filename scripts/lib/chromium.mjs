import { existsSync } from "node:fs";
import { isCurrent, markCurrent } from "./fingerprint.mjs";
import { run } from "./process.mjs";

const PATHS = [process.env.ASSAY_CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser"];
const APT_TIMEOUT_MS = 240_000;

export const findChromium = () => PATHS.find((path) => path !== undefined && existsSync(path)) ?? null;

/**
 * The browser for the end-to-end tests; installed through apt where it is missing and we may.
 * @returns {Promise<{path: string | null, advice: string}>}
 */
export async function ensureChromium() {
  const present = findChromium();
  if (present !== null) return { path: present, advice: "" };
  const mayInstall = process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
  if (!mayInstall) {
    return {
      path: null,
      advice: "install Chromium (on Debian: apt-get install chromium) or set ASSAY_CHROMIUM to its path",
    };
  }
  const today = new Date().toISOString().slice(0, 10);
  if (isCurrent("apt-chromium-failed", today)) {
    return {
      path: null,
      advice: "apt could not install chromium earlier today; try: apt-get install chromium",
    };
  }
  console.error("Installing chromium for the end-to-end tests …");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", ["update", "-q"], { quiet: true, env, timeoutMs: APT_TIMEOUT_MS });
  const { output } = await run("apt-get", ["install", "-y", "-q", "--no-install-recommends", "chromium"], {
    quiet: true,
    env,
    timeoutMs: APT_TIMEOUT_MS,
  });
  const path = findChromium();
  if (path === null) markCurrent("apt-chromium-failed", today);
  return {
    path,
    advice: path === null ? `apt-get install chromium failed: ${output.trim().split("\n").at(-1)}` : "",
  };
}
