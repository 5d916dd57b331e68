import { type Fields, fieldList, type Type, type Variant } from "./types.ts";
import type { Value } from "./value.ts";

/** How a key of a storage map is hashed. Order = the index on the wire. */
export const hasherOrder = [
  "Blake2_128",
  "Blake2_256",
  "Blake2_128Concat",
  "Twox128",
  "Twox256",
  "Twox64Concat",
  "Identity",
] as const;
export type Hasher = (typeof hasherOrder)[number];

export interface StorageKey {
  readonly hasher: Hasher;
  readonly type: Type;
}

export interface StorageEntry {
  readonly name: string;
  /** No keys: a plain value. */
  readonly keys: readonly StorageKey[];
  readonly value: Type;
  /** An optional entry answers nothing where it was never set; the others answer their default. */
  readonly optional: boolean;
  /** Left out: the value whose every part is zero, empty, or the first variant. */
  readonly default?: Value;
}

export interface Constant {
  readonly name: string;
  readonly type: Type;
  readonly value: Value;
}

export interface Pallet {
  readonly name: string;
  readonly index: number;
  /** The Rust path of the module that holds the pallet's Call, Event and Error. */
  readonly path: string;
  /** Type parameters of Call, Event and Error where they aren't just `T`. */
  readonly generics?: {
    readonly Call?: readonly string[];
    readonly Event?: readonly string[];
    readonly Error?: readonly string[];
  };
  readonly storage?: readonly StorageEntry[];
  readonly calls?: readonly Variant[];
  readonly events?: readonly Variant[];
  readonly errors?: readonly Variant[];
  readonly constants?: readonly Constant[];
}

export interface RuntimeApiMethod {
  readonly name: string;
  readonly inputs: readonly { readonly name: string; readonly type: Type }[];
  readonly output: Type;
}

export interface RuntimeApi {
  readonly name: string;
  readonly version: number;
  readonly methods: readonly RuntimeApiMethod[];
}

export interface TransactionExtension {
  readonly identifier: string;
  readonly type: Type;
  /** What is signed but not sent. */
  readonly implicit: Type;
}

/** Everything the metadata says about a runtime. */
export interface Runtime {
  readonly path: string;
  readonly type: Type;
  readonly pallets: readonly Pallet[];
  readonly apis: readonly RuntimeApi[];
  readonly extensions: readonly TransactionExtension[];
  readonly extrinsic: {
    readonly address: Type;
    readonly signature: Type;
    /** What all extensions send together, nested as the runtime nests them. */
    readonly extra: Type;
    readonly type: Type;
  };
}

const hashed =
  (hasher: Hasher) =>
  (type: Type): StorageKey => ({ hasher, type });
export const identity = hashed("Identity");
export const twox64Concat = hashed("Twox64Concat");
export const blake2Concat = hashed("Blake2_128Concat");

interface EntryOptions {
  readonly keys?: readonly StorageKey[];
  readonly default?: Value;
}

/** A storage entry that answers its default where nothing was set. */
export const entry = (name: string, value: Type, options: EntryOptions = {}): StorageEntry => ({
  name,
  keys: [],
  value,
  optional: false,
  ...options,
});

/** A storage entry that may be absent. */
export const optionalEntry = (name: string, value: Type, keys: readonly StorageKey[] = []): StorageEntry => ({
  name,
  keys,
  value,
  optional: true,
});

/** A call, an event or an error: its index is what the wire carries. */
export const item = (index: number, name: string, fields: Fields = []): Variant => ({ index, name, fields });

/** Errors without fields, numbered from `first`. */
export const errorsFrom = (first: number, ...names: readonly string[]): readonly Variant[] =>
  names.map((name, place) => item(first + place, name));

export const constant = (name: string, type: Type, value: Value): Constant => ({ name, type, value });

export const method = (
  name: string,
  inputs: Readonly<Record<string, Type>>,
  output: Type,
): RuntimeApiMethod => ({
  name,
  inputs: fieldList(inputs).map((input) => ({ name: input.name ?? "", type: input.type })),
  output,
});
