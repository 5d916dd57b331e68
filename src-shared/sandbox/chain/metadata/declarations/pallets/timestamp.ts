import { constant, entry, item, type Pallet } from "../../declare.ts";
import { bool, compact, u64 } from "../../types.ts";

export const timestampPallet: Pallet = {
  name: "Timestamp",
  index: 2,
  path: "pallet_timestamp::pallet",
  storage: [entry("Now", u64), entry("DidUpdate", bool)],
  calls: [item(0, "set", { now: compact(u64) })],
  constants: [constant("MinimumPeriod", u64, 6000)],
};
