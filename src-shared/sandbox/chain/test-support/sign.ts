import type { KeyringPair } from "@polkadot/keyring/types";
import { u8aToHex } from "@polkadot/util";
import { blake2AsU8a } from "@polkadot/util-crypto";
import type { Plain } from "../codec/plain.ts";
import { runtimeVersion } from "../metadata/index.ts";
import { ScaleWriter } from "../metadata/scale.ts";
import type { ChainNode } from "../node/node.ts";
import { type DecodedCall, encodeCall } from "../runtime/extrinsic.ts";

/** An immortal signed extrinsic's bytes, made without any client library. */
export function signFor(node: ChainNode, pair: KeyringPair, nonce: number, call: DecodedCall): Uint8Array {
  const { runtime, genesisHash } = node;
  const { address, signature, extra } = runtime.declared.extrinsic;
  const sent: readonly Plain[] = [
    [[], [], [], [], "Immortal", nonce, []],
    [{ inner: 0n }, [], [], [], []],
    { mode: "Disabled" },
  ];
  const callBytes = encodeCall(runtime, call);
  const extraBytes = runtime.codec.encode(extra, sent);
  const payload = new ScaleWriter()
    .raw(callBytes)
    .raw(extraBytes)
    .integer(runtimeVersion.specVersion, 4)
    .integer(runtimeVersion.transactionVersion, 4)
    .raw(hex(genesisHash))
    .raw(hex(genesisHash))
    .u8(0)
    .finish();
  const signed = pair.sign(payload.length > 256 ? blake2AsU8a(payload) : payload);
  const body = new ScaleWriter()
    .u8(0x84)
    .raw(runtime.codec.encode(address, { Id: [u8aToHex(pair.publicKey)] }))
    .raw(runtime.codec.encode(signature, { Sr25519: [u8aToHex(signed)] }))
    .raw(extraBytes)
    .raw(callBytes)
    .finish();
  return new ScaleWriter().bytes(body).finish();
}

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.slice(2), "hex"));
