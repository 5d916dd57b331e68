import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { freemem, totalmem } from "node:os";
import { dirname } from "node:path";
import { promisify } from "node:util";

const MB = 1e6;
const GB = 1e9;
const NVIDIA_TIMEOUT_MS = 15_000;
const QUERY = ["--query-gpu=name,memory.total,memory.free,driver_version", "--format=csv,noheader,nounits"];
const MIB = 1024 * 1024;

export interface Gpu {
  readonly name: string;
  readonly memoryTotalMb: number;
  readonly memoryFreeMb: number;
  readonly driver: string;
}

/** What this machine has. */
export interface MachineProbe {
  /** NVIDIA's cards; null where there is no driver that tells. */
  gpus(): Promise<readonly Gpu[] | null>;
  memory(): { readonly totalMb: number; readonly freeMb: number };
  /** Room on the disk that holds a folder, or will hold it. */
  freeGb(folder: string): Promise<number>;
}

export const thisMachine: MachineProbe = {
  gpus: async () => {
    try {
      const { stdout } = await promisify(execFile)("nvidia-smi", QUERY, { timeout: NVIDIA_TIMEOUT_MS });
      return parseGpus(stdout);
    } catch {
      return null;
    }
  },
  memory: () => ({ totalMb: totalmem() / MB, freeMb: freemem() / MB }),
  freeGb: async (folder) => {
    let existing = folder;
    while (!existsSync(existing)) existing = dirname(existing);
    const { bavail, bsize } = await statfs(existing);
    return (bavail * bsize) / GB;
  },
};

/** A line a card: "NVIDIA H200, 143771, 143160, 575.57.08". */
export function parseGpus(text: string): readonly Gpu[] {
  return text
    .split("\n")
    .map((line) => line.split(",").map((part) => part.trim()))
    .filter((parts) => parts.length === 4)
    .map(([name = "", total, free, driver = ""]) => ({
      name,
      memoryTotalMb: (Number(total) * MIB) / MB,
      memoryFreeMb: (Number(free) * MIB) / MB,
      driver,
    }));
}
