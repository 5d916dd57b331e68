import {
  blake2Concat,
  constant,
  entry,
  errorsFrom,
  identity,
  item,
  optionalEntry,
  type Pallet,
} from "../../declare.ts";
import { boundedBytes, option } from "../../generics.ts";
import { bool, sequence, u32, u64 } from "../../types.ts";
import { multiSignature } from "../types/block.ts";
import { beaconConfiguration, beaconConfigurationPayload, pulse, pulsesPayload } from "../types/drand.ts";

export const drandPallet: Pallet = {
  name: "Drand",
  index: 26,
  path: "pallet_drand::pallet",
  storage: [
    entry("BeaconConfig", beaconConfiguration, {
      default: {
        public_key:
          "0x83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
        period: 3,
        genesis_time: 1_692_803_367,
        hash: "0x52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
        group_hash: "0xf477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e",
        scheme_id: "bls-unchained-g1-rfc9380",
        metadata: { beacon_id: "quicknet" },
      },
    }),
    entry("HasMigrationRun", bool, { keys: [identity(boundedBytes)] }),
    optionalEntry("Pulses", pulse, [blake2Concat(u64)]),
    entry("LastStoredRound", u64),
    entry("OldestStoredRound", u64),
    entry("NextUnsignedAt", u32),
  ],
  calls: [
    item(0, "write_pulse", { pulses_payload: pulsesPayload, signature: option(multiSignature) }),
    item(1, "set_beacon_config", {
      config_payload: beaconConfigurationPayload,
      signature: option(multiSignature),
    }),
    item(2, "set_oldest_stored_round", { oldest_round: u64 }),
  ],
  events: [
    item(0, "BeaconConfigChanged"),
    item(1, "NewPulse", { rounds: sequence(u64) }),
    item(2, "SetOldestStoredRound", [u64]),
  ],
  errors: errorsFrom(
    0,
    "NoneValue",
    "StorageOverflow",
    "DrandConnectionFailure",
    "UnverifiedPulse",
    "InvalidRoundNumber",
    "PulseVerificationError",
  ),
  constants: [constant("UnsignedPriority", u64, 1_048_576), constant("HttpFetchTimeout", u64, 1000)],
};
