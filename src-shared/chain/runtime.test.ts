import { u8aToHex } from "@polkadot/util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeMetadata } from "../sandbox/chain/metadata/index.ts";
import { fieldOfText, registrationSchema, textOfFields } from "./commitment-data.ts";
import { ChainError } from "./errors.ts";
import { Runtime } from "./runtime.ts";
import { integerSchema, shaped } from "./values.ts";

const facts = { specName: "node-subtensor", specVersion: 424, transactionVersion: 1, ss58Prefix: 42 };
const runtime = new Runtime(encodeMetadata(16), facts);
const alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
const aliceKey = "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";

function codeOf(work: () => unknown): string | null {
  try {
    work();
    return null;
  } catch (error) {
    return error instanceof ChainError ? error.code : `not a ChainError: ${String(error)}`;
  }
}

describe("storage", () => {
  const prefix = runtime.storageKey("Commitments", "CommitmentOf");

  it("has keys of the entry's hashers", () => {
    const key = runtime.storageKey("Commitments", "CommitmentOf", [96, alice]);
    expect(key).toMatch(new RegExp(`^${prefix}6000[0-9a-f]{16}${aliceKey}$`));
    expect(runtime.storageKey("Commitments", "CommitmentOf", [96])).toBe(`${prefix}6000`);
    expect(runtime.keysOf("Commitments", "CommitmentOf", key).map((part) => part.toJSON())).toEqual([
      96,
      alice,
    ]);
  });

  it("answers the default where nothing is stored, or null where it is optional", () => {
    const maxSpace = runtime.decodeStorage("Commitments", "MaxSpace", null);
    expect(shaped(runtime, "MaxSpace", integerSchema, maxSpace)).toBe(3100);
    expect(runtime.decodeStorage("Commitments", "CommitmentOf", null)).toBeNull();
  });

  it("says that the runtime changed where an entry, an argument or a shape is gone", () => {
    expect(codeOf(() => runtime.storageKey("Commitments", "NoSuchEntry"))).toBe("RuntimeChanged");
    expect(codeOf(() => runtime.storageKey("NoSuchPallet", "MaxSpace"))).toBe("RuntimeChanged");
    expect(codeOf(() => runtime.decodeStorage("Commitments", "CommitmentOf", "0x01"))).toBe("RuntimeChanged");
    const number = runtime.decodeStorage("Commitments", "MaxSpace", null);
    expect(codeOf(() => shaped(runtime, "MaxSpace", registrationSchema, number))).toBe("RuntimeChanged");
  });
});

describe("calls", () => {
  it("takes exactly the arguments that the runtime's call has", () => {
    const info = { fields: [fieldOfText(runtime, "a/b:1:c")] };
    const call = runtime.call("Commitments", "set_commitment", { info, netuid: 96 });
    expect(call.toHex()).toBe(`0x120060000408${u8aToHex(new TextEncoder().encode("a/b:1:c")).slice(2)}`);
    expect(codeOf(() => runtime.call("Commitments", "set_commitment", { netuid: 96 }))).toBe(
      "RuntimeChanged",
    );
    expect(codeOf(() => runtime.call("Commitments", "set_commitment", { netuid: 96, info, more: 1 }))).toBe(
      "RuntimeChanged",
    );
    expect(codeOf(() => runtime.call("Commitments", "renamed", { netuid: 96, info }))).toBe("RuntimeChanged");
  });
});

describe("runtime APIs", () => {
  it("encodes arguments and decodes results by the metadata", () => {
    const { api, method } = { api: "SubnetInfoRuntimeApi", method: "get_selective_metagraph" };
    expect(runtime.encodeApiArguments(api, method, [96, [7, 8]])).toBe("0x60000807000800");
    expect(runtime.decodeApiResult(api, method, "0x00").toJSON()).toBeNull();
    expect(runtime.hasApi(api, "get_no_such")).toBe(false);
    expect(codeOf(() => runtime.encodeApiArguments(api, method, [96]))).toBe("RuntimeChanged");
  });

  it("knows none in a runtime of V14", () => {
    const older = new Runtime(encodeMetadata(14), facts);
    expect(older.hasApi("SubnetInfoRuntimeApi", "get_selective_metagraph")).toBe(false);
    expect(older.has("Commitments", "CommitmentOf")).toBe(true);
  });
});

describe("the text of a commitment", () => {
  const stored = (field: Readonly<Record<string, string>>) => {
    const type = runtime.registry.createTypeUnsafe("PalletCommitmentsRegistration", [
      { deposit: 0, block: 77, info: { fields: [field] } },
    ]);
    return runtime.decodeStorage("Commitments", "CommitmentOf", type.toHex());
  };

  it("comes back as it was, in Raw up to 128 bytes and in BigRaw up to 512", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 120 }), (text) => {
        const size = new TextEncoder().encode(text).length;
        fc.pre(size <= 512);
        const field = fieldOfText(runtime, text);
        expect(Object.keys(field)).toEqual([size <= 128 ? `Raw${size}` : "BigRaw"]);
        const { block, info } = shaped(runtime, "CommitmentOf", registrationSchema, stored(field));
        expect(block).toBe(77);
        expect(textOfFields(info.fields)).toBe(text);
      }),
    );
  });

  it("is null where it isn't UTF-8 or not text at all", () => {
    const read = (field: Readonly<Record<string, string>>) =>
      textOfFields(shaped(runtime, "CommitmentOf", registrationSchema, stored(field)).info.fields);
    expect(read({ Raw2: "0xc328" })).toBeNull();
    expect(read({ Sha256: `0x${"11".repeat(32)}` })).toBeNull();
    expect(textOfFields(["resetBondsFlag"])).toBeNull();
    expect(textOfFields([])).toBeNull();
  });

  it("is refused where it is empty or too long", () => {
    expect(codeOf(() => fieldOfText(runtime, ""))).toBe("CommitmentEmpty");
    expect(codeOf(() => fieldOfText(runtime, "x".repeat(513)))).toBe("CommitmentTooLong");
  });
});
