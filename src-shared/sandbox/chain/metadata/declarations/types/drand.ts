import { boundedBytes } from "../../generics.ts";
import { composite, sequence, u32, u64 } from "../../types.ts";
import { multiSigner } from "./substrate.ts";

export const drandMetadata = composite("pallet_drand::types::Metadata", { beacon_id: boundedBytes });

export const beaconConfiguration = composite("pallet_drand::types::BeaconConfiguration", {
  public_key: boundedBytes,
  period: u32,
  genesis_time: u32,
  hash: boundedBytes,
  group_hash: boundedBytes,
  scheme_id: boundedBytes,
  metadata: drandMetadata,
});

export const pulse = composite("pallet_drand::types::Pulse", {
  round: u64,
  randomness: boundedBytes,
  signature: boundedBytes,
});

export const pulsesPayload = composite(
  "pallet_drand::types::PulsesPayload",
  { block_number: u32, pulses: sequence(pulse), public: multiSigner },
  { Public: multiSigner, BlockNumber: u32 },
);

export const beaconConfigurationPayload = composite(
  "pallet_drand::types::BeaconConfigurationPayload",
  { block_number: u32, config: beaconConfiguration, public: multiSigner },
  { Public: multiSigner, BlockNumber: u32 },
);
