import type { PlainRecord } from "../codec/plain.ts";
import type { Hex } from "../state/bytes.ts";
import { type CallContext, DispatchFailure, ensureIn, moduleFailure } from "./dispatch.ts";
import type { DecodedCall } from "./extrinsic.ts";
import { drand, subtensor } from "./items.ts";
import { checkServeAxon } from "./pallets/subtensor/serving.ts";
import { commitHash, hasMinStake, isRevealEpoch, keepsRate } from "./pallets/subtensor/weights.ts";

/**
 * What newer runtimes ask before a block takes a call (SubtensorTransactionExtension): such a call is rejected as
 * `InvalidTransaction::Custom` with these numbers, and leaves no module error behind.
 */
const customCodes: Readonly<Record<string, number>> = {
  NotEnoughStakeToSetWeights: 1,
  CommittingWeightsTooFast: 6,
  SettingWeightsTooFast: 6,
  HotKeyNotRegisteredInNetwork: 10,
  InvalidIpAddress: 11,
  ServingRateLimitExceeded: 12,
  InvalidPort: 13,
  InvalidRevealRound: 15,
  NoWeightsCommitFound: 16,
  RevealTooEarly: 17,
};
const BAD_REQUEST = 255;

const ensure = ensureIn("SubtensorModule");

/** The number of `InvalidTransaction::Custom` that keeps the call out of a block; null where nothing does. */
export function customRejection(context: CallContext, signer: Hex, call: DecodedCall): number | null {
  if (call.pallet !== "SubtensorModule") return null;
  try {
    check(context, signer, call);
    return null;
  } catch (error) {
    if (!(error instanceof DispatchFailure)) throw error;
    return customCodes[error.message.slice("SubtensorModule.".length)] ?? BAD_REQUEST;
  }
}

function check(context: CallContext, signer: Hex, { name, args }: DecodedCall): void {
  if (name === "serve_axon") checkServeAxon(context, signer, args);
  if (!/^(set|commit|reveal)_(mechanism_|timelocked_|timelocked_mechanism_)?weights$/.test(name)) return;
  const { state } = context;
  const netuid = args.netuid as number;
  ensure(context, hasMinStake(state, netuid, signer), "NotEnoughStakeToSetWeights");
  if (name.startsWith("reveal_")) checkReveal(context, signer, args);
  if (name.startsWith("commit_timelocked_")) {
    const isPast = (args.reveal_round as bigint) < state.get(drand.lastStoredRound);
    ensure(context, !isPast, "InvalidRevealRound");
  }
  const isPlainSet = name.startsWith("set_") && !state.get(subtensor.commitRevealEnabled, netuid);
  const isHashCommit = name === "commit_weights" || name === "commit_mechanism_weights";
  const uid = state.get(subtensor.uids, netuid, signer);
  if (uid === null || !(isPlainSet || isHashCommit)) return;
  const tooFast = isPlainSet ? "SettingWeightsTooFast" : "CommittingWeightsTooFast";
  ensure(context, keepsRate(state, netuid, uid, context.block), tooFast);
}

function checkReveal(context: CallContext, signer: Hex, args: PlainRecord): void {
  const { state, runtime, block } = context;
  const netuid = args.netuid as number;
  const hash = commitHash(runtime, signer, {
    netuid,
    uids: args.uids as readonly number[],
    values: args.values as readonly number[],
    salt: args.salt as readonly number[],
    versionKey: args.version_key as bigint,
  });
  const found = state.get(subtensor.weightCommits, netuid, signer)?.find(([known]) => known === hash);
  if (found === undefined) throw moduleFailure(runtime, "SubtensorModule", "NoWeightsCommitFound");
  ensure(context, isRevealEpoch(state, netuid, block, found[1]), "RevealTooEarly");
}
