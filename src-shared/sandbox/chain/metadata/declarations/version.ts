import { blake2AsHex } from "@polkadot/util-crypto";
import type { RuntimeApi } from "../declare.ts";
import type { Value } from "../value.ts";
import { proxyFilterRuntimeApi, swapRuntimeApi } from "./apis/proxy-and-swap.ts";
import {
  accountNonceApi,
  auraApi,
  blockBuilder,
  core,
  metadata,
  taggedTransactionQueue,
  transactionPaymentApi,
  transactionPaymentCallApi,
} from "./apis/substrate.ts";
import {
  delegateInfoRuntimeApi,
  neuronInfoRuntimeApi,
  stakeInfoRuntimeApi,
  subnetInfoRuntimeApi,
  subnetRegistrationRuntimeApi,
} from "./apis/subtensor.ts";

export const runtimeApis: readonly RuntimeApi[] = [
  core,
  metadata,
  blockBuilder,
  taggedTransactionQueue,
  auraApi,
  accountNonceApi,
  transactionPaymentApi,
  transactionPaymentCallApi,
  delegateInfoRuntimeApi,
  neuronInfoRuntimeApi,
  subnetInfoRuntimeApi,
  stakeInfoRuntimeApi,
  subnetRegistrationRuntimeApi,
  proxyFilterRuntimeApi,
  swapRuntimeApi,
];

/** A runtime API is named on the wire by the first 8 bytes of its name's Blake2b-64. */
const apiId = (api: RuntimeApi): string => blake2AsHex(api.name, 64);

export const currentVersion = {
  spec_name: "node-subtensor",
  impl_name: "node-subtensor",
  authoring_version: 1,
  spec_version: 424,
  impl_version: 1,
  apis: runtimeApis.map((api) => [apiId(api), api.version] as const),
  transaction_version: 1,
  system_version: 1,
} satisfies Value;
