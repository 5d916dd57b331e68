import { hexToU8a } from "@polkadot/util";
import { blake2AsHex, blake2AsU8a, ed25519Verify, sr25519Verify } from "@polkadot/util-crypto";
import type { Plain, PlainRecord } from "../codec/plain.ts";
import { ScaleDecodeError, ScaleReader } from "../codec/reader.ts";
import { ScaleWriter } from "../metadata/scale.ts";
import { runtimeCall } from "../metadata/types.ts";
import type { Hex } from "../state/bytes.ts";
import type { ChainRuntime } from "./runtime.ts";

/** A call as the runtime names it. */
export interface DecodedCall {
  readonly pallet: string;
  readonly name: string;
  readonly args: PlainRecord;
}

export type Era =
  | { readonly kind: "immortal" }
  | { readonly kind: "mortal"; readonly period: number; readonly phase: number };

/** What a signed extrinsic says, as far as its bytes alone tell. */
export interface SignedExtrinsic {
  readonly hash: Hex;
  readonly bytes: Uint8Array;
  /** Null where the address isn't an account id: nothing else can be looked up. */
  readonly signer: Hex | null;
  readonly signature: { readonly scheme: string; readonly bytes: Hex };
  readonly era: Era;
  readonly nonce: number;
  readonly tip: bigint;
  readonly call: DecodedCall;
  /** The bytes of the call, and of what the extensions send. */
  readonly callBytes: Uint8Array;
  readonly extraBytes: Uint8Array;
}

const SIGNED_V4 = 0x84;
const BARE_V4 = 0x04;
const MAX_COMMITMENT_FIELDS = 3;
/** Bounds that the metadata can't tell: the longest byte strings of bounded fields. */
const bounds: Readonly<Record<string, number>> = { encrypted: 1024, commit: 5000 };
const MAX_BIG_RAW_BYTES = 512;

/**
 * Reads a signed extrinsic of format 4, with or without its length in front.
 * Throws ScaleDecodeError where the bytes are something else.
 */
export function decodeSigned(runtime: ChainRuntime, bytes: Uint8Array): SignedExtrinsic {
  const body = withoutLength(bytes);
  const input = new ScaleReader(body);
  const format = input.u8();
  if (format !== SIGNED_V4) throw new ScaleDecodeError(`extrinsic format ${format} is not taken`);
  const { address, signature } = runtime.declared.extrinsic;
  const signer = runtime.codec.read(address, input) as PlainRecord;
  const signed = runtime.codec.read(signature, input) as PlainRecord;
  const extraAt = input.position;
  const extra = new Map<string, Plain>();
  for (const extension of runtime.declared.extensions) {
    extra.set(extension.identifier, runtime.codec.read(extension.type, input));
  }
  const callAt = input.position;
  const call = toCall(runtime.codec.read(runtimeCall, input));
  input.end();
  checkBounds(call.args);
  const [scheme, signatureBytes] = Object.entries(signed)[0] ?? ["", []];
  return {
    hash: blake2AsHex(withLength(body)),
    bytes: withLength(body),
    signer: signerOf(signer),
    signature: { scheme, bytes: (signatureBytes as readonly Hex[])[0] ?? "0x" },
    era: toEra(extra.get("CheckMortality") ?? null),
    nonce: Number(extra.get("CheckNonce") ?? 0),
    tip: BigInt((extra.get("ChargeTransactionPayment") ?? 0) as number | bigint),
    call,
    callBytes: body.subarray(callAt),
    extraBytes: body.subarray(extraAt, callAt),
  };
}

/** What outside facts a signature also covers. */
export interface SignedFacts {
  readonly specVersion: number;
  readonly transactionVersion: number;
  readonly genesisHash: Hex;
  readonly birthHash: Hex;
}

/** Whether the signature covers the call, the extensions and the chain's facts. */
export function verifySignature(
  runtime: ChainRuntime,
  extrinsic: SignedExtrinsic,
  facts: SignedFacts,
): boolean {
  if (extrinsic.signer === null) return false;
  const implicit: Readonly<Record<string, Plain>> = {
    CheckSpecVersion: facts.specVersion,
    CheckTxVersion: facts.transactionVersion,
    CheckGenesis: facts.genesisHash,
    CheckMortality: facts.birthHash,
    CheckMetadataHash: null,
  };
  const out = new ScaleWriter().raw(extrinsic.callBytes).raw(extrinsic.extraBytes);
  for (const extension of runtime.declared.extensions) {
    const said = implicit[extension.identifier];
    out.raw(runtime.codec.encode(extension.implicit, said === undefined ? [] : said));
  }
  const payload = out.finish();
  const message = payload.length > 256 ? blake2AsU8a(payload) : payload;
  const publicKey = hexToU8a(extrinsic.signer);
  const signature = hexToU8a(extrinsic.signature.bytes);
  const verify = verifiers[extrinsic.signature.scheme];
  try {
    return verify?.(message, signature, publicKey) ?? false;
  } catch {
    // Bytes that are no point or no scalar of the curve make the library throw.
    return false;
  }
}

const verifiers: Readonly<Record<string, typeof sr25519Verify>> = {
  Sr25519: sr25519Verify,
  Ed25519: ed25519Verify,
};

/** An unsigned extrinsic, such as the block's inherents, with its length in front. */
export function encodeBare(runtime: ChainRuntime, call: DecodedCall): Uint8Array {
  const callBytes = encodeCall(runtime, call);
  return withLength(new ScaleWriter().u8(BARE_V4).raw(callBytes).finish());
}

export function encodeCall(runtime: ChainRuntime, call: DecodedCall): Uint8Array {
  return runtime.codec.encode(runtimeCall, { [call.pallet]: [{ [call.name]: call.args }] });
}

/** The outer call enumeration holds the pallet's, which is a bare name where it has no arguments. */
export function toCall(outer: Plain): DecodedCall {
  const [pallet, inner] = Object.entries(outer as PlainRecord)[0] ?? ["", []];
  const call = (inner as readonly Plain[])[0] ?? "";
  if (typeof call === "string") return { pallet, name: call, args: {} };
  const [name, args] = Object.entries(call as PlainRecord)[0] ?? ["", {}];
  return { pallet, name, args: args as PlainRecord };
}

function toEra(value: Plain): Era {
  if (typeof value !== "object" || value === null) return { kind: "immortal" };
  const [name, second] = Object.entries(value as PlainRecord)[0] ?? ["Mortal0", [0]];
  const encoded = Number(name.slice("Mortal".length)) + Number((second as readonly Plain[])[0]) * 256;
  const period = 2 << (encoded % 16);
  const quantizeFactor = Math.max(period >> 12, 1);
  const phase = (encoded >> 4) * quantizeFactor;
  if (period < 4 || phase >= period) throw new ScaleDecodeError("the era's period and phase don't fit");
  return { kind: "mortal", period, phase };
}

function signerOf(address: PlainRecord): Hex | null {
  const account = (address.Id ?? address.Address32) as readonly Hex[] | undefined;
  return account?.[0] ?? null;
}

function checkBounds(value: Plain, name = ""): void {
  if (typeof value === "string") {
    const limit = bounds[name];
    if (limit !== undefined && value.startsWith("0x") && (value.length - 2) / 2 > limit) {
      throw new ScaleDecodeError(`${name} is longer than ${limit} bytes`);
    }
  } else if (Array.isArray(value)) {
    if (name === "BigRaw" && ((value[0] as string).length - 2) / 2 > MAX_BIG_RAW_BYTES) {
      throw new ScaleDecodeError(`BigRaw is longer than ${MAX_BIG_RAW_BYTES} bytes`);
    }
    if (name === "fields" && value.length > MAX_COMMITMENT_FIELDS) {
      throw new ScaleDecodeError(`a commitment has at most ${MAX_COMMITMENT_FIELDS} fields`);
    }
    for (const part of value) checkBounds(part);
  } else if (typeof value === "object" && value !== null) {
    for (const [field, part] of Object.entries(value as PlainRecord)) checkBounds(part, field);
  }
}

function withoutLength(bytes: Uint8Array): Uint8Array {
  const input = new ScaleReader(bytes);
  const length = input.compact();
  if (length !== BigInt(input.left)) throw new ScaleDecodeError("the length in front doesn't fit");
  return bytes.subarray(input.position);
}

const withLength = (body: Uint8Array): Uint8Array => new ScaleWriter().bytes(body).finish();
