import type { Runtime } from "../declare.ts";
import { signedExtra, transactionExtensions } from "./extensions.ts";
import { auraPallet } from "./pallets/aura.ts";
import { balancesPallet } from "./pallets/balances.ts";
import { commitmentsPallet, intervalCommitmentsPallet } from "./pallets/commitments.ts";
import { drandPallet } from "./pallets/drand.ts";
import { proxyPallet } from "./pallets/proxy.ts";
import { subtensorModulePallet } from "./pallets/subtensor/index.ts";
import { swapPallet } from "./pallets/swap.ts";
import { systemPallet } from "./pallets/system.ts";
import { timestampPallet } from "./pallets/timestamp.ts";
import { transactionPaymentPallet } from "./pallets/transaction-payment.ts";
import { utilityPallet } from "./pallets/utility.ts";
import { multiAddress, multiSignature } from "./types/block.ts";
import { selfContainedExtrinsic } from "./types/extrinsic.ts";
import { runtimeType } from "./types/runtime.ts";
import { runtimeApis } from "./version.ts";

/** The part of the subtensor runtime that miners, validators and their tools use. */
const subtensorRuntime: Runtime = {
  path: "node_subtensor_runtime",
  type: runtimeType,
  pallets: [
    systemPallet,
    timestampPallet,
    auraPallet,
    balancesPallet,
    transactionPaymentPallet,
    subtensorModulePallet,
    utilityPallet,
    proxyPallet,
    commitmentsPallet,
    drandPallet,
    swapPallet,
  ],
  apis: runtimeApis,
  extensions: transactionExtensions,
  extrinsic: {
    address: multiAddress,
    signature: multiSignature,
    extra: signedExtra,
    type: selfContainedExtrinsic,
  },
};

/** How a runtime spaces out the commitments of one hotkey: by bytes an epoch, or by blocks as it used to. */
export type CommitmentRule = "spacePerEpoch" | "interval";

/** The runtime with the older rule in its commitments pallet. */
const intervalRuntime: Runtime = {
  ...subtensorRuntime,
  pallets: subtensorRuntime.pallets.map((pallet) =>
    pallet === commitmentsPallet ? intervalCommitmentsPallet : pallet,
  ),
};

export const runtimes: Readonly<Record<CommitmentRule, Runtime>> = {
  spacePerEpoch: subtensorRuntime,
  interval: intervalRuntime,
};
