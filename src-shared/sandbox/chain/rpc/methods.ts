import { hexToU8a, u8aToHex } from "@polkadot/util";
import { blake2AsHex, decodeAddress } from "@polkadot/util-crypto";
import { ScaleDecodeError, ScaleReader } from "../codec/reader.ts";
import { runtimeVersion } from "../metadata/index.ts";
import { tuple } from "../metadata/types.ts";
import type { ChainNode } from "../node/node.ts";
import type { Hex } from "../state/bytes.ts";
import type { StoredBlock } from "../state/ledger.ts";
import type { StateReader } from "../state/view.ts";
import {
  apiStateDiscarded,
  badArguments,
  badFormat,
  countTooLarge,
  invalidParams,
  noSuchExport,
  poolError,
  stateDiscarded,
  unknownBlock,
  verificationFailed,
} from "./errors.ts";
import type { Params } from "./params.ts";
import type { Session } from "./session.ts";
import { wireHeader, wireRuntimeVersion } from "./wire.ts";

/** A method's answer, made at once. Throws RpcError. */
export type Method = (params: Params, session: Session) => unknown;
export type Methods = Readonly<Record<string, Method>>;

const MAX_KEYS_PER_PAGE = 1000;
const CHAIN_NAME = "Assay Sandbox";
const NODE_NAME = "Assay Sandbox Node";
const NODE_VERSION = "4.0.0-dev-assay";
const PEER_ID = "12D3KooWSandboxNode111111111111111111111111111111111";

/** Finds blocks and states for methods that take a block hash. */
export class Where {
  readonly node: ChainNode;

  constructor(node: ChainNode) {
    this.node = node;
  }

  /** The block of the hash; the best block where there is none. */
  block(hash: Hex | null): StoredBlock {
    if (hash === null) return this.node.best;
    const block = this.node.block(hash);
    if (block === null) throw unknownBlock(hash);
    return block;
  }

  state(hash: Hex | null): StateReader {
    const block = this.block(hash);
    const state = this.node.stateAt(block);
    if (state === null) throw stateDiscarded(block.hash);
    return state;
  }
}

export function systemMethods(node: ChainNode, startedAt: number): Methods {
  const nextIndex: Method = (params) => node.nextNonce(account(params.text(0)));
  return {
    account_nextIndex: nextIndex,
    system_chain: () => CHAIN_NAME,
    system_name: () => NODE_NAME,
    system_version: () => NODE_VERSION,
    system_chainType: () => "Local",
    system_properties: () => ({ isEthereum: false, ss58Format: 42, tokenDecimals: 9, tokenSymbol: "TAO" }),
    system_health: () => ({ peers: 0, isSyncing: false, shouldHavePeers: false }),
    system_syncState: () => ({
      startingBlock: startedAt,
      currentBlock: node.best.number,
      highestBlock: node.best.number,
    }),
    system_localPeerId: () => PEER_ID,
    system_localListenAddresses: () => [],
    system_peers: () => [],
    system_nodeRoles: () => ["Authority"],
    system_accountNextIndex: nextIndex,
  };
}

export function chainMethods(node: ChainNode): Methods {
  const where = new Where(node);
  const maybeBlock = (hash: Hex | null): StoredBlock | null => (hash === null ? node.best : node.block(hash));
  const hashAt = (value: unknown): Hex | null => {
    const number = typeof value === "string" ? Number(value) : value;
    if (typeof number !== "number" || !Number.isInteger(number))
      throw invalidParams("expected a block number");
    return node.canonicalBlock(number)?.hash ?? null;
  };
  const getBlockHash: Method = (params) => {
    if (params.isAbsent(0)) return node.best.hash;
    const asked = params.raw(0);
    return Array.isArray(asked) ? asked.map(hashAt) : hashAt(asked);
  };
  const getFinalizedHead: Method = () => node.finalized.hash;
  return {
    chain_getHeader: (params) => {
      const block = maybeBlock(params.optionalHex(0));
      return block === null ? null : wireHeader(node, block);
    },
    chain_getBlock: (params) => {
      const block = maybeBlock(params.optionalHex(0));
      if (block === null) return null;
      return {
        block: { header: wireHeader(node, block), extrinsics: block.extrinsics },
        justifications: null,
      };
    },
    chain_getBlockHash: getBlockHash,
    chain_getHead: getBlockHash,
    chain_getFinalizedHead: getFinalizedHead,
    chain_getFinalisedHead: getFinalizedHead,
    state_getRuntimeVersion: (params) => {
      where.block(params.optionalHex(0));
      return wireRuntimeVersion(runtimeVersion);
    },
    chain_getRuntimeVersion: () => wireRuntimeVersion(runtimeVersion),
  };
}

export function stateMethods(node: ChainNode): Methods {
  const where = new Where(node);
  const value = (key: Hex, at: Hex | null): Hex | null => {
    const bytes = where.state(at).bytes.get(key);
    return bytes === null ? null : u8aToHex(bytes);
  };
  const getStorage: Method = (params) => value(params.hex(0), params.optionalHex(1));
  const changes = (block: StoredBlock, keys: readonly Hex[], state: StateReader) => ({
    block: block.hash,
    changes: keys.map((key) => [key, hexOrNull(state.bytes.get(key))]),
  });
  const call = (name: string, input: Hex, at: Hex | null): Hex => {
    const block = where.block(at);
    try {
      const answer = node.callApi(block, name, input);
      if (answer === null) throw apiStateDiscarded(block.hash);
      if (answer === "unknown") throw noSuchExport(name);
      return u8aToHex(answer);
    } catch (error) {
      if (error instanceof ScaleDecodeError) throw badArguments();
      throw error;
    }
  };
  return {
    state_getMetadata: (params) => {
      const answer = hexToU8a(call("Metadata_metadata", "0x", params.optionalHex(0)));
      return u8aToHex(withoutLength(answer));
    },
    state_call: (params) => call(params.text(0), params.hex(1), params.optionalHex(2)),
    state_getStorage: getStorage,
    state_getStorageAt: getStorage,
    state_getStorageHash: (params) => {
      const found = value(params.hex(0), params.optionalHex(1));
      return found === null ? null : blake2AsHex(hexToU8a(found));
    },
    state_getStorageSize: (params) => {
      const found = value(params.hex(0), params.optionalHex(1));
      return found === null ? null : (found.length - 2) / 2;
    },
    state_queryStorageAt: (params) => {
      const at = params.optionalHex(1);
      return [changes(where.block(at), params.hexList(0), where.state(at))];
    },
    state_queryStorage: (params) => {
      const keys = params.hexList(0);
      const [from, to] = [where.block(params.hex(1)), where.block(params.optionalHex(2))];
      let before: string | null = null;
      return range(from.number, to.number).flatMap((number) => {
        const block = node.canonicalBlock(number);
        if (block === null) return [];
        const set = changes(block, keys, where.state(block.hash));
        const now = JSON.stringify(set.changes);
        if (now === before) return [];
        before = now;
        return [set];
      });
    },
    state_getKeys: (params) => [...where.state(params.optionalHex(1)).bytes.keys(params.hex(0))],
    state_getPairs: (params) => {
      const { bytes } = where.state(params.optionalHex(1));
      return [...bytes.keys(params.hex(0))].map((key) => [key, hexOrNull(bytes.get(key))]);
    },
    state_getKeysPaged: (params) => {
      const prefix = params.optionalHex(0) ?? "0x";
      const count = params.count(1);
      if (count > MAX_KEYS_PER_PAGE) throw countTooLarge(count, MAX_KEYS_PER_PAGE);
      const after = params.optionalHex(2);
      const { bytes } = where.state(params.optionalHex(3));
      const keys = after === null || after === prefix ? bytes.keys(prefix) : bytes.keys(prefix, after);
      return [...keys].filter((key) => key !== after).slice(0, count);
    },
    payment_queryInfo: (params) => {
      const body = withoutLength(hexToU8a(params.hex(0)));
      const length = params.hex(0).length / 2 - 1;
      const { runtime } = node;
      const input = runtime.codec.encode(queryInput(node), [u8aToHex(body), length]);
      const answer = call("TransactionPaymentApi_query_info", u8aToHex(input), params.optionalHex(1));
      const info = runtime.codec.decode(queryOutput(node), hexToU8a(answer)) as {
        readonly weight: { readonly ref_time: bigint; readonly proof_size: bigint };
        readonly class: string;
        readonly partial_fee: bigint;
      };
      return {
        weight: { ref_time: Number(info.weight.ref_time), proof_size: Number(info.weight.proof_size) },
        class: info.class.toLowerCase(),
        partialFee: info.partial_fee.toString(),
      };
    },
  };
}

export function authorMethods(node: ChainNode): Methods {
  const submit = (bytes: Hex): Hex => {
    const extrinsic = decodeOffered(node, bytes);
    const refusal = node.submit(extrinsic);
    if (refusal !== null) throw poolError(refusal);
    return extrinsic.hash;
  };
  return {
    author_submitExtrinsic: (params) => submit(params.hex(0)),
    author_pendingExtrinsics: () => node.pool.pending.map(({ bytes }) => u8aToHex(bytes)),
    author_submitAndWatchExtrinsic: (params, session) => {
      const hash = submit(params.hex(0));
      return session.subscribe("author_extrinsicUpdate", (notify) => node.pool.watch(hash, notify));
    },
    author_unwatchExtrinsic: (params, session) => session.unsubscribe(params.raw(0)),
  };
}

/** Reads a transaction as the node does: bytes that are no list of bytes, and bytes the runtime can't read. */
function decodeOffered(node: ChainNode, offered: Hex) {
  const bytes = hexToU8a(offered);
  try {
    withoutLength(bytes);
  } catch {
    throw badFormat();
  }
  try {
    return node.decode(bytes);
  } catch (error) {
    if (error instanceof ScaleDecodeError) throw verificationFailed();
    throw error;
  }
}

export function subscriptionMethods(node: ChainNode): Methods {
  const heads = (notification: string, on: "best" | "finalized", first: () => StoredBlock): Method => {
    return (_, session) =>
      session.subscribe(notification, (notify) => {
        const tell = (block: StoredBlock): void => notify(wireHeader(node, block));
        tell(first());
        return node.listen({
          best: (block) => on === "best" && tell(block),
          retracted: () => undefined,
          finalized: (block) => on === "finalized" && tell(block),
        });
      });
  };
  const newHeads = heads("chain_newHead", "best", () => node.best);
  const finalizedHeads = heads("chain_finalizedHead", "finalized", () => node.finalized);
  const unsubscribe: Method = (params, session) => session.unsubscribe(params.raw(0));
  const version: Method = (_, session) =>
    session.subscribe("state_runtimeVersion", (notify) => {
      notify(wireRuntimeVersion(runtimeVersion));
      return () => undefined;
    });
  return {
    chain_subscribeNewHeads: newHeads,
    chain_subscribeNewHead: newHeads,
    subscribe_newHead: newHeads,
    chain_subscribeAllHeads: heads("chain_allHead", "best", () => node.best),
    chain_subscribeFinalizedHeads: finalizedHeads,
    chain_subscribeFinalisedHeads: finalizedHeads,
    chain_unsubscribeNewHeads: unsubscribe,
    chain_unsubscribeNewHead: unsubscribe,
    unsubscribe_newHead: unsubscribe,
    chain_unsubscribeAllHeads: unsubscribe,
    chain_unsubscribeFinalizedHeads: unsubscribe,
    chain_unsubscribeFinalisedHeads: unsubscribe,
    state_subscribeRuntimeVersion: version,
    chain_subscribeRuntimeVersion: version,
    state_unsubscribeRuntimeVersion: unsubscribe,
    chain_unsubscribeRuntimeVersion: unsubscribe,
    state_subscribeStorage: (params, session) => storageSubscription(node, params, session),
    state_unsubscribeStorage: unsubscribe,
  };
}

/** Tells the keys' values now, then those that a block wrote. */
function storageSubscription(node: ChainNode, params: Params, session: Session): string {
  const keys = params.hexList(0);
  const where = new Where(node);
  return session.subscribe("state_storage", (notify) => {
    const tell = (block: StoredBlock, told: readonly Hex[]): void => {
      const { bytes } = where.state(block.hash);
      notify({ block: block.hash, changes: told.map((key) => [key, hexOrNull(bytes.get(key))]) });
    };
    tell(node.best, keys);
    return node.listen({
      best: (block, changed) => {
        const written = new Set(changed);
        const told = keys.filter((key) => written.has(key));
        if (told.length > 0) tell(block, told);
      },
      retracted: () => undefined,
      finalized: () => undefined,
    });
  });
}

function account(address: string): Hex {
  try {
    return u8aToHex(decodeAddress(address));
  } catch {
    throw invalidParams("expected an SS58 address");
  }
}

function queryApi(node: ChainNode) {
  const api = node.runtime.declared.apis.find(({ name }) => name === "TransactionPaymentApi");
  const method = api?.methods.find(({ name }) => name === "query_info");
  if (method === undefined) throw new Error("the runtime declares no TransactionPaymentApi.query_info");
  return method;
}
const queryInput = (node: ChainNode) => tuple(...queryApi(node).inputs.map(({ type }) => type));
const queryOutput = (node: ChainNode) => queryApi(node).output;

const hexOrNull = (bytes: Uint8Array | null): Hex | null => (bytes === null ? null : u8aToHex(bytes));
const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at);

/** The bytes behind a compact length that must fit them. Throws ScaleDecodeError. */
function withoutLength(bytes: Uint8Array): Uint8Array {
  const reader = new ScaleReader(bytes);
  const body = reader.take(reader.length());
  reader.end();
  return body;
}
