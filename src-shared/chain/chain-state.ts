import type { Codec } from "@polkadot/types/types";
import { compactFromU8a, hexToU8a, u8aToHex } from "@polkadot/util";
import { z } from "zod";
import type { BlockRef } from "./client.ts";
import type { Connection } from "./connection.ts";
import { ChainError } from "./errors.ts";
import { type Link, RpcFailure } from "./link.ts";
import { Runtime } from "./runtime.ts";
import { headerSchema, hexSchema, integerSchema, shaped } from "./values.ts";

const versionSchema = z.object({
  specName: z.string(),
  specVersion: z.number().int(),
  transactionVersion: z.number().int(),
});
const propertiesSchema = z.object({ ss58Format: z.number().int().optional() }).loose().nullable();
const storageChangesSchema = z.array(
  z.object({ changes: z.array(z.tuple([hexSchema, hexSchema.nullable()])) }),
);
const blockSchema = z.object({ block: z.object({ extrinsics: z.array(hexSchema), header: headerSchema }) });

/** Newest first: what polkadot-js reads. */
const readableMetadata = [16, 15, 14] as const;
const defaultSs58Prefix = 42;
const keysPerPage = 512;
/** Blocks over which the chain's clock is looked at. */
const clockBlocks = 10;

export interface Network {
  readonly chain: string;
  readonly genesisHash: string;
  readonly ss58Prefix: number;
}

/**
 * What the chain's nodes know, as of a block: storage, runtime APIs, headers and bodies. Each block is read with the
 * runtime that made it, so that an upgrade on the way changes nothing.
 */
export class ChainState {
  readonly #connection: Connection;
  readonly #runtimes = new Map<number, Promise<Runtime>>();
  readonly #network: Network;
  #current: Runtime;

  constructor(connection: Connection, network: Network, current: Runtime) {
    this.#connection = connection;
    this.#network = network;
    this.#current = current;
    this.#runtimes.set(current.facts.specVersion, Promise.resolve(current));
  }

  get network(): Network {
    return this.#network;
  }

  /** The newest runtime met so far. */
  get runtime(): Runtime {
    return this.#current;
  }

  /** The runtime that a block was made with. */
  async runtimeAt(at: string): Promise<Runtime> {
    const version = shapedAnswer(
      versionSchema,
      "state_getRuntimeVersion",
      await this.#read("state_getRuntimeVersion", [at]),
    );
    const known = this.#runtimes.get(version.specVersion);
    if (known !== undefined) return known;
    const loading = this.#loadRuntime(version, at);
    this.#runtimes.set(version.specVersion, loading);
    loading.catch(() => this.#runtimes.delete(version.specVersion));
    const runtime = await loading;
    if (version.specVersion > this.#current.facts.specVersion) this.#current = runtime;
    return runtime;
  }

  async head(): Promise<BlockRef> {
    return this.block(await this.#hash("chain_getBlockHash", []));
  }

  async finalizedHead(): Promise<BlockRef> {
    return this.block(await this.#hash("chain_getFinalizedHead", []));
  }

  /**
   * Milliseconds a block took lately, by the chain's own clock; null where it is too young to say, or has no clock.
   */
  async blockTimeMs(): Promise<number | null> {
    const head = await this.head();
    const earlier = Math.max(1, head.number - clockBlocks);
    const earlierHash = await this.hashOf(earlier);
    if (earlierHash === null || earlier >= head.number || !this.#current.has("Timestamp", "Now")) return null;
    const [last, first] = await Promise.all([this.#clockAt(head.hash), this.#clockAt(earlierHash)]);
    const blockTimeMs = Math.round((last - first) / (head.number - earlier));
    return blockTimeMs > 0 ? blockTimeMs : null;
  }

  async #clockAt(at: string): Promise<number> {
    const runtime = await this.runtimeAt(at);
    const now = await this.storage(runtime, "Timestamp", "Now", [], at);
    return shaped(runtime, "Timestamp.Now", integerSchema, now);
  }

  /** A block by its hash. Throws where the endpoint knows none. */
  async block(hash: string): Promise<BlockRef> {
    const header = shapedAnswer(
      headerSchema.nullable(),
      "chain_getHeader",
      await this.#read("chain_getHeader", [hash]),
    );
    if (header === null) throw new ChainError("BlockStateGone", { block: hash });
    return { number: Number(header.number), hash };
  }

  /** The hash of a block of the best chain; null where there is none of that number yet. */
  async hashOf(blockNumber: number): Promise<string | null> {
    const answer = await this.#read("chain_getBlockHash", [blockNumber]);
    return shapedAnswer(hexSchema.nullable(), "chain_getBlockHash", answer);
  }

  /** The extrinsics of a block, each `0x` hex with its length before it, as they are hashed. */
  async extrinsics(hash: string): Promise<readonly string[]> {
    const answer = await this.#read("chain_getBlock", [hash]);
    const body = shapedAnswer(blockSchema.nullable(), "chain_getBlock", answer);
    if (body === null) throw new ChainError("BlockStateGone", { block: hash });
    return body.block.extrinsics;
  }

  /** One storage value; the entry's default, or null where it is optional, where nothing is stored. */
  async storage(
    runtime: Runtime,
    pallet: string,
    entry: string,
    keys: readonly unknown[],
    at: string,
  ): Promise<Codec | null> {
    const [value] = await this.storageMany(runtime, pallet, entry, [keys], at);
    return value ?? null;
  }

  /** Several values of one entry, in the order of their keys. */
  async storageMany(
    runtime: Runtime,
    pallet: string,
    entry: string,
    keys: readonly (readonly unknown[])[],
    at: string,
  ): Promise<readonly (Codec | null)[]> {
    return this.values(
      runtime,
      keys.map((parts) => ({ pallet, entry, keys: parts })),
      at,
    );
  }

  /** Values of any entries in one request, in the order they are asked for. */
  async values(
    runtime: Runtime,
    wanted: readonly {
      readonly pallet: string;
      readonly entry: string;
      readonly keys: readonly unknown[];
    }[],
    at: string,
  ): Promise<readonly (Codec | null)[]> {
    const storageKeys = wanted.map(({ pallet, entry, keys }) => runtime.storageKey(pallet, entry, keys));
    const stored = await this.#stored(storageKeys, at);
    return wanted.map(({ pallet, entry }, place) =>
      runtime.decodeStorage(pallet, entry, stored.get(storageKeys[place] ?? "") ?? null),
    );
  }

  /** Every value of a map below the keys given, with the values of all its keys. */
  async entries(
    runtime: Runtime,
    pallet: string,
    entry: string,
    keys: readonly unknown[],
    at: string,
  ): Promise<readonly { readonly keys: readonly Codec[]; readonly value: Codec | null }[]> {
    const prefix = runtime.storageKey(pallet, entry, keys);
    const found: { keys: readonly Codec[]; value: Codec | null }[] = [];
    let last: string | null = null;
    for (;;) {
      const answer = await this.#read("state_getKeysPaged", [prefix, keysPerPage, last ?? prefix, at]);
      const page: string[] = shapedAnswer(z.array(hexSchema), "state_getKeysPaged", answer);
      const stored = await this.#stored(page, at);
      for (const key of page)
        found.push({
          keys: runtime.keysOf(pallet, entry, key),
          value: runtime.decodeStorage(pallet, entry, stored.get(key) ?? null),
        });
      last = page.at(-1) ?? null;
      if (page.length < keysPerPage) return found;
    }
  }

  async api(
    runtime: Runtime,
    api: string,
    method: string,
    values: readonly unknown[],
    at: string,
  ): Promise<Codec> {
    const input = runtime.encodeApiArguments(api, method, values);
    const answer = await this.#read("state_call", [`${api}_${method}`, input, at]);
    return runtime.decodeApiResult(api, method, shapedAnswer(hexSchema, "state_call", answer));
  }

  /** The number that an account's next transaction takes, those waiting in the pool counted. */
  async nextNonce(address: string): Promise<number> {
    const answer = await this.#read("system_accountNextIndex", [address]);
    return shapedAnswer(z.number().int(), "system_accountNextIndex", answer);
  }

  async #stored(keys: readonly string[], at: string): Promise<ReadonlyMap<string, string | null>> {
    if (keys.length === 0) return new Map();
    const answer = await this.#read("state_queryStorageAt", [keys, at]);
    const [set] = shapedAnswer(storageChangesSchema, "state_queryStorageAt", answer);
    return new Map(set?.changes);
  }

  async #hash(method: string, params: readonly unknown[]): Promise<string> {
    return shapedAnswer(hexSchema, method, await this.#read(method, params));
  }

  async #read(method: string, params: readonly unknown[]): Promise<unknown> {
    try {
      return await this.#connection.read(method, params);
    } catch (error) {
      throw readFailure(method, error, params.at(-1));
    }
  }

  async #loadRuntime(version: z.infer<typeof versionSchema>, at: string): Promise<Runtime> {
    const link = await this.#connection.link();
    return loadRuntime(link, version, this.#network.ss58Prefix, at).catch((error: unknown) => {
      throw readFailure("its metadata", error);
    });
  }
}

/** Asks a fresh link which network it serves and what its runtime can do. */
export async function meet(link: Link): Promise<{ readonly network: Network; readonly runtime: Runtime }> {
  try {
    const [genesis, chain, properties, version] = await Promise.all([
      link.request("chain_getBlockHash", [0]),
      link.request("system_chain", []),
      link.request("system_properties", []),
      link.request("state_getRuntimeVersion", []),
    ]);
    const facts = shapedAnswer(propertiesSchema, "system_properties", properties);
    const network: Network = {
      chain: shapedAnswer(z.string(), "system_chain", chain),
      genesisHash: shapedAnswer(hexSchema, "chain_getBlockHash", genesis),
      ss58Prefix: facts?.ss58Format ?? defaultSs58Prefix,
    };
    const shownVersion = shapedAnswer(versionSchema, "state_getRuntimeVersion", version);
    return { network, runtime: await loadRuntime(link, shownVersion, network.ss58Prefix) };
  } catch (error) {
    throw readFailure("its description", error);
  }
}

/** The newest metadata that both sides know; runtimes without a choice of versions have one by RPC. */
async function loadRuntime(
  link: Link,
  version: z.infer<typeof versionSchema>,
  ss58Prefix: number,
  at?: string,
): Promise<Runtime> {
  const where = at === undefined ? [] : [at];
  const facts = { ...version, ss58Prefix };
  for (const metadataVersion of readableMetadata) {
    const argument = u8aToHex(Uint8Array.of(metadataVersion, 0, 0, 0));
    const answer = await link
      .request("state_call", ["Metadata_metadata_at_version", argument, ...where])
      .catch((error: unknown) => {
        if (error instanceof RpcFailure) return null;
        throw error;
      });
    const metadata = typeof answer === "string" ? optionalBytes(hexToU8a(answer)) : null;
    if (metadata !== null) return new Runtime(metadata, facts);
  }
  const answer = await link.request("state_getMetadata", where);
  return new Runtime(hexToU8a(shapedAnswer(hexSchema, "state_getMetadata", answer)), facts);
}

/** SCALE `Option<Vec<u8>>`. */
function optionalBytes(encoded: Uint8Array): Uint8Array | null {
  if (encoded[0] !== 1) return null;
  const [offset, length] = compactFromU8a(encoded.subarray(1));
  return encoded.subarray(1 + offset, 1 + offset + length.toNumber());
}

function shapedAnswer<T>(schema: z.ZodType<T>, method: string, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new ChainError("ChainRequestFailed", { what: method, reason: "its answer has an unknown shape" });
}

/** substrate's error code for a block whose state was pruned. */
const stateDiscarded = /state already discarded|unknown block/i;

/** `at` is the block that was read, which substrate's methods take last. */
function readFailure(method: string, error: unknown, at?: unknown): unknown {
  if (!(error instanceof RpcFailure)) return error;
  if (stateDiscarded.test(error.message) || stateDiscarded.test(error.reason))
    return new ChainError("BlockStateGone", { block: typeof at === "string" ? at : "" }, { cause: error });
  return new ChainError("ChainRequestFailed", { what: method, reason: error.reason }, { cause: error });
}
