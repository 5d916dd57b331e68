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
      checkLists(netuid, action.uids, action.values);
      return runtime.call(pallet, "set_weights", {
        netuid,
        dests: action.uids,
        weights: action.values,
        versionKey: action.versionKey,
      });
    case "commit":
      return runtime.call(pallet, "commit_weights", { netuid, commitHash: action.hash });
    case "reveal":
      checkLists(netuid, action.uids, action.values);
      checkNumbers(netuid, action.salt, "a salt");
      return runtime.call(pallet, "reveal_weights", {
        netuid,
        uids: action.uids,
        values: action.values,
        salt: action.salt,
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

/** Throws `WeightsMalformed` where uids and their values can't be weights of any subnet. */
export function checkLists(netuid: number, uids: readonly number[], values: readonly number[]): void {
  if (uids.length !== values.length) throw malformed(netuid, "there are not as many weights as UIDs");
  if (new Set(uids).size !== uids.length) throw malformed(netuid, "a UID is named twice");
  checkNumbers(netuid, uids, "a UID");
  checkNumbers(netuid, values, "a weight");
}

function checkNumbers(netuid: number, numbers: readonly number[], what: string): void {
  const areRight = numbers.every((value) => Number.isInteger(value) && value >= 0 && value <= largest);
  if (!areRight) throw malformed(netuid, `${what} is no whole number from 0 to ${largest}`);
}

function malformed(netuid: number, reason: string): ChainError {
  return new ChainError("WeightsMalformed", { netuid, reason });
}
