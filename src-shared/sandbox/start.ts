import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { builtInProfiles } from "../competition/index.ts";
import { type SandboxChain, type SandboxChainOptions, startSandboxChain } from "./chain/index.ts";
import { announce, findRunningSandbox, type SandboxEndpoints, withdraw } from "./discovery.ts";
import { SandboxError } from "./errors.ts";
import { type SandboxHub, type SandboxHubOptions, startSandboxHub } from "./hub/index.ts";
import {
  genesisOf,
  MINER,
  minerHotkeyFile,
  newToken,
  readOrMakePlan,
  type SandboxPlan,
  writePlan,
} from "./plan.ts";
import { commitRivals, publishEvalSets } from "./rivals.ts";

const DEFAULT_BLOCK_TIME_MS = 12_000;
const DEFAULT_TEMPO = 360;

export interface SandboxOptions {
  /** Everything of the sandbox is in this folder; the same folder continues where it stopped. */
  readonly dataDir: string;
  readonly hubPort?: number;
  readonly chainPort?: number;
  readonly blockTimeMs?: number;
  /** Blocks in an epoch; fixed at the first start. */
  readonly tempo?: number;
  readonly chain?: Pick<
    SandboxChainOptions,
    "mode" | "finalityLag" | "rules" | "clock" | "virtualStepMs" | "genesisTimeMs"
  >;
  readonly hub?: Pick<SandboxHubOptions, "limits">;
  /** False leaves the practice rivals out, for a quicker first start. */
  readonly rivals?: boolean;
  /** Who lives in a new sandbox beside owner, validator and miner, in place of the practice rivals; they publish nothing. */
  readonly others?: readonly string[];
}

/** A hub and a chain on loopback that speak the real protocols, with someone to practise as and against. */
export interface Sandbox extends SandboxEndpoints {
  readonly hub: SandboxHub;
  readonly chain: SandboxChain;
  close(): Promise<void>;
}

/** Starts the sandbox of a folder. Rejects with `SandboxRunning` where one runs there already. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { dataDir, blockTimeMs = DEFAULT_BLOCK_TIME_MS } = options;
  const running = findRunningSandbox(dataDir);
  if (running !== null) throw new SandboxError("SandboxRunning", { dir: dataDir, pid: running.pid });
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const plan = await readOrMakePlan(dataDir, options.tempo ?? DEFAULT_TEMPO, options.others);
  const hub = await portOrError(options.hubPort, () => openHub(options, plan));
  const chain = await portOrError(options.chainPort, () =>
    startSandboxChain({
      dataDir: join(dataDir, "chain"),
      genesis: genesisOf(plan),
      genesisTimeMs: plan.genesisTimeMs,
      blockTimeMs,
      ...(options.chainPort === undefined ? {} : { port: options.chainPort }),
      ...options.chain,
    }),
  ).catch(async (error: unknown) => {
    await hub.close();
    throw error;
  });
  await publishEvalSets(hub, (owner) => {
    const token = newToken();
    hub.addUser(owner);
    hub.addToken(token, owner, "write");
    return token;
  });
  if (!plan.rivalsCommitted && options.rivals !== false && options.others === undefined) {
    await commitRivals(dataDir, plan, hub, chain);
    writePlan(dataDir, { ...plan, rivalsCommitted: true });
  }
  const endpoints: SandboxEndpoints = {
    pid: process.pid,
    hubUrl: hub.url,
    chainUrl: chain.url,
    blockTimeMs,
    netuids: Object.fromEntries(builtInProfiles.map(({ id, netuids }) => [id, netuids.sandbox])),
    token: plan.tokens[MINER] ?? "",
    hotkeyFile: minerHotkeyFile(dataDir),
    hotkeyAddress: plan.identities[MINER]?.hotkey ?? "",
  };
  announce(dataDir, endpoints);
  return {
    ...endpoints,
    hub,
    chain,
    close: async () => {
      withdraw(dataDir);
      await Promise.all([hub.close(), chain.close()]);
    },
  };
}

async function openHub(
  { dataDir, hubPort, hub: options }: SandboxOptions,
  plan: SandboxPlan,
): Promise<SandboxHub> {
  const hub = await startSandboxHub({
    dataDir: join(dataDir, "hub"),
    ...(hubPort === undefined ? {} : { port: hubPort }),
    ...options,
  });
  for (const [name, token] of Object.entries(plan.tokens)) {
    hub.addUser(name);
    hub.addToken(token, name, "write");
  }
  return hub;
}

async function portOrError<T>(port: number | undefined, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new SandboxError("SandboxPortTaken", { port: port ?? 0 });
  }
}
