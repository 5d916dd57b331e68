import type { Plain } from "../codec/plain.ts";
import type { ByteState, Hex, WritableState } from "./bytes.ts";
import type { StorageLayout } from "./layout.ts";

/** A storage entry by name, with the shapes of its keys and its value. */
export interface Item<Keys extends readonly Plain[], Value> {
  readonly name: string;
  readonly shape?: (keys: Keys) => Value;
}

/** Names a storage entry `Pallet.Entry`; the shapes are the caller's knowledge of the declaration. */
export const storage = <Keys extends readonly Plain[], Value>(name: string): Item<Keys, Value> => ({ name });

/** Reads state as values. */
export class StateReader {
  readonly layout: StorageLayout;
  readonly bytes: ByteState;

  constructor(layout: StorageLayout, bytes: ByteState) {
    this.layout = layout;
    this.bytes = bytes;
  }

  /** The value, or the entry's default; null where it has none. */
  get<Keys extends readonly Plain[], Value>(item: Item<Keys, Value>, ...keys: Keys): Value {
    const { entry, defaultBytes } = this.layout.of(item.name);
    const bytes = this.bytes.get(this.layout.key(item.name, keys)) ?? defaultBytes;
    return (bytes === null ? null : this.layout.codec.decode(entry.value, bytes)) as Value;
  }

  has<Keys extends readonly Plain[], Value>(item: Item<Keys, Value>, ...keys: Keys): boolean {
    return this.bytes.get(this.layout.key(item.name, keys)) !== null;
  }

  /** Keys and values of all entries that share the given first keys, in key order. */
  *entries<Keys extends readonly Plain[], Value>(
    item: Item<Keys, Value>,
    ...firstKeys: readonly Plain[]
  ): Generator<readonly [Keys, Value]> {
    const { entry } = this.layout.of(item.name);
    for (const key of this.bytes.keys(this.layout.key(item.name, firstKeys))) {
      const bytes = this.bytes.get(key);
      if (bytes === null) continue;
      const parts = this.layout.parts(item.name, key) as unknown as Keys;
      yield [parts, this.layout.codec.decode(entry.value, bytes) as Value];
    }
  }
}

/** Reads and writes state as values. */
export class StateWriter extends StateReader {
  readonly #bytes: WritableState;

  constructor(layout: StorageLayout, bytes: WritableState) {
    super(layout, bytes);
    this.#bytes = bytes;
  }

  set<Keys extends readonly Plain[], Value>(item: Item<Keys, Value>, keys: Keys, value: Value): void {
    const { entry } = this.layout.of(item.name);
    const encoded = this.layout.codec.encode(entry.value, value as Plain);
    this.#bytes.set(this.layout.key(item.name, keys), encoded);
  }

  writeBytes(key: Hex, value: Uint8Array | null): void {
    this.#bytes.set(key, value);
  }

  remove<Keys extends readonly Plain[], Value>(item: Item<Keys, Value>, ...keys: Keys): void {
    this.#bytes.set(this.layout.key(item.name, keys), null);
  }

  update<Keys extends readonly Plain[], Value>(
    item: Item<Keys, Value>,
    keys: Keys,
    change: (value: Value) => Value,
  ): void {
    this.set(item, keys, change(this.get(item, ...keys)));
  }
}
