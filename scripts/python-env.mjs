// Makes the Python environments with the reference peers, once per lock file, outside the checkout's own packages:
// the clients that other people wrote, and what validators train with.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { cacheDir, inRoot } from "./lib/paths.mjs";
import { run } from "./lib/process.mjs";

const marker = join(cacheDir, "python", "current.json");
const home = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
const isWindows = process.platform === "win32";

const version = await run("python3", ["--version"], { quiet: true });
if (version.code !== 0) {
  console.error("Python 3 is not installed (on Debian: apt-get install python3 python3-venv).");
  process.exit(1);
}
const python = await environment("requirements.lock.txt", "the Python peers (once; a minute or two)");
const torchPython = await environment(
  "trainer.lock.txt",
  "torch, transformers and peft (once; two minutes, 5 GB)",
);
mkdirSync(join(cacheDir, "python"), { recursive: true });
writeFileSync(`${marker}.new`, JSON.stringify({ python, torchPython }));
renameSync(`${marker}.new`, marker);

/** The interpreter of an environment with just what a lock file lists. */
async function environment(lockName, title) {
  const lockFile = inRoot("scripts", "python", lockName);
  const key = createHash("sha256")
    .update(readFileSync(lockFile))
    .update(version.output)
    .digest("hex")
    .slice(0, 16);
  const dir = join(home, "assay", `python-${key}`);
  const interpreter = isWindows ? join(dir, "Scripts", "python.exe") : join(dir, "bin", "python");
  const complete = join(dir, "assay-complete");
  if (existsSync(complete)) return interpreter;
  console.error(`Installing ${title} …`);
  rmSync(dir, { recursive: true, force: true });
  await step("python3", ["-m", "venv", dir]);
  const quietly = ["--quiet", "--disable-pip-version-check", "--no-cache-dir"];
  await step(interpreter, ["-m", "pip", "install", ...quietly, "--no-deps", "-r", lockFile]);
  writeFileSync(complete, "");
  return interpreter;
}

async function step(command, args) {
  const { code, output } = await run(command, args, { quiet: true });
  if (code === 0) return;
  console.error(output);
  process.exit(1);
}
