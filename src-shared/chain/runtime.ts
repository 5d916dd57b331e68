import { expandMetadata, Metadata, TypeRegistry } from "@polkadot/types";
import type { Call, ChainProperties, SiLookupTypeId } from "@polkadot/types/interfaces";
import type { DecoratedMeta } from "@polkadot/types/metadata/decorate/types";
import type { StorageEntry } from "@polkadot/types/primitive/types";
import type { Codec, IMethod } from "@polkadot/types/types";
import { compactStripLength, hexToU8a, stringCamelCase, u8aConcat, u8aToHex } from "@polkadot/util";
import { ChainError } from "./errors.ts";

/** Extensions of signed transactions that carry nothing; polkadot-js warns about those it doesn't know. */
const carriesNothing = { extrinsic: {}, payload: {} };
const signedExtensions = {
  SudoTransactionExtension: carriesNothing,
  CheckShieldedTxValidity: carriesNothing,
  SubtensorTransactionExtension: carriesNothing,
  DrandPriority: carriesNothing,
};

const subtensorBlockMs = 12_000;

export interface RuntimeFacts {
  readonly specName: string;
  readonly specVersion: number;
  readonly transactionVersion: number;
  readonly ss58Prefix: number;
}

/**
 * What one version of the chain's runtime can do, read from its metadata. Whatever it lacks is answered as
 * `RuntimeChanged` and never guessed.
 */
export class Runtime {
  readonly facts: RuntimeFacts;
  readonly registry: TypeRegistry;
  readonly #metadata: Metadata;
  readonly #decorated: DecoratedMeta;

  constructor(metadata: Uint8Array, facts: RuntimeFacts) {
    this.facts = facts;
    this.registry = new TypeRegistry();
    this.registry.setChainProperties(
      this.registry.createTypeUnsafe<ChainProperties>("ChainProperties", [{ ss58Format: facts.ss58Prefix }]),
    );
    this.#metadata = new Metadata(this.registry, u8aToHex(metadata));
    this.registry.setMetadata(this.#metadata, undefined, signedExtensions, true);
    this.#decorated = expandMetadata(this.registry, this.#metadata);
  }

  has(pallet: string, entry: string): boolean {
    return this.#decorated.query[stringCamelCase(pallet)]?.[stringCamelCase(entry)] !== undefined;
  }

  hasCall(pallet: string, name: string): boolean {
    return this.#decorated.tx[stringCamelCase(pallet)]?.[stringCamelCase(name)] !== undefined;
  }

  /** Milliseconds a block takes by the runtime's own constant; 12 s, subtensor's, where it declares none. */
  get declaredBlockTimeMs(): number {
    const declared = this.constant("Aura", "SlotDuration")?.toJSON();
    return typeof declared === "number" && declared > 0 ? declared : subtensorBlockMs;
  }

  hasError(pallet: string, name: string): boolean {
    return this.#decorated.errors[stringCamelCase(pallet)]?.[name] !== undefined;
  }

  /** Whether an enumeration, named by its Rust path, has a variant. */
  hasVariant(path: string, variant: string): boolean {
    return this.registry.lookup.types.some(
      ({ type }) =>
        type.def.isVariant &&
        type.path.map(String).join("::") === path &&
        type.def.asVariant.variants.some(({ name }) => name.eq(variant)),
    );
  }

  hasApi(api: string, method: string): boolean {
    return this.#apiMethod(api, method) !== undefined;
  }

  /** The error for what this runtime lacks or answers in another shape. */
  lacks(what: string, cause?: unknown): ChainError {
    return new ChainError("RuntimeChanged", { what, specVersion: this.facts.specVersion }, { cause });
  }

  /** `0x` hex of a storage key; of the prefix that keys share, where fewer keys are given than the entry has. */
  storageKey(pallet: string, entry: string, keys: readonly unknown[] = []): string {
    return this.#guard(`${pallet}.${entry}`, () => {
      const storage = this.#storage(pallet, entry);
      const needed = storage.meta.type.isPlain ? 0 : storage.meta.type.asMap.hashers.length;
      if (keys.length === needed) {
        const [, key] = compactStripLength(storage(...keys));
        return u8aToHex(key);
      }
      if (storage.iterKey === undefined) throw this.lacks(`${pallet}.${entry}`);
      return storage.iterKey(...keys).toHex();
    });
  }

  /** The keys' own values from a full storage key, in the metadata's order. */
  keysOf(pallet: string, entry: string, key: string): readonly Codec[] {
    return this.#guard(`${pallet}.${entry}`, () => {
      const storageKey = this.registry.createType("StorageKey", key);
      storageKey.setMeta(this.#storage(pallet, entry).meta);
      return storageKey.args;
    });
  }

  /** The stored value; the entry's default where nothing is stored; null where it is optional then. */
  decodeStorage(pallet: string, entry: string, stored: string | null): Codec | null {
    return this.#guard(`${pallet}.${entry}`, () => {
      const { meta } = this.#storage(pallet, entry);
      const type = meta.type.isPlain ? meta.type.asPlain : meta.type.asMap.value;
      if (stored === null && meta.modifier.isOptional) return null;
      const bytes = stored === null ? meta.fallback.toU8a(true) : hexToU8a(stored);
      return this.#decode(type, bytes);
    });
  }

  /** A constant's value, or null where there is none of that name. */
  constant(pallet: string, name: string): Codec | null {
    return this.#decorated.consts[stringCamelCase(pallet)]?.[stringCamelCase(name)] ?? null;
  }

  /** `0x` hex of the arguments of a runtime API's method. */
  encodeApiArguments(api: string, method: string, values: readonly unknown[]): string {
    return this.#guard(`${api}.${method}`, () => {
      const { inputs } = this.#apiMethod(api, method) ?? {};
      if (inputs === undefined || inputs.length !== values.length) throw this.lacks(`${api}.${method}`);
      const parts = inputs.map((input, place) =>
        this.registry.createTypeUnsafe(this.registry.createLookupType(input.type), [values[place]]).toU8a(),
      );
      return u8aToHex(u8aConcat(...parts));
    });
  }

  decodeApiResult(api: string, method: string, result: string): Codec {
    return this.#guard(`${api}.${method}`, () => {
      const { output } = this.#apiMethod(api, method) ?? {};
      if (output === undefined) throw this.lacks(`${api}.${method}`);
      return this.#decode(output, hexToU8a(result));
    });
  }

  /** A call with its arguments given by name: exactly those that the runtime's call has. */
  call(pallet: string, name: string, values: Readonly<Record<string, unknown>>): Call & IMethod {
    return this.#guard(`${pallet}.${name}`, () => {
      const create = this.#decorated.tx[stringCamelCase(pallet)]?.[stringCamelCase(name)];
      const wanted = create?.meta.args.map((argument) => argument.name.toString());
      const given = Object.keys(values);
      if (create === undefined || wanted === undefined) throw this.lacks(`${pallet}.${name}`);
      if (wanted.length !== given.length || wanted.some((argument) => !given.includes(argument)))
        throw this.lacks(`${pallet}.${name}(${given.join(", ")})`);
      return create(...wanted.map((argument) => values[argument]));
    });
  }

  /** polkadot-js reads what is missing as zeros and leaves what is too much: here either is a changed type. */
  #decode(type: SiLookupTypeId, bytes: Uint8Array): Codec {
    const value = this.registry.createTypeUnsafe(this.registry.createLookupType(type), [bytes]);
    if (value.encodedLength !== bytes.length) throw new RangeError(`${bytes.length} bytes`);
    return value;
  }

  #storage(pallet: string, entry: string): StorageEntry {
    const found = this.#decorated.query[stringCamelCase(pallet)]?.[stringCamelCase(entry)];
    if (found === undefined) throw this.lacks(`${pallet}.${entry}`);
    return found;
  }

  #apiMethod(api: string, method: string) {
    return this.#metadata.asLatest.apis
      .find((candidate) => candidate.name.eq(api))
      ?.methods.find((candidate) => candidate.name.eq(method));
  }

  #guard<T>(what: string, work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof ChainError) throw error;
      throw this.lacks(what, error);
    }
  }
}
