import type { DispatchError } from "@polkadot/types/interfaces";
import type { ChainErrorCode } from "../contract/index.ts";
import { ChainError } from "./errors.ts";
import type { RpcFailure } from "./link.ts";
import type { Runtime } from "./runtime.ts";

/** What a refused transaction was about, for the sentence that tells it. */
export interface RejectionContext {
  readonly hotkey: string;
  readonly netuid: number | null;
  readonly deathBlock: number | null;
}

/** A call's own errors that have a next step of their own; all others are `CallFailed`. */
const codeByModuleError: Readonly<Record<string, ChainErrorCode>> = {
  "Commitments.AccountNotAllowedCommit": "NotRegistered",
  "Commitments.SpaceLimitExceeded": "CooldownSpace",
  "Commitments.CommitmentSetRateLimitExceeded": "CooldownInterval",
  "SubtensorModule.HotKeyNotRegisteredInSubNet": "NotRegistered",
  "SubtensorModule.HotKeyNotRegisteredInNetwork": "NotRegistered",
  "SubtensorModule.NotEnoughStakeToSetWeights": "NotEnoughStake",
  "SubtensorModule.SettingWeightsTooFast": "ChainRateLimited",
  "SubtensorModule.CommittingWeightsTooFast": "ChainRateLimited",
  "SubtensorModule.NetworkTxRateLimitExceeded": "ChainRateLimited",
  "SubtensorModule.RevealTooEarly": "RevealOutsideWindow",
  "SubtensorModule.ExpiredWeightCommit": "RevealOutsideWindow",
  "SubtensorModule.NoWeightsCommitFound": "WeightCommitNotFound",
  "SubtensorModule.InvalidRevealCommitHashNotMatch": "WeightCommitNotFound",
};

/** The error for a call that a block took and that failed there. */
export function dispatchFailure(
  runtime: Runtime,
  error: DispatchError,
  context: RejectionContext,
): ChainError {
  const { pallet, name } = nameOf(runtime, error);
  const code = codeByModuleError[`${pallet}.${name}`] ?? "CallFailed";
  return new ChainError(code, { ...context, pallet, error: name });
}

function nameOf(runtime: Runtime, error: DispatchError): { readonly pallet: string; readonly name: string } {
  if (!error.isModule) return { pallet: "System", name: error.type };
  try {
    const found = runtime.registry.findMetaError(error.asModule);
    const pallet = found.section.charAt(0).toUpperCase() + found.section.slice(1);
    return { pallet, name: found.name };
  } catch {
    return { pallet: `pallet ${error.asModule.index}`, name: `error ${error.asModule.error.toHex()}` };
  }
}

/** `InvalidTransaction::Custom(n)` as newer runtimes use it instead of module errors (subtensor, CustomTransactionError). */
const codeByCustomNumber: Readonly<Record<number, ChainErrorCode>> = {
  1: "NotEnoughStake",
  2: "TransactionCannotPay",
  6: "ChainRateLimited",
  10: "NotRegistered",
  15: "RevealOutsideWindow",
  16: "WeightCommitNotFound",
  17: "RevealOutsideWindow",
  19: "NotRegistered",
};

/** The pool's own words for the other ways a transaction can be invalid (sp-runtime, InvalidTransaction). */
const codeByReason: readonly (readonly [RegExp, ChainErrorCode])[] = [
  [/pay some fees/i, "TransactionCannotPay"],
  [/bad signature/i, "TransactionBadSignature"],
  [/ancient birth block/i, "TransactionExpired"],
  [/outdated/i, "TransactionOutdated"],
];

/** JSON-RPC error codes of a node's transaction pool (sc-rpc-api, author). */
export const poolCode = { banned: 1012, alreadyImported: 1013, tooLowPriority: 1014, dropped: 1016 } as const;

/** The error for a transaction that the pool refused. */
export function poolRefusal(failure: RpcFailure, context: RejectionContext): ChainError {
  const custom = /custom error:?\s*\(?(\d+)/i.exec(failure.reason);
  const details = { ...context, reason: failure.reason };
  const options = { cause: failure };
  if (custom !== null) {
    const number = Number(custom[1]);
    const code = codeByCustomNumber[number] ?? "TransactionRejected";
    return new ChainError(
      code,
      { ...details, reason: `custom error ${number}`, customError: number },
      options,
    );
  }
  if (failure.code === poolCode.tooLowPriority) return new ChainError("TransactionUsurped", details, options);
  if (failure.code === poolCode.dropped) return new ChainError("TransactionDropped", details, options);
  const known = codeByReason.find(([pattern]) => pattern.test(failure.reason));
  return new ChainError(known?.[1] ?? "TransactionRejected", details, options);
}
