import { constant, errorsFrom, item, type Pallet } from "../../declare.ts";
import { result } from "../../generics.ts";
import { runtimeCall, sequence, u16, u32, unit } from "../../types.ts";
import { originCaller } from "../types/runtime.ts";
import { dispatchError, weight } from "../types/substrate.ts";

export const utilityPallet: Pallet = {
  name: "Utility",
  index: 11,
  path: "pallet_subtensor_utility::pallet",
  generics: { Event: [] },
  calls: [
    item(0, "batch", { calls: sequence(runtimeCall) }),
    item(1, "as_derivative", { index: u16, call: runtimeCall }),
    item(2, "batch_all", { calls: sequence(runtimeCall) }),
    item(3, "dispatch_as", { as_origin: originCaller, call: runtimeCall }),
    item(4, "force_batch", { calls: sequence(runtimeCall) }),
    item(5, "with_weight", { call: runtimeCall, weight }),
    item(6, "if_else", { main: runtimeCall, fallback: runtimeCall }),
    item(7, "dispatch_as_fallible", { as_origin: originCaller, call: runtimeCall }),
  ],
  events: [
    item(0, "BatchInterrupted", { index: u32, error: dispatchError }),
    item(1, "BatchCompleted"),
    item(2, "BatchCompletedWithErrors"),
    item(3, "ItemCompleted"),
    item(4, "ItemFailed", { error: dispatchError }),
    item(5, "DispatchedAs", { result: result(unit, dispatchError) }),
    item(6, "IfElseMainSuccess"),
    item(7, "IfElseFallbackCalled", { main_error: dispatchError }),
  ],
  errors: errorsFrom(0, "TooManyCalls", "InvalidDerivedAccount"),
  constants: [constant("batched_calls_limit", u32, 10_922)],
};
