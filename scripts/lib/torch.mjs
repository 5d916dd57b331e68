import { existsSync } from "node:fs";
import { run } from "./process.mjs";

const APT_TIMEOUT_MS = 300_000;
/** The package index's own builds for Linux bring two gigabytes of CUDA; Debian's is for the processor alone. */
const SYSTEM_PYTHON = "/usr/bin/python3";
const IS_FOR_THE_PROCESSOR = "import torch; assert torch.version.cuda is None";

/**
 * An interpreter that has torch for the processor; installed through apt where it is missing and we may.
 * @param candidates interpreters to ask first
 * @returns {Promise<string | null>}
 */
export async function ensureTorch(candidates) {
  const present = await findTorch([...candidates, SYSTEM_PYTHON]);
  if (present !== null) return present;
  const mayInstall = process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
  if (!mayInstall) return null;
  console.error("Installing torch for the processor (once; half a minute) …");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args) => run("apt-get", args, { quiet: true, env, timeoutMs: APT_TIMEOUT_MS });
  const install = () => apt("install", "-y", "-q", "--no-install-recommends", "python3-torch");
  if ((await install()).code !== 0) {
    await apt("update", "-q");
    await install();
  }
  return findTorch([SYSTEM_PYTHON]);
}

async function findTorch(candidates) {
  for (const python of candidates) {
    if (!existsSync(python)) continue;
    const { code } = await run(python, ["-c", IS_FOR_THE_PROCESSOR], { quiet: true });
    if (code === 0) return python;
  }
  return null;
}
