// What every command needs before it can run. Plain JavaScript for Node 20, because it runs before the pinned
// Node is there.
import { existsSync } from "node:fs";
import { fingerprint, isCurrent, markCurrent } from "./fingerprint.mjs";
import { inRoot, root } from "./paths.mjs";
import { run } from "./process.mjs";

const OLDEST_NODE = 20;
const isWindows = process.platform === "win32";

/** The Node that Assay runs under: it comes with the packages, whatever the system has. */
export const pinnedNode = inRoot("node_modules", "node", "bin", isWindows ? "node.exe" : "node");

/** Installs the locked packages and the pinned Node where they are missing or out of date. */
export async function ensureInstalled() {
  refuseOldNode();
  const wanted = `${process.platform}-${process.arch}-${fingerprint([inRoot("package-lock.json")])}`;
  if (isCurrent("packages", wanted) && existsSync(pinnedNode)) return;
  console.error("Installing packages (once; a minute or two) …");
  const npm = isWindows ? "npm.cmd" : "npm";
  const { code, output } = await run(npm, ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    quiet: true,
    // onnxruntime's own install script would fetch half a gigabyte of CUDA, which nothing here uses.
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: "skip" },
  });
  if (code !== 0) {
    throw new SetupError(
      `npm could not install Assay's packages:\n${output.trim()}\nCheck the network and run it again.`,
    );
  }
  if (!existsSync(pinnedNode)) await fetchPinnedNode();
  markCurrent("packages", wanted);
}

async function fetchPinnedNode() {
  const { code, output } = await run(process.execPath, ["installArchSpecificPackage.js"], {
    cwd: inRoot("node_modules", "node"),
    quiet: true,
  });
  if (code !== 0 || !existsSync(pinnedNode)) {
    throw new SetupError(`The Node that Assay runs under could not be installed:\n${output.trim()}`);
  }
}

/** Builds the screen when its sources changed since the last build. */
export async function ensureScreenBuilt() {
  const wanted = fingerprint([
    inRoot("src-renderer"),
    ...["contract", "dataset", "dedup", "competition"].map((room) => inRoot("src-shared", room)),
    inRoot("package-lock.json"),
  ]);
  if (isCurrent("screen", wanted) && existsSync(inRoot("out", "renderer", "index.html"))) return;
  console.error("Building the screen (once after every change; half a minute) …");
  await runNodeStep("the screen could not be built", [
    inRoot("node_modules", "vite", "bin", "vite.js"),
    "build",
    "src-renderer",
    "--logLevel",
    "warn",
  ]);
  markCurrent("screen", wanted);
}

/** Builds the desktop host when its sources changed since the last build. */
export async function ensureDesktopBuilt() {
  const wanted = fingerprint([
    inRoot("src-main"),
    inRoot("src-shared"),
    inRoot("tsconfig.json"),
    inRoot("scripts", "build-desktop.mjs"),
  ]);
  if (
    isCurrent("desktop", wanted) &&
    existsSync(inRoot("out", "app", "src-main", "hosts", "electron", "main.js"))
  )
    return;
  console.error("Building the desktop host …");
  await runNodeStep("the desktop host could not be built", [inRoot("scripts", "build-desktop.mjs")]);
  markCurrent("desktop", wanted);
}

async function runNodeStep(failure, args) {
  const { code, output } = await run(pinnedNode, args, { cwd: root, quiet: true });
  if (code !== 0) throw new SetupError(`${failure}:\n${output.trim()}`);
}

function refuseOldNode() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < OLDEST_NODE) {
    throw new SetupError(
      `Assay's set-up needs Node ${OLDEST_NODE} or newer; this is ${process.versions.node}. Install a newer Node and run it again.`,
    );
  }
}

/** A set-up step that failed for a reason the user can act on. */
export class SetupError extends Error {}

/** Runs a command's body and turns a failed set-up into one clear message. */
export async function guarded(body) {
  try {
    await body();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
