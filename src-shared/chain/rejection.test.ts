import type { DispatchError } from "@polkadot/types/interfaces";
import { describe, expect, it } from "vitest";
import { describeError } from "../contract/index.ts";
import { encodeMetadata, moduleError } from "../sandbox/chain/metadata/index.ts";
import { RpcFailure } from "./link.ts";
import { dispatchFailure, poolRefusal } from "./rejection.ts";
import { Runtime } from "./runtime.ts";

const facts = { specName: "node-subtensor", specVersion: 424, transactionVersion: 1, ss58Prefix: 42 };
const context = { hotkey: "5Grw…", netuid: 96, deathBlock: 1298 };

describe("a call that failed in its block", () => {
  it.each([
    ["Commitments", "AccountNotAllowedCommit", "spacePerEpoch", "NotRegistered"],
    ["Commitments", "SpaceLimitExceeded", "spacePerEpoch", "CooldownSpace"],
    ["Commitments", "CommitmentSetRateLimitExceeded", "interval", "CooldownInterval"],
    ["SubtensorModule", "SettingWeightsTooFast", "spacePerEpoch", "ChainRateLimited"],
    ["SubtensorModule", "CommittingWeightsTooFast", "spacePerEpoch", "ChainRateLimited"],
    ["SubtensorModule", "NotEnoughStakeToSetWeights", "spacePerEpoch", "NotEnoughStake"],
    ["SubtensorModule", "HotKeyNotRegisteredInSubNet", "spacePerEpoch", "NotRegistered"],
    ["SubtensorModule", "MechanismDoesNotExist", "spacePerEpoch", "SubnetUnknown"],
    ["SubtensorModule", "NeuronNoValidatorPermit", "spacePerEpoch", "NoValidatorPermit"],
    ["SubtensorModule", "IncorrectWeightVersionKey", "spacePerEpoch", "WeightsVersionOutdated"],
    ["SubtensorModule", "WeightVecLengthIsLow", "spacePerEpoch", "WeightsTooFew"],
    ["SubtensorModule", "MaxWeightExceeded", "spacePerEpoch", "WeightTooLarge"],
    ["SubtensorModule", "CanNotSetRootNetworkWeights", "spacePerEpoch", "WeightsMalformed"],
    ["SubtensorModule", "WeightVecNotEqualSize", "spacePerEpoch", "WeightsMalformed"],
    ["SubtensorModule", "UidsLengthExceedUidsInSubNet", "spacePerEpoch", "WeightsMalformed"],
    ["SubtensorModule", "DuplicateUids", "spacePerEpoch", "WeightsMalformed"],
    ["SubtensorModule", "UidVecContainInvalidOne", "spacePerEpoch", "WeightsMalformed"],
    ["SubtensorModule", "CommitRevealEnabled", "spacePerEpoch", "CommitRevealOn"],
    ["SubtensorModule", "CommitRevealDisabled", "spacePerEpoch", "CommitRevealOff"],
    ["SubtensorModule", "TooManyUnrevealedCommits", "spacePerEpoch", "TooManyWeightCommits"],
    ["SubtensorModule", "IncorrectCommitRevealVersion", "spacePerEpoch", "CommitRevealVersionChanged"],
    ["SubtensorModule", "InvalidRevealRound", "spacePerEpoch", "RevealRoundPast"],
    ["SubtensorModule", "RevealTooEarly", "spacePerEpoch", "RevealOutsideWindow"],
    ["SubtensorModule", "ExpiredWeightCommit", "spacePerEpoch", "WeightCommitExpired"],
    ["SubtensorModule", "NoWeightsCommitFound", "spacePerEpoch", "WeightCommitNotFound"],
    ["SubtensorModule", "InvalidRevealCommitHashNotMatch", "spacePerEpoch", "WeightCommitMismatch"],
    ["SubtensorModule", "AmountTooLow", "spacePerEpoch", "CallFailed"],
  ] as const)("%s.%s under the rule %s is %s", (pallet, name, rule, code) => {
    const runtime = new Runtime(encodeMetadata(16, rule), facts);
    const { index, error } = moduleError(pallet, name, rule);
    const dispatchError = runtime.registry.createTypeUnsafe<DispatchError>("SpRuntimeDispatchError", [
      new Uint8Array([3, index, error, 0, 0, 0]),
    ]);
    const failure = dispatchFailure(runtime, dispatchError, context);
    expect(failure).toMatchObject({ code, details: { pallet, error: name, netuid: 96 } });
    const { sentence, mend } = describeError(failure.code, failure.details);
    expect(`${sentence} ${mend}`).not.toContain("{");
  });

  it("keeps the numbers of an error it doesn't know, and the name of a plain one", () => {
    const runtime = new Runtime(encodeMetadata(16), facts);
    const read = (bytes: number[]) => {
      const type = "SpRuntimeDispatchError";
      const error = runtime.registry.createTypeUnsafe<DispatchError>(type, [new Uint8Array(bytes)]);
      return dispatchFailure(runtime, error, context).details;
    };
    expect(read([3, 200, 4, 0, 0, 0])).toMatchObject({ pallet: "pallet 200", error: "error 0x04000000" });
    expect(read([2])).toMatchObject({ pallet: "System", error: "BadOrigin" });
  });
});

describe("a transaction that the pool refused", () => {
  it.each([
    [1010, "Custom error: 1", "NotEnoughStake"],
    [1010, "Custom error: 6", "ChainRateLimited"],
    [1010, "Custom error: 3", "SubnetUnknown"],
    [1010, "Custom error: 15", "RevealRoundPast"],
    [1010, "Custom error: 16", "WeightCommitNotFound"],
    [1010, "Custom error: 17", "RevealOutsideWindow"],
    [1010, "Custom error: 19", "NotRegistered"],
    [1010, "Custom error: 255", "TransactionRejected"],
    [1010, "Custom error: 99", "TransactionRejected"],
    [1010, "Inability to pay some fees (e.g. account balance too low)", "TransactionCannotPay"],
    [1010, "Transaction has a bad signature", "TransactionBadSignature"],
    [1010, "Transaction has an ancient birth block", "TransactionExpired"],
    [1010, "Transaction is outdated", "TransactionOutdated"],
    [1014, "Priority is too low: (5 vs 5)", "TransactionUsurped"],
    [1016, "The transaction couldn't enter the pool", "TransactionDropped"],
    [1002, "Verification Error: Runtime error", "TransactionRejected"],
  ])("with code %i and %j is %s, and has a sentence", (code, reason, expected) => {
    const refusal = poolRefusal(new RpcFailure(code, "Invalid Transaction", reason), context);
    expect(refusal.code).toBe(expected);
    const { sentence, mend } = describeError(refusal.code, refusal.details);
    expect(`${sentence} ${mend}`).not.toContain("{");
  });
});
