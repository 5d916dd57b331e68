import { hexToU8a, u8aConcat, u8aToHex } from "@polkadot/util";
import { xxhashAsU8a } from "@polkadot/util-crypto";
import { hashKey, hashPrefixLength } from "../codec/hashing.ts";
import type { Plain, PlainCodec } from "../codec/plain.ts";
import { ScaleReader } from "../codec/reader.ts";
import type { Runtime, StorageEntry } from "../metadata/declare.ts";
import { encodeValue, encodeZero } from "../metadata/value.ts";
import type { Hex } from "./bytes.ts";

/** One declared storage entry, with everything needed to read and write it. */
export interface LaidOut {
  readonly entry: StorageEntry;
  readonly prefix: Uint8Array;
  readonly defaultBytes: Uint8Array | null;
}

/** Where each storage entry of a runtime lies, and how its keys are made. */
export class StorageLayout {
  readonly codec: PlainCodec;
  readonly #entries = new Map<string, LaidOut>();

  constructor(runtime: Runtime, codec: PlainCodec) {
    this.codec = codec;
    for (const pallet of runtime.pallets) {
      for (const entry of pallet.storage ?? []) {
        this.#entries.set(`${pallet.name}.${entry.name}`, {
          entry,
          prefix: u8aConcat(xxhashAsU8a(pallet.name, 128), xxhashAsU8a(entry.name, 128)),
          defaultBytes: entry.optional
            ? null
            : entry.default === undefined
              ? encodeZero(entry.value)
              : encodeValue(entry.value, entry.default),
        });
      }
    }
  }

  /** Throws where the runtime declares no such entry: a programmer's error. */
  of(name: string): LaidOut {
    const found = this.#entries.get(name);
    if (found === undefined) throw new RangeError(`there is no storage ${name}`);
    return found;
  }

  /** The key of an entry, or with fewer parts than it has keys the prefix that those share. */
  key(name: string, parts: readonly Plain[]): Hex {
    const { entry, prefix } = this.of(name);
    const hashed = parts.map((part, at) => {
      const key = entry.keys[at];
      if (key === undefined) throw new RangeError(`${name} has ${entry.keys.length} keys`);
      return hashKey(key.hasher, this.codec.encode(key.type, part));
    });
    return u8aToHex(u8aConcat(prefix, ...hashed));
  }

  /** The key parts behind the hashes. */
  parts(name: string, key: Hex): readonly Plain[] {
    const { entry, prefix } = this.of(name);
    const input = new ScaleReader(hexToU8a(key).subarray(prefix.length));
    return entry.keys.map(({ hasher, type }) => {
      const skip = hashPrefixLength(hasher);
      if (skip === null) throw new RangeError(`the keys of ${name} can't be read back`);
      input.take(skip);
      return this.codec.read(type, input);
    });
  }
}
