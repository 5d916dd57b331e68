import { u8aConcat } from "@polkadot/util";
import { blake2AsU8a, xxhashAsU8a } from "@polkadot/util-crypto";
import type { Hasher } from "../metadata/declare.ts";

/** A storage key part as the hasher makes it; `Concat` and identity hashers keep the key readable behind the hash. */
export function hashKey(hasher: Hasher, key: Uint8Array): Uint8Array {
  switch (hasher) {
    case "Blake2_128":
      return blake2AsU8a(key, 128);
    case "Blake2_256":
      return blake2AsU8a(key, 256);
    case "Blake2_128Concat":
      return u8aConcat(blake2AsU8a(key, 128), key);
    case "Twox128":
      return xxhashAsU8a(key, 128);
    case "Twox256":
      return xxhashAsU8a(key, 256);
    case "Twox64Concat":
      return u8aConcat(xxhashAsU8a(key, 64), key);
    case "Identity":
      return key;
  }
}

/** How many bytes of hash stand before the key itself; null where the key can't be read back. */
export function hashPrefixLength(hasher: Hasher): number | null {
  return { Identity: 0, Twox64Concat: 8, Blake2_128Concat: 16 }[hasher as string] ?? null;
}
