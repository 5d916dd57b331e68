import { hexToU8a, u8aConcat } from "@polkadot/util";
import { ScaleReader } from "../../codec/reader.ts";
import type { Hex } from "../../state/bytes.ts";
import type { ApiContext, ApiMethods } from "./api.ts";
import { metagraphApis } from "./metagraph.ts";
import { neuronApis } from "./neurons.ts";
import { stakeApis } from "./stake.ts";
import { subnetApis } from "./subnets.ts";
import { substrateApis } from "./substrate.ts";

export type { ApiContext } from "./api.ts";

const methods: ApiMethods = {
  ...substrateApis,
  ...neuronApis,
  ...metagraphApis,
  ...subnetApis,
  ...stakeApis,
};

/**
 * Calls `Api_method` with SCALE arguments one after the other; answers SCALE.
 * Null where the sandbox doesn't run it. Throws ScaleDecodeError where the arguments don't fit.
 */
export function callApi(context: ApiContext, name: string, input: Hex): Uint8Array | null {
  const method = methods[name];
  const at = name.indexOf("_");
  const declared = context.runtime.declared.apis
    .find((api) => api.name === name.slice(0, at))
    ?.methods.find((candidate) => candidate.name === name.slice(at + 1));
  if (method === undefined || declared === undefined) return null;
  const reader = new ScaleReader(hexToU8a(input));
  const args = declared.inputs.map(({ type }) => context.runtime.codec.read(type, reader));
  reader.end();
  return u8aConcat(context.runtime.codec.encode(declared.output, method(context, ...args)));
}
