import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheDir, inRoot, root } from "./paths.mjs";
import { run } from "./process.mjs";
import { pinnedNode } from "./setup.mjs";

const DOWNLOAD_TIMEOUT_MS = 60_000;
const WINDOW_TIMEOUT_MS = 15_000;
const electronDir = inRoot("node_modules", "electron");
const failureFile = join(cacheDir, "electron-install-failed.json");

/** What the desktop host prints on its standard output once its window shows the app. */
const READY_LINE = "assay: window ready";

/**
 * The desktop host's binary, fetched once where it is missing.
 * @returns {Promise<{binary: string, reason: null} | {binary: null, reason: string}>} `reason` completes "because …"
 */
export async function ensureDesktop() {
  if (process.env.ASSAY_HOST === "web") return none("ASSAY_HOST asks for it");
  if (process.getuid?.() === 0) return none("a desktop window must not run as root");
  if (!hasDisplay()) return none("this machine has no display");
  const present = findBinary();
  if (present !== null) return { binary: present, reason: null };
  const version = electronVersion();
  if (rememberedFailure() === version) {
    return none(`Electron ${version} could not be downloaded earlier (delete ${failureFile} to try again)`);
  }
  console.error("Downloading Electron (once; at most a minute) …");
  const { output, timedOut } = await run(pinnedNode, [join(electronDir, "install.js")], {
    cwd: electronDir,
    quiet: true,
    timeoutMs: DOWNLOAD_TIMEOUT_MS,
  });
  const fetched = findBinary();
  if (fetched !== null) return { binary: fetched, reason: null };
  mkdirSync(dirname(failureFile), { recursive: true });
  writeFileSync(failureFile, JSON.stringify({ version, at: new Date().toISOString(), output }));
  return none(
    timedOut ? "downloading Electron took longer than a minute" : "Electron could not be downloaded",
  );
}

/**
 * Opens the desktop app. Stays for as long as it runs; when its window does not come up in time, ends it and says why.
 * @returns {Promise<{reason: string | null}>}
 */
export function openDesktop(binary) {
  return new Promise((resolve) => {
    const child = spawn(binary, [root], { stdio: ["ignore", "pipe", "inherit"] });
    let isReady = false;
    const giveUp = (reason) => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      resolve({ reason });
    };
    const timer = setTimeout(() => giveUp("its window did not come up in 15 seconds"), WINDOW_TIMEOUT_MS);
    child.stdout.on("data", (chunk) => {
      if (!isReady && String(chunk).includes(READY_LINE)) {
        isReady = true;
        clearTimeout(timer);
      }
    });
    child.on("error", (error) => giveUp(`Electron could not be started (${error.message})`));
    child.on("exit", (code) => {
      clearTimeout(timer);
      resolve({ reason: isReady || code === 0 ? null : `Electron ended at once (exit code ${code})` });
    });
  });
}

function findBinary() {
  const pathFile = join(electronDir, "path.txt");
  if (!existsSync(pathFile)) return null;
  const binary = join(electronDir, "dist", readFileSync(pathFile, "utf8").trim());
  return existsSync(binary) ? binary : null;
}

function hasDisplay() {
  if (process.platform !== "linux") return true;
  return Boolean(process.env.DISPLAY) || Boolean(process.env.WAYLAND_DISPLAY);
}

const electronVersion = () => JSON.parse(readFileSync(join(electronDir, "package.json"), "utf8")).version;

function rememberedFailure() {
  try {
    return JSON.parse(readFileSync(failureFile, "utf8")).version;
  } catch {
    return null;
  }
}

const none = (reason) => ({ binary: null, reason });
