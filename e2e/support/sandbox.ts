import { join } from "node:path";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../src-shared/sandbox/index.ts";

/** The sandbox that the app of a data folder will find running, in our own hands: so that it can be made to fail. */
export const sandboxFor = (home: string, options: Partial<SandboxOptions> = {}): Promise<Sandbox> =>
  startSandbox({ dataDir: join(home, "sandbox"), blockTimeMs: 500, rivals: false, ...options });
