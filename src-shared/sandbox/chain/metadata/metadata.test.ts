import { Metadata, TypeRegistry } from "@polkadot/types";
import type { RuntimeVersion } from "@polkadot/types/interfaces";
import { u8aToHex } from "@polkadot/util";
import { describe, expect, it } from "vitest";
import {
  constantBytes,
  constantValue,
  encodeMetadata,
  encodeRuntimeVersion,
  metadataVersions,
  moduleError,
  palletIndex,
  runtimeVersion,
} from "./index.ts";

function registryOf(version: (typeof metadataVersions)[number]): TypeRegistry {
  const registry = new TypeRegistry();
  const noEffect = { extrinsic: {}, payload: {} };
  const metadata = new Metadata(registry, u8aToHex(encodeMetadata(version)));
  registry.setMetadata(metadata, undefined, {
    SudoTransactionExtension: noEffect,
    CheckShieldedTxValidity: noEffect,
    SubtensorTransactionExtension: noEffect,
    DrandPriority: noEffect,
  });
  return registry;
}

describe.each(metadataVersions)("metadata V%i in polkadot-js", (version) => {
  const registry = registryOf(version);

  it("reads back byte for byte", () => {
    const bytes = encodeMetadata(version);
    expect(new Metadata(new TypeRegistry(), u8aToHex(bytes)).toU8a()).toEqual(bytes);
  });

  it("encodes and decodes a commitment call", () => {
    const text = "name/repo:f127:0123456789abcdef0123456789abcdef01234567";
    const raw = u8aToHex(new TextEncoder().encode(text));
    const call = registry.createType("Call", {
      callIndex: new Uint8Array([18, 0]),
      args: { netuid: 96, info: { fields: [{ [`Raw${text.length}`]: raw }] } },
    });
    const again = registry.createType("Call", call.toHex());
    expect([again.section, again.method]).toEqual(["commitments", "setCommitment"]);
    expect(again.args[0]?.toJSON()).toBe(96);
    expect(again.args[1]?.toJSON()).toEqual({ fields: [{ [`raw${text.length}`]: raw }] });
    expect(call.toHex()).toBe(`0x12006000${"04"}${(text.length + 1).toString(16)}${raw.slice(2)}`);
  });

  it("encodes a stored account", () => {
    expect(registry.createType("FrameSystemAccountInfo", { nonce: 7 }).toU8a()).toHaveLength(56);
  });

  it("knows the signed extensions in order", () => {
    expect(registry.signedExtensions).toEqual([
      "CheckNonZeroSender",
      "CheckSpecVersion",
      "CheckTxVersion",
      "CheckGenesis",
      "CheckMortality",
      "CheckNonce",
      "CheckWeight",
      "ChargeTransactionPayment",
      "SudoTransactionExtension",
      "CheckShieldedTxValidity",
      "SubtensorTransactionExtension",
      "DrandPriority",
      "CheckMetadataHash",
    ]);
  });

  it("finds an error by its index", () => {
    const { index, error } = moduleError("Commitments", "SpaceLimitExceeded");
    const found = registry.findMetaError(new Uint8Array([index, error]));
    expect([found.section, found.name]).toEqual(["commitments", "SpaceLimitExceeded"]);
  });
});

it.each([15, 16] as const)("metadata V%i carries the runtime APIs' types", (version) => {
  const registry = registryOf(version);
  const metagraph = registry.createType("PalletSubtensorRpcInfoMetagraphSelectiveMetagraph", {});
  expect(metagraph.toU8a()).toHaveLength(74);
});

describe("what the node reads", () => {
  it("looks up pallets, errors and constants", () => {
    expect(palletIndex("SubtensorModule")).toBe(7);
    expect(moduleError("Commitments", "CommitmentSetRateLimitExceeded", "interval")).toEqual({
      index: 18,
      error: 2,
    });
    expect(constantValue("Commitments", "MaxFields")).toBe(3);
    expect(constantBytes("Commitments", "MaxFields")).toEqual(new Uint8Array([3, 0, 0, 0]));
    expect(() => moduleError("Commitments", "NoSuchError")).toThrow(RangeError);
    expect(() => palletIndex("NoSuchPallet")).toThrow(RangeError);
  });

  it("answers one runtime version as JSON and as SCALE", () => {
    const registry = registryOf(16);
    const version = registry.createType<RuntimeVersion>("RuntimeVersion", encodeRuntimeVersion());
    expect(version.specVersion.toNumber()).toBe(runtimeVersion.specVersion);
    expect(version.specName.toString()).toBe("node-subtensor");
    expect(version.apis.toJSON()).toEqual(runtimeVersion.apis);
  });

  it("is the same blob each time", () => {
    expect(encodeMetadata(15)).toBe(encodeMetadata(15));
  });
});
