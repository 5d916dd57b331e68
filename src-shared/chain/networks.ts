/** A public network: its endpoints and, where it is the same for ever, its genesis block. */
export interface PublicNetwork {
  readonly endpoints: readonly string[];
  readonly genesisHash?: string;
}

/** The networks that have names of their own in Bittensor's tools. */
export const publicNetworks = {
  finney: {
    endpoints: ["wss://entrypoint-finney.opentensor.ai:443"],
    genesisHash: "0x2f0555cc76fc2840a25a6ea3b9637146806f1f44b090c175ffde2a7e5ab36c03",
  },
  test: {
    endpoints: ["wss://test.finney.opentensor.ai:443"],
    genesisHash: "0x8f9cf856bf558a14440e75569c9e58594757048d7b3a84b5d25f6bd978263105",
  },
  local: { endpoints: ["ws://127.0.0.1:9944"] },
} as const satisfies Readonly<Record<string, PublicNetwork>>;
