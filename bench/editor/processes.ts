import { readdirSync, readFileSync } from "node:fs";

/** What a process holds in memory now, in MiB, as Linux tells it. */
export function memoryOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

/** The first process whose command line is such, or null. */
export function processOf(isWanted: (command: string) => boolean): number | null {
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
      if (isWanted(command)) return Number(name);
    } catch {
      // It ended meanwhile.
    }
  }
  return null;
}
