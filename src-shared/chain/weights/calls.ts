import type { Call } from "@polkadot/types/interfaces";
import type { IMethod } from "@polkadot/types/types";
import type { WeightAction } from "../client.ts";
import { ChainError } from "../errors.ts";
import type { Runtime } from "../runtime.ts";

const pallet = "SubtensorModule";
const largest = 65535;

/** The call for what is to be done about weights. Throws `WeightsMalformed` where a list can't be right. */
export function weightsCall(runtime: Runtime, netuid: number, action: WeightAction): Call & IMethod {
  switch (action.kind) {
    case "set":
      return runtime.call(pallet, "set_weights", {
        netuid,
        dests: checkedUids(netuid, action.uids),
        weights: checkedValues(netuid, action.uids, action.values),
        versionKey: action.versionKey,
      });
    case "commit":
      return runtime.call(pallet, "commit_weights", { netuid, commitHash: action.hash });
    case "reveal":
      return runtime.call(pallet, "reveal_weights", {
        netuid,
        uids: checkedUids(netuid, action.uids),
        values: checkedValues(netuid, action.uids, action.values),
        salt: checkedNumbers(netuid, action.salt, "a salt"),
        versionKey: action.versionKey,
      });
    case "timelocked": {
      const values = { netuid, commit: action.commit, revealRound: action.revealRound };
      if (action.commitRevealVersion === null) return runtime.call(pallet, "commit_crv3_weights", values);
      const commitRevealVersion = action.commitRevealVersion;
      return runtime.call(pallet, "commit_timelocked_weights", { ...values, commitRevealVersion });
    }
  }
}

function checkedUids(netuid: number, uids: readonly number[]): readonly number[] {
  if (new Set(uids).size !== uids.length) throw malformed(netuid, "a UID is named twice");
  return checkedNumbers(netuid, uids, "a UID");
}

function checkedValues(netuid: number, uids: readonly number[], values: readonly number[]) {
  if (uids.length !== values.length) throw malformed(netuid, "there are not as many weights as UIDs");
  return checkedNumbers(netuid, values, "a weight");
}

function checkedNumbers(netuid: number, numbers: readonly number[], what: string): readonly number[] {
  const areRight = numbers.every((value) => Number.isInteger(value) && value >= 0 && value <= largest);
  if (!areRight) throw malformed(netuid, `${what} is no whole number from 0 to ${largest}`);
  return numbers;
}

function malformed(netuid: number, reason: string): ChainError {
  return new ChainError("WeightsMalformed", { netuid, reason });
}
