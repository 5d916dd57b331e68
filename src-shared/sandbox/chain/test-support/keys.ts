import { Keyring } from "@polkadot/keyring";
import type { KeyringPair } from "@polkadot/keyring/types";
import { cryptoWaitReady } from "@polkadot/util-crypto";

export interface Keys {
  readonly coldkey: KeyringPair;
  readonly validator: KeyringPair;
  readonly miner: KeyringPair;
  readonly rival: KeyringPair;
  readonly stranger: KeyringPair;
}

/** Pairs that every test shares; none of them holds anything outside a test. */
export async function testKeys(): Promise<Keys> {
  await cryptoWaitReady();
  const keyring = new Keyring({ type: "sr25519", ss58Format: 42 });
  const pair = (name: string): KeyringPair => keyring.addFromUri(`//${name}`);
  return {
    coldkey: pair("Coldkey"),
    validator: pair("Validator"),
    miner: pair("Miner"),
    rival: pair("Rival"),
    stranger: pair("Stranger"),
  };
}
