/** A public network: its endpoints and, where it is for ever the same, its genesis block. */
export interface PublicNetwork {
  readonly endpoints: readonly string[];
  readonly genesisHash?: string;
}

/** The networks that have names of their own in Bittensor's tools. */
export const publicNetworks = {
  finney: { endpoints: ["wss://entrypoint-finney.opentensor.ai:443"] },
  test: { endpoints: ["wss://test.finney.opentensor.ai:443"] },
  local: { endpoints: ["ws://127.0.0.1:9944"] },
} as const satisfies Readonly<Record<string, PublicNetwork>>;
