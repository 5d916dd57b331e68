// Makes the Python environment with the reference peers, once per lock file, outside the checkout's own packages.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { cacheDir, inRoot } from "./lib/paths.mjs";
import { run } from "./lib/process.mjs";
import { ensureTorch } from "./lib/torch.mjs";

const lockFile = inRoot("scripts", "python", "requirements.lock.txt");
const marker = join(cacheDir, "python", "current.json");
const isWindows = process.platform === "win32";

const version = await run("python3", ["--version"], { quiet: true });
if (version.code !== 0) {
  console.error("Python 3 is not installed (on Debian: apt-get install python3 python3-venv).");
  process.exit(1);
}
const key = createHash("sha256")
  .update(readFileSync(lockFile))
  .update(version.output)
  .digest("hex")
  .slice(0, 16);
const home = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
const dir = join(home, "assay", `python-${key}`);
const python = isWindows ? join(dir, "Scripts", "python.exe") : join(dir, "bin", "python");
const complete = join(dir, "assay-complete");

if (!existsSync(complete)) await install();
mkdirSync(join(cacheDir, "python"), { recursive: true });
writeFileSync(`${marker}.new`, JSON.stringify({ python, torchPython: await ensureTorch([python]) }));
renameSync(`${marker}.new`, marker);

async function install() {
  console.error("Installing the Python peers (once; a minute or two) …");
  rmSync(dir, { recursive: true, force: true });
  await step("python3", ["-m", "venv", dir]);
  await step(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", lockFile]);
  writeFileSync(complete, "");
}

async function step(command, args) {
  const { code, output } = await run(command, args, { quiet: true });
  if (code === 0) return;
  console.error(output);
  process.exit(1);
}
