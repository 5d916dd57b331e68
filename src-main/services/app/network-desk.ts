import { type ChainClient, connectChain } from "../../../src-shared/chain/index.ts";
import {
  AssayError,
  type Handlers,
  type Identity,
  MODEL_HUB_ID,
  type NetworkView,
  type Phrase,
} from "../../../src-shared/contract/index.ts";
import { createHubClient, type HubClient } from "../../../src-shared/hub/index.ts";
import type { ProcessHost } from "../host/index.ts";
import type { Logger } from "../logs/index.ts";
import {
  findNetwork,
  hubOf,
  modelHubOf,
  type Network,
  namedNetworks,
  type RunningSandbox,
  runSandbox,
  SANDBOX_ID,
  sandboxNetwork,
} from "../networks/index.ts";
import type { LoginStore } from "../settings/index.ts";

const SANDBOX_BLOCK_TIME_MS = 2_000;
/** The app's practice identity on the sandbox. */
export const SANDBOX_HOTKEY = "sandbox/miner";
const PRACTICE: Phrase = { phrase: "practiceHotkey" };

export interface NetworkDeskOptions {
  readonly dataDir: string;
  readonly processHost: ProcessHost;
  readonly logins: LoginStore;
  readonly log: Logger;
  readonly onChange: (network: NetworkView) => void;
}

type DeskMethods = "network.list" | "network.select" | "network.identity" | "hub.login" | "hub.logout";

/** The networks: which one is chosen, how its chain is doing, and who we are there. */
export class NetworkDesk {
  readonly #options: NetworkDeskOptions;
  readonly #chains = new Map<string, Promise<ChainClient>>();
  readonly #blocks = new Map<string, number>();
  #sandbox: Promise<RunningSandbox> | null = null;

  constructor(options: NetworkDeskOptions) {
    this.#options = options;
  }

  readonly handlers: { [M in DeskMethods]: Handlers[M] } = {
    "network.list": async () =>
      namedNetworks(this.#options.dataDir, process.env).map((network) => this.#view(network, null)),
    "network.select": async ({ networkId }) => {
      const network = await this.open(networkId);
      const chain = await this.chain(networkId);
      return this.#view(network, chain);
    },
    "network.identity": async ({ networkId }) => this.#identity(networkId),
    "hub.login": async ({ networkId, token }) => {
      const endpoint = await this.#hubUrl(networkId);
      const account = await createHubClient({ endpoint, token }).whoAmI();
      if (!account.ok) throw account.error;
      await this.#options.logins.save(networkId, token);
      return this.#identity(networkId);
    },
    "hub.logout": async ({ networkId }) => {
      this.#options.logins.forget(networkId);
      return this.#identity(networkId);
    },
  };

  /** The network by its id; the sandbox is started when it does not run. Throws `NetworkUnknown`. */
  async open(networkId: string): Promise<Network> {
    if (networkId === SANDBOX_ID) return sandboxNetwork((await this.sandbox()).endpoints);
    const network = findNetwork(networkId, this.#options.dataDir, process.env);
    if (network === null) throw new AssayError("NetworkUnknown", { name: networkId });
    return network;
  }

  sandbox(): Promise<RunningSandbox> {
    this.#sandbox ??= runSandbox(this.#options.dataDir, this.#options.processHost, {
      blockTimeMs: SANDBOX_BLOCK_TIME_MS,
    }).catch((error: unknown) => {
      this.#sandbox = null;
      throw error;
    });
    return this.#sandbox;
  }

  /** The chain of a network, connected once and kept. */
  chain(networkId: string): Promise<ChainClient> {
    const known = this.#chains.get(networkId);
    if (known !== undefined) return known;
    const connecting = this.#connect(networkId);
    this.#chains.set(networkId, connecting);
    connecting.catch(() => this.#chains.delete(networkId));
    return connecting;
  }

  async hub(networkId: string): Promise<HubClient> {
    return createHubClient({
      endpoint: await this.#hubUrl(networkId),
      token: await this.#token(networkId),
    });
  }

  /** Where models come from: the practice network keeps none for us, so that they come from where everybody gets them. */
  modelHub(networkId: string): Promise<HubClient> {
    return this.hub(modelHubOf(networkId));
  }

  async #hubUrl(networkId: string): Promise<string> {
    return networkId === MODEL_HUB_ID ? hubOf(process.env) : (await this.open(networkId)).hubUrl;
  }

  hubUrl(networkId: string): string {
    return findNetwork(networkId, this.#options.dataDir, process.env)?.hubUrl ?? "";
  }

  async close(): Promise<void> {
    for (const chain of this.#chains.values()) await chain.then((client) => client.close()).catch(() => {});
    await this.#sandbox?.then((sandbox) => sandbox.stop()).catch(() => {});
  }

  async #connect(networkId: string): Promise<ChainClient> {
    const network = await this.open(networkId);
    const connected = await connectChain({
      endpoints: network.chainUrls,
      ...(network.genesisHash === undefined ? {} : { genesisHash: network.genesisHash }),
      onStatus: ({ kind, endpoint }) => {
        this.#options.log.info(`${networkId}: ${kind} ${endpoint}`);
        void this.#tell(network);
      },
    });
    if (!connected.ok) throw connected.error;
    connected.value.onHeads(({ number }) => {
      this.#blocks.set(networkId, number);
      void this.#tell(network);
    });
    return connected.value;
  }

  async #tell(network: Network): Promise<void> {
    const chain = await this.#chains.get(network.id)?.catch(() => null);
    this.#options.onChange(this.#view(network, chain ?? null));
  }

  async #token(networkId: string): Promise<string | null> {
    const own = await this.#options.logins.read(networkId);
    if (own !== null || networkId !== SANDBOX_ID) return own;
    return (await this.sandbox()).endpoints.token;
  }

  async #identity(networkId: string): Promise<Identity> {
    const account = await (await this.hub(networkId)).whoAmI();
    const sandbox = networkId === SANDBOX_ID ? (await this.sandbox()).endpoints : null;
    return {
      hubUser: account.ok ? account.value.name : null,
      hubCanWrite: account.ok && account.value.canWrite,
      hubProblem: account.ok || account.error.code === "HubTokenMissing" ? null : account.error.toWire(),
      hotkeys:
        sandbox === null
          ? []
          : [{ id: SANDBOX_HOTKEY, label: PRACTICE, address: sandbox.hotkeyAddress, locked: false }],
    };
  }

  #view(network: Network, chain: ChainClient | null): NetworkView {
    const isOff = network.chainUrls.length === 0;
    const status = isOff
      ? "off"
      : chain === null
        ? "offline"
        : chain.status().kind === "online"
          ? "online"
          : "offline";
    return {
      id: network.id,
      title: network.title,
      kind: network.kind,
      chainUrl: network.chainUrls[0] ?? "",
      hubUrl: network.hubUrl,
      status,
      block: this.#blocks.get(network.id) ?? null,
      blockTimeMs: chain?.info().blockTimeMs ?? null,
      detail: null,
    };
  }
}
