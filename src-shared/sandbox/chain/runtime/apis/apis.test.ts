import { u8aToHex } from "@polkadot/util";
import { beforeAll, describe, expect, it } from "vitest";
import type { Plain } from "../../codec/plain.ts";
import { type Type, tuple } from "../../metadata/types.ts";
import type { Hex } from "../../state/bytes.ts";
import { RuntimeBench } from "../../test-support/bench.ts";
import { NETUID, testGenesis } from "../../test-support/genesis.ts";
import { type Keys, testKeys } from "../../test-support/keys.ts";
import { type ApiContext, callApi } from "./index.ts";

/** Making and checking blocks is the node's own business here, and proxies are only declared. */
const notRun = [
  "Core_execute_block",
  "Core_initialize_block",
  "BlockBuilder_apply_extrinsic",
  "BlockBuilder_finalize_block",
  "BlockBuilder_inherent_extrinsics",
  "BlockBuilder_check_inherents",
  "ProxyFilterRuntimeApi_get_proxy_types",
  "ProxyFilterRuntimeApi_get_proxy_filter",
];
/** These want a signed extrinsic or a call, which the clients' own tests send. */
const wantsTransaction =
  /_(query_info|query_fee_details|query_call_info|query_call_fee_details|validate_transaction)$/;

let keys: Keys;
beforeAll(async () => {
  keys = await testKeys();
});

/** A value for an argument: an account, the subnet, or the smallest there is. */
function argument(name: string, type: Type): Plain {
  if (/account$|accounts$|coldkey|hotkey/.test(name)) {
    const account = u8aToHex(keys.coldkey.publicKey);
    if (type.kind === "sequence") return [account];
    if (type.kind !== "enumeration") return account;
  }
  if (type.kind === "enumeration") return null;
  if (name === "weight") return { ref_time: 2000n, proof_size: 0n };
  if (type.kind === "sequence") return [];
  if (type.kind === "primitive" && type.name === "u64") return 5n;
  return name === "netuid" ? NETUID : name === "version" ? 14 : 0;
}

const contextOf = (bench: RuntimeBench): ApiContext => ({
  runtime: bench.runtime,
  state: bench.state,
  block: bench.block,
  decode: () => {
    throw new Error("no transaction is sent here");
  },
  validity: () => ({ kind: "valid", isFuture: false, accountNonce: 0 }),
});

describe("runtime APIs", () => {
  it("answers every one that it declares, in the declared type, but those of block making and proxies", () => {
    const bench = new RuntimeBench(testGenesis(keys));
    bench.advanceTo(45);
    const context = contextOf(bench);
    const unanswered: string[] = [];
    for (const api of bench.runtime.declared.apis) {
      for (const method of api.methods) {
        const name = `${api.name}_${method.name}`;
        if (wantsTransaction.test(name)) continue;
        const inputs = tuple(...method.inputs.map(({ type }) => type));
        const given = method.inputs.map((input) => argument(input.name, input.type));
        if (notRun.includes(name)) {
          unanswered.push(name);
          expect(callApi(context, name, "0x")).toBeNull();
          continue;
        }
        const answer = callApi(context, name, u8aToHex(bench.runtime.codec.encode(inputs, given)));
        expect(answer, name).not.toBeNull();
        bench.runtime.codec.decode(method.output, answer ?? new Uint8Array());
      }
    }
    expect(unanswered.sort()).toEqual([...notRun].sort());
  });

  it("selects of a metagraph what is asked for, by the runtime's indexes", () => {
    const bench = new RuntimeBench(testGenesis(keys));
    bench.advanceTo(7);
    const method = bench.runtime.declared.apis
      .flatMap(({ methods }) => methods)
      .find(({ name }) => name === "get_selective_metagraph");
    const inputs = tuple(...(method?.inputs.map(({ type }) => type) ?? []));
    const ask = (netuid: number, indexes: readonly number[]): Plain => {
      const input: Hex = u8aToHex(bench.runtime.codec.encode(inputs, [netuid, indexes]));
      const answer = callApi(contextOf(bench), "SubnetInfoRuntimeApi_get_selective_metagraph", input);
      return bench.runtime.codec.decode(method?.output ?? inputs, answer ?? new Uint8Array());
    };
    expect(ask(NETUID, [7, 8, 57, 66, 72])).toMatchObject({
      netuid: NETUID,
      block: 7n,
      tempo: 20,
      validator_permit: [true, false, false],
      block_at_registration: [0n, 0n, 0n],
      validators: [0],
      hotkeys: null,
      commitments: null,
    });
    expect(ask(NETUID, [52, 73])).toMatchObject({
      hotkeys: [expect.any(String), expect.any(String), expect.any(String)],
      commitments: [],
    });
    expect(ask(5, [7])).toBeNull();
  });
});
