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
  "SubtensorModule.MechanismDoesNotExist": "SubnetUnknown",
  "SubtensorModule.SubnetNotExists": "SubnetUnknown",
  "SubtensorModule.NeuronNoValidatorPermit": "NoValidatorPermit",
  "SubtensorModule.IncorrectWeightVersionKey": "WeightsVersionOutdated",
  "SubtensorModule.WeightVecLengthIsLow": "WeightsTooFew",
  "SubtensorModule.MaxWeightExceeded": "WeightTooLarge",
  "SubtensorModule.CanNotSetRootNetworkWeights": "WeightsMalformed",
  "SubtensorModule.WeightVecNotEqualSize": "WeightsMalformed",
  "SubtensorModule.UidsLengthExceedUidsInSubNet": "WeightsMalformed",
  "SubtensorModule.DuplicateUids": "WeightsMalformed",
  "SubtensorModule.UidVecContainInvalidOne": "WeightsMalformed",
  "SubtensorModule.CommitRevealEnabled": "CommitRevealOn",
  "SubtensorModule.CommitRevealDisabled": "CommitRevealOff",
  "SubtensorModule.TooManyUnrevealedCommits": "TooManyWeightCommits",
  "SubtensorModule.IncorrectCommitRevealVersion": "CommitRevealVersionChanged",
  "SubtensorModule.InvalidRevealRound": "RevealRoundPast",
  "SubtensorModule.RevealTooEarly": "RevealOutsideWindow",
  "SubtensorModule.ExpiredWeightCommit": "WeightCommitExpired",
  "SubtensorModule.NoWeightsCommitFound": "WeightCommitNotFound",
  "SubtensorModule.InvalidRevealCommitHashNotMatch": "WeightCommitMismatch",
};

/** The error for a call that a block took and that failed there. */
export function dispatchFailure(
  runtime: Runtime,
  error: DispatchError,
  context: RejectionContext,
): ChainError {
  const { pallet, name } = nameOf(runtime, error);
  const code = codeByModuleError[`${pallet}.${name}`] ?? "CallFailed";
  return new ChainError(code, { ...context, pallet, error: name, reason: name });
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

/**
 * `InvalidTransaction::Custom(n)` as newer runtimes use it instead of module errors: a code where there is a next step
 * of its own, and what the number says (subtensor, CustomTransactionError).
 */
const customRejections: Readonly<Record<number, readonly [code: ChainErrorCode, says: string]>> = {
  0: ["TransactionRejected", "its coldkey is being swapped"],
  1: ["NotEnoughStake", "too little stake"],
  2: ["TransactionCannotPay", "too little balance"],
  3: ["SubnetUnknown", "there is no such subnet"],
  4: ["NotRegistered", "the chain does not know the hotkey"],
  5: ["TransactionRejected", "there is not so much stake to withdraw"],
  6: ["ChainRateLimited", "too soon after the last"],
  7: ["TransactionRejected", "too little liquidity"],
  8: ["TransactionRejected", "the price slipped too far"],
  9: ["TransactionRejected", "the subnet forbids transfers of stake"],
  10: ["NotRegistered", "the hotkey is registered on no subnet"],
  11: ["TransactionRejected", "the IP address is invalid"],
  12: ["ChainRateLimited", "served too soon after the last"],
  13: ["TransactionRejected", "the port is invalid"],
  14: ["TransactionRejected", "nothing could be moved"],
  15: ["RevealRoundPast", "the reveal round is over"],
  16: ["WeightCommitNotFound", "no such commit"],
  17: ["RevealOutsideWindow", "not the commit's reveal epoch"],
  18: ["WeightsMalformed", "lists of different lengths"],
  19: ["NotRegistered", "the hotkey has no UID on the subnet"],
  20: ["ChainRateLimited", "an EVM key was associated too short a time ago"],
  21: ["TransactionRejected", "the swap of its coldkey is disputed"],
  22: ["TransactionRejected", "the account it stands for is invalid"],
  23: ["TransactionRejected", "the shielded transaction can't be read"],
  24: ["TransactionRejected", "the shielded transaction names an unknown key"],
  25: ["TransactionRejected", "the coldkey does not own the hotkey"],
  26: ["TransactionRejected", "the take is too low"],
  27: ["TransactionRejected", "the take is too high"],
  255: ["TransactionRejected", "the runtime gave no reason"],
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
    const [code, says] = customRejections[number] ?? ["TransactionRejected", "a newer kind of error"];
    const reason = `${says} (custom error ${number})`;
    return new ChainError(code, { ...details, reason, customError: number }, options);
  }
  if (failure.code === poolCode.tooLowPriority) return new ChainError("TransactionUsurped", details, options);
  if (failure.code === poolCode.dropped) return new ChainError("TransactionDropped", details, options);
  const known = codeByReason.find(([pattern]) => pattern.test(failure.reason));
  return new ChainError(known?.[1] ?? "TransactionRejected", details, options);
}
