import type { GenericExtrinsic } from "@polkadot/types";
import type { ExtrinsicEra, ExtrinsicPayload } from "@polkadot/types/interfaces";
import type { IMethod } from "@polkadot/types/types";
import { u8aConcat, u8aToHex } from "@polkadot/util";
import { blake2AsU8a } from "@polkadot/util-crypto";
import type { BlockRef, PreparedExtrinsic } from "./client.ts";
import { ChainError } from "./errors.ts";
import type { RejectionContext } from "./rejection.ts";
import type { Runtime } from "./runtime.ts";
import type { Signer } from "./signer.ts";

/** The extrinsic format that every substrate runtime of today takes when signed. */
const extrinsicVersion = 4;
/** Payloads longer than this are signed by their hash (sp-runtime, SignedPayload). */
const longestPlainPayload = 256;
/** The tag of sr25519 in `MultiSignature`. */
const sr25519 = 1;

/** How long a transaction stays valid, and in how many blocks at least. */
export interface Era {
  readonly ms: number;
  readonly shortestBlocks: number;
}

/** For what may as well come a little later. */
export const longEra: Era = { ms: 10 * 60_000, shortestBlocks: 64 };
/** For what belongs into an epoch's last blocks: one that is lost on its way must leave time for another. */
export const shortEra: Era = { ms: 3 * 60_000, shortestBlocks: 16 };
/** Below this an era's first block is exact, whatever the block it is signed at. */
const longestEraBlocks = 2048;

/** Blocks a transaction stays valid, as a power of two, and never beyond what the chain remembers. */
export function eraPeriod(blockTimeMs: number, blockHashCount: number, era: Era): number {
  const wanted = Math.max(era.shortestBlocks, era.ms / Math.max(1, blockTimeMs));
  const most = Math.min(longestEraBlocks, blockHashCount);
  return 2 ** Math.min(Math.ceil(Math.log2(wanted)), Math.floor(Math.log2(most)));
}

/** Signs a call from `birth` on, with a mortal era of `period` blocks. */
export function signCall(
  runtime: Runtime,
  call: IMethod,
  signer: Signer,
  facts: {
    readonly nonce: number;
    readonly birth: BlockRef;
    readonly period: number;
    readonly genesisHash: string;
  },
): PreparedExtrinsic {
  const { registry } = runtime;
  const { birth, nonce, period } = facts;
  const era = registry.createTypeUnsafe<ExtrinsicEra>("ExtrinsicEra", [{ current: birth.number, period }]);
  const payload = registry.createTypeUnsafe<ExtrinsicPayload>("ExtrinsicPayload", [
    {
      method: call.toHex(),
      era: era.toHex(),
      nonce,
      tip: 0,
      specVersion: runtime.facts.specVersion,
      transactionVersion: runtime.facts.transactionVersion,
      genesisHash: facts.genesisHash,
      blockHash: birth.hash,
    },
    { version: extrinsicVersion },
  ]);
  const bytes = payload.toU8a({ method: true });
  const signature = signed(signer, bytes.length > longestPlainPayload ? blake2AsU8a(bytes) : bytes);
  const extrinsic = registry.createTypeUnsafe<GenericExtrinsic>("Extrinsic", [
    call,
    { version: extrinsicVersion },
  ]);
  extrinsic.addSignature(signer.address, u8aToHex(u8aConcat([sr25519], signature)), payload.toHex());
  return {
    extrinsic: extrinsic.toHex(),
    hash: extrinsic.hash.toHex(),
    nonce,
    birthBlock: era.asMortalEra.birth(birth.number),
    deathBlock: era.asMortalEra.death(birth.number),
  };
}

/** The hash that names an extrinsic in a block or a pool: Blake2b-256 of all of it. */
export function extrinsicHash(extrinsic: string): string {
  return u8aToHex(blake2AsU8a(extrinsic));
}

/** Who signed an extrinsic, for which subnet, and until when it is valid as seen from `head`. */
export function describeExtrinsic(
  runtime: Runtime,
  extrinsic: string,
  head: number,
): RejectionContext & { readonly birthBlock: number } {
  try {
    const decoded = runtime.registry.createTypeUnsafe<GenericExtrinsic>("Extrinsic", [extrinsic]);
    const place = decoded.meta.args.findIndex(({ name }) => name.eq("netuid"));
    const netuid: unknown = decoded.args[place]?.toJSON();
    const isMortal = decoded.era.isMortalEra;
    return {
      hotkey: decoded.signer.toString(),
      netuid: typeof netuid === "number" ? netuid : null,
      birthBlock: isMortal ? decoded.era.asMortalEra.birth(head) : 0,
      deathBlock: isMortal ? decoded.era.asMortalEra.death(head) : null,
    };
  } catch (error) {
    throw runtime.lacks("this transaction's call", error);
  }
}

function signed(signer: Signer, bytes: Uint8Array): Uint8Array {
  try {
    return signer.sign(bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.name : "it gave no reason";
    throw new ChainError("SignerRefused", { reason }, { cause: error });
  }
}
