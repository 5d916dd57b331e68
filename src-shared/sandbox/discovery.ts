import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const endpointsSchema = z.object({
  pid: z.number().int(),
  hubUrl: z.string(),
  chainUrl: z.string(),
  blockTimeMs: z.number(),
  netuids: z.record(z.string(), z.number()),
  token: z.string(),
  hotkeyFile: z.string(),
  hotkeyAddress: z.string(),
});

/** Where a running sandbox is found, and the practice identity that goes with it. */
export type SandboxEndpoints = z.infer<typeof endpointsSchema>;

const fileIn = (dir: string): string => join(dir, "endpoints.json");

/** The sandbox that runs in a folder, or null; a note left by one that died counts for nothing. */
export function findRunningSandbox(dir: string): SandboxEndpoints | null {
  try {
    const endpoints = endpointsSchema.parse(JSON.parse(readFileSync(fileIn(dir), "utf8")));
    process.kill(endpoints.pid, 0);
    return endpoints;
  } catch {
    return null;
  }
}

export function announce(dir: string, endpoints: SandboxEndpoints): void {
  writeFileSync(`${fileIn(dir)}.new`, JSON.stringify(endpoints), { mode: 0o600 });
  renameSync(`${fileIn(dir)}.new`, fileIn(dir));
}

export function withdraw(dir: string): void {
  rmSync(fileIn(dir), { force: true });
}
