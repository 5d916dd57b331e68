import type { z } from "zod";
import type { ChainState } from "./chain-state.ts";
import { ChainError } from "./errors.ts";
import type { Runtime } from "./runtime.ts";
import { shaped } from "./values.ts";

const api = "SubnetInfoRuntimeApi";
const method = "get_selective_metagraph";

export const hasSelectiveMetagraph = (runtime: Runtime): boolean => runtime.hasApi(api, method);

/**
 * Chosen fields of a subnet in one call, by their place in the metagraph (subtensor, rpc_info/metagraph.rs).
 * Throws `SubnetUnknown`.
 */
export async function selectMetagraph<T>(
  state: ChainState,
  runtime: Runtime,
  query: { readonly netuid: number; readonly fields: readonly number[]; readonly at: string },
  schema: z.ZodType<T>,
): Promise<T> {
  const { netuid, fields, at } = query;
  const answer = await state.api(runtime, api, method, [netuid, fields], at);
  const found = shaped(runtime, `${api}.${method}`, schema.nullable(), answer);
  if (found === null) throw noSubnet(netuid);
  return found;
}

export function noSubnet(netuid: number): ChainError {
  return new ChainError("SubnetUnknown", { netuid });
}
