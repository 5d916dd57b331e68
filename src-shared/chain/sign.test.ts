import { Keyring } from "@polkadot/keyring";
import type { GenericExtrinsic } from "@polkadot/types";
import type { ExtrinsicPayload } from "@polkadot/types/interfaces";
import { cryptoWaitReady, signatureVerify } from "@polkadot/util-crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { encodeMetadata, metadataVersions } from "../sandbox/chain/metadata/index.ts";
import { fieldOfText } from "./commitment-data.ts";
import { Runtime } from "./runtime.ts";
import { describeExtrinsic, eraPeriod, extrinsicHash, longEra, shortEra, signCall } from "./sign.ts";
import type { Signer } from "./signer.ts";

const facts = { specName: "node-subtensor", specVersion: 424, transactionVersion: 1, ss58Prefix: 42 };
const runtime = new Runtime(encodeMetadata(16), facts);
const genesisHash = `0x${"aa".repeat(32)}`;
const birth = { number: 1234, hash: `0x${"bb".repeat(32)}` };

beforeAll(async () => {
  await cryptoWaitReady();
});

function alice(): Signer {
  const pair = new Keyring({ type: "sr25519" }).addFromUri("//Alice");
  return { address: pair.address, publicKey: pair.publicKey, sign: (bytes) => pair.sign(bytes) };
}

describe("a signed commitment", () => {
  it.each([20, 128, 400])("of %i bytes verifies over the payload that polkadot-js would sign", (size) => {
    const signer = alice();
    const info = { fields: [fieldOfText(runtime, "x".repeat(size))] };
    const call = runtime.call("Commitments", "set_commitment", { netuid: 96, info });
    const prepared = signCall(runtime, call, signer, { nonce: 7, birth, period: 64, genesisHash });

    const read = runtime.registry.createTypeUnsafe<GenericExtrinsic>("Extrinsic", [prepared.extrinsic]);
    const payload = runtime.registry.createTypeUnsafe<ExtrinsicPayload>("ExtrinsicPayload", [
      {
        method: read.method.toHex(),
        era: read.era.toHex(),
        nonce: 7,
        tip: 0,
        specVersion: 424,
        transactionVersion: 1,
        genesisHash,
        blockHash: birth.hash,
      },
      { version: 4 },
    ]);
    const bytes = payload.toU8a({ method: true });
    const signedBytes = bytes.length > 256 ? runtime.registry.hash(bytes) : bytes;
    expect(signatureVerify(signedBytes, read.signature, signer.address).isValid).toBe(true);
    expect(read.signer.toString()).toBe(signer.address);
    expect([read.nonce.toNumber(), read.tip.toNumber()]).toEqual([7, 0]);
    expect(prepared).toMatchObject({ nonce: 7, birthBlock: 1234, deathBlock: 1298 });
    expect(prepared.hash).toBe(extrinsicHash(prepared.extrinsic));
    expect(prepared.hash).toBe(read.hash.toHex());
  });

  it("is the same whichever version the metadata comes in", () => {
    const plain: Signer = { ...alice(), sign: (bytes) => new Uint8Array(64).fill(bytes.length % 256) };
    const made = metadataVersions.map((version) => {
      const other = new Runtime(encodeMetadata(version), facts);
      const info = { fields: [fieldOfText(other, "a/b:1:c")] };
      const call = other.call("Commitments", "set_commitment", { netuid: 96, info });
      return signCall(other, call, plain, { nonce: 1, birth, period: 64, genesisHash }).extrinsic;
    });
    expect(new Set(made).size).toBe(1);
  });

  it("can be described again from its bytes alone", () => {
    const signer = alice();
    const info = { fields: [fieldOfText(runtime, "a/b:1:c")] };
    const call = runtime.call("Commitments", "set_commitment", { netuid: 96, info });
    const { extrinsic } = signCall(runtime, call, signer, { nonce: 0, birth, period: 64, genesisHash });
    expect(describeExtrinsic(runtime, extrinsic, 1250)).toEqual({
      hotkey: signer.address,
      netuid: 96,
      birthBlock: 1234,
      deathBlock: 1298,
    });
  });

  it("names the key's refusal without what it said", () => {
    const signer: Signer = {
      ...alice(),
      sign: () => {
        throw new TypeError("seed 0x00112233");
      },
    };
    const call = runtime.call("System", "remark", { remark: "0x00" });
    const sign = () => signCall(runtime, call, signer, { nonce: 0, birth, period: 64, genesisHash });
    expect(sign).toThrow(
      expect.objectContaining({ code: "SignerRefused", details: { reason: "TypeError" } }),
    );
  });
});

describe("eraPeriod", () => {
  it("is a power of two of about ten minutes, within what the chain remembers", () => {
    expect(eraPeriod(12_000, 2400, longEra)).toBe(64);
    expect(eraPeriod(2000, 2400, longEra)).toBe(512);
    expect(eraPeriod(10, 2400, longEra)).toBe(2048);
    expect(eraPeriod(10, 256, longEra)).toBe(256);
    expect(eraPeriod(12_000, 2400, shortEra)).toBe(16);
    expect(eraPeriod(2000, 2400, shortEra)).toBe(128);
  });
});
