import { u8aConcat, u8aToHex } from "@polkadot/util";
import { blake2AsU8a, decodeAddress } from "@polkadot/util-crypto";
import { u16, u16Vector, u64 } from "./scale.ts";

/** 256 random bits, so that nobody finds the weights by trying. */
const saltLength = 16;

/** Fresh random 16-bit numbers. Keep them durably before the commit is sent: without them it can't be revealed. */
export function newSalt(): readonly number[] {
  return [...crypto.getRandomValues(new Uint16Array(saltLength))];
}

/**
 * What a hash commit promises: Blake2b-256 of SCALE (hotkey, netuid, uids, values, salt, version key), as `0x` hex
 * (subtensor, `get_commit_hash`). `hotkey` is an SS58 address; uids, values and salt are 16-bit.
 */
export function weightCommitHash(promised: {
  readonly hotkey: string;
  readonly netuid: number;
  readonly uids: readonly number[];
  readonly values: readonly number[];
  readonly salt: readonly number[];
  readonly versionKey: bigint;
}): string {
  const { hotkey, netuid, uids, values, salt, versionKey } = promised;
  const bytes = u8aConcat(
    decodeAddress(hotkey),
    u16(netuid),
    u16Vector(uids),
    u16Vector(values),
    u16Vector(salt),
    u64(versionKey),
  );
  return u8aToHex(blake2AsU8a(bytes));
}
