import { hexToU8a, stringToHex } from "@polkadot/util";
import { z } from "zod";
import type { ChainState } from "../chain-state.ts";
import type { Runtime } from "../runtime.ts";
import { hexSchema, integerSchema, shaped } from "../values.ts";

/** A public source of randomness that signs the number of each round when its time has come. */
export interface Beacon {
  /** A compressed point of G2, 96 bytes. */
  readonly publicKey: Uint8Array;
  /** When round 1 came, in milliseconds since 1970. */
  readonly genesisMs: number;
  readonly periodMs: number;
}

/** drand's quicknet, which subtensor follows (chain hash 52db9ba7…c84e971). */
export const quicknet: Beacon = {
  publicKey: hexToU8a(
    "0x83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
  ),
  genesisMs: 1_692_803_367_000,
  periodMs: 3000,
};

const scheme = stringToHex("bls-unchained-g1-rfc9380");
const configSchema = z.object({
  publicKey: hexSchema,
  period: integerSchema.pipe(z.number().positive()),
  genesisTime: integerSchema,
  schemeId: z.literal(scheme),
});

/** The beacon that the chain's runtime follows; quicknet where it doesn't say. */
export async function readBeacon(state: ChainState, runtime: Runtime, at: string): Promise<Beacon> {
  if (!runtime.has("Drand", "BeaconConfig")) return quicknet;
  const stored = await state.storage(runtime, "Drand", "BeaconConfig", [], at);
  const config = shaped(runtime, "Drand.BeaconConfig", configSchema, stored);
  return {
    publicKey: hexToU8a(config.publicKey),
    genesisMs: config.genesisTime * 1000,
    periodMs: config.period * 1000,
  };
}

/** The newest round at a time in milliseconds since 1970; 0 before the first. */
export function roundAt({ genesisMs, periodMs }: Beacon, timeMs: number): number {
  return Math.max(0, Math.floor((timeMs - genesisMs) / periodMs) + 1);
}
