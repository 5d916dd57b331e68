import { join } from "node:path";
import { publicNetworks } from "../../../src-shared/chain/index.ts";
import type { NetworkName } from "../../../src-shared/competition/index.ts";
import { MODEL_HUB_ID, type Said } from "../../../src-shared/contract/index.ts";
import { HUGGING_FACE } from "../../../src-shared/hub/index.ts";
import { findRunningSandbox, type SandboxEndpoints } from "../../../src-shared/sandbox/index.ts";

/** Where a network is: its chain, and the hub that goes with it. */
export interface Network {
  readonly id: string;
  readonly title: Said;
  readonly kind: "sandbox" | "test" | "finney" | "local" | "custom";
  /** Under which name profiles record its subnets; null for an endpoint of the user's own. */
  readonly name: NetworkName | null;
  readonly hubUrl: string;
  readonly chainUrls: readonly string[];
  readonly genesisHash?: string;
}

type Env = Readonly<Record<string, string | undefined>>;

export const SANDBOX_ID = "sandbox";
export const sandboxDir = (dataDir: string): string => join(dataDir, "sandbox");

/** Under which id the account is that fetches models. */
export const modelHubOf = (networkId: string): string =>
  networkId === SANDBOX_ID ? MODEL_HUB_ID : networkId;

export const hubOf = (env: Env): string => env.HF_ENDPOINT ?? HUGGING_FACE;

/** The networks that have a name, in the order in which they are offered. */
export function namedNetworks(dataDir: string, env: Env): readonly Network[] {
  const hubUrl = hubOf(env);
  return [
    sandboxNetwork(findRunningSandbox(sandboxDir(dataDir))),
    { id: "test", title: { phrase: "networkTest" }, kind: "test", name: "test", hubUrl, ...chainOf("test") },
    {
      id: "finney",
      title: { phrase: "networkFinney" },
      kind: "finney",
      name: "finney",
      hubUrl,
      ...chainOf("finney"),
    },
    {
      id: "local",
      title: { phrase: "networkLocal" },
      kind: "local",
      name: "local",
      hubUrl,
      ...chainOf("local"),
    },
  ];
}

export function sandboxNetwork(running: SandboxEndpoints | null): Network {
  return {
    id: SANDBOX_ID,
    title: { phrase: "networkSandbox" },
    kind: "sandbox",
    name: "sandbox",
    hubUrl: running?.hubUrl ?? "",
    chainUrls: running === null ? [] : [running.chainUrl],
  };
}

/** A network by its name, or by the address of a chain's node; null for anything else. */
export function findNetwork(nameOrUrl: string, dataDir: string, env: Env): Network | null {
  const named = namedNetworks(dataDir, env).find(({ id }) => id === nameOrUrl);
  if (named !== undefined) return named;
  if (!/^wss?:\/\/[^\s]+$/.test(nameOrUrl)) return null;
  return {
    id: nameOrUrl,
    title: nameOrUrl,
    kind: "custom",
    name: null,
    hubUrl: hubOf(env),
    chainUrls: [nameOrUrl],
  };
}

function chainOf(id: keyof typeof publicNetworks): Pick<Network, "chainUrls" | "genesisHash"> {
  const network = publicNetworks[id];
  return {
    chainUrls: network.endpoints,
    ...("genesisHash" in network ? { genesisHash: network.genesisHash } : {}),
  };
}
