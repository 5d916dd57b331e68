import type { Plain, PlainRecord } from "../codec/plain.ts";
import type { Hex } from "../state/bytes.ts";
import { Overlay } from "../state/bytes.ts";
import { StateWriter } from "../state/view.ts";
import {
  type Call,
  type CallContext,
  type Calls,
  type DispatchError,
  DispatchFailure,
  moduleFailure,
} from "./dispatch.ts";
import { type DecodedCall, toCall } from "./extrinsic.ts";
import { balancesCalls } from "./pallets/balances.ts";
import { commitmentsCalls } from "./pallets/commitments.ts";
import { registrationCalls } from "./pallets/subtensor/registration.ts";
import { servingCalls } from "./pallets/subtensor/serving.ts";
import { stakeCalls } from "./pallets/subtensor/stake.ts";
import { weightsCalls } from "./pallets/subtensor/weights.ts";

const systemCalls: Calls = {
  remark: { paysFee: true, weight: 14_000_000n, run: () => undefined },
};

/** A call that the runtime declares and the sandbox doesn't run fails as one that the runtime filters out. */
const filtered: Call = {
  paysFee: true,
  weight: 10_000_000n,
  run: (context) => {
    throw moduleFailure(context.runtime, "System", "CallFiltered");
  },
};

/** Runs calls one after the other: `batch` stops at the first failure, `batch_all` undoes all, `force_batch` goes on. */
const batch = (kind: "batch" | "batch_all" | "force_batch"): Call => ({
  paysFee: true,
  weight: 30_000_000n,
  run: (context, signer, args) => {
    let anyFailed = false;
    for (const [index, outer] of (args.calls as readonly Plain[]).entries()) {
      const error = runContained(context, signer, toCall(outer));
      if (error === null) context.emit("Utility", "ItemCompleted");
      else if (kind === "batch_all") throw new DispatchFailure(error, "a call of the batch failed");
      else if (kind === "batch") {
        context.emit("Utility", "BatchInterrupted", { index, error });
        return;
      } else {
        anyFailed = true;
        context.emit("Utility", "ItemFailed", { error });
      }
    }
    context.emit("Utility", anyFailed ? "BatchCompletedWithErrors" : "BatchCompleted");
  },
});

const calls: Readonly<Record<string, Calls>> = {
  System: systemCalls,
  Balances: balancesCalls,
  Commitments: commitmentsCalls,
  SubtensorModule: { ...registrationCalls, ...servingCalls, ...stakeCalls, ...weightsCalls },
  Utility: { batch: batch("batch"), batch_all: batch("batch_all"), force_batch: batch("force_batch") },
};

/** What runs a call. */
export const callOf = (call: DecodedCall): Call => calls[call.pallet]?.[call.name] ?? filtered;

/** Runs a call; keeps what it wrote and its events only where it succeeds. Answers its error, or null. */
export function runContained(context: CallContext, signer: Hex, call: DecodedCall): DispatchError | null {
  const overlay = new Overlay(context.state.bytes);
  const events: [string, string, Plain | undefined][] = [];
  const inner: CallContext = {
    runtime: context.runtime,
    block: context.block,
    state: new StateWriter(context.state.layout, overlay),
    emit: (pallet, event, fields) => events.push([pallet, event, fields]),
  };
  try {
    callOf(call).run(inner, signer, call.args satisfies PlainRecord);
  } catch (error) {
    if (error instanceof DispatchFailure) return error.error;
    throw error;
  }
  for (const [key, value] of overlay.changes()) context.state.writeBytes(key, value);
  for (const [pallet, event, fields] of events) context.emit(pallet, event, fields);
  return null;
}
