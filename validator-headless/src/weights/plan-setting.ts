import { randomUUID } from "node:crypto";
import {
  ChainError,
  type EpochClock,
  type Metagraph,
  newSalt,
  type SubnetRules,
  weightCommitHash,
} from "../../../src-shared/chain/index.ts";
import { unwrap } from "../../../src-shared/contract/index.ts";
import type { SettingRecord } from "../store/records.ts";
import type { WeightsContext } from "./context.ts";
import { fitWeights } from "./fit-weights.ts";
import type { Target } from "./target.ts";

/**
 * One setting of weights for this epoch, complete before anything is signed: the salt or the sealed weights are in it. How
 * weights are set is the chain's choice; where it wants commits and knows both kinds, the profile's.
 * Throws a `ChainError`, or `HotkeyNotRegistered`.
 */
export async function planSetting(
  context: WeightsContext,
  target: Target,
  { metagraph, rules, clock }: { metagraph: Metagraph; rules: SubnetRules; clock: EpochClock },
): Promise<SettingRecord> {
  const { competition, profile, netuid, chain, signer } = context;
  const uid = metagraph.neurons.findIndex(({ hotkey }) => hotkey === signer.address);
  if (uid === -1) throw new ChainError("NotRegistered", { hotkey: signer.address, netuid });
  const mode = modeFor(profile, rules);
  const { uids, values } = fitWeights(target.weights, { mode, rules: profile.rules }, rules);
  const versionKey = rules.weightsVersionKey;
  const base = { hotkey: signer.address, netuid, uids, values, versionKey };
  const salt = mode === "commit-reveal" ? newSalt() : null;
  const sealed = mode === "timelocked" ? unwrap(await chain.timelock(base)) : null;
  return {
    id: `${competition}#${clock.epoch}#${randomUUID()}`,
    competition,
    netuid,
    epoch: clock.epoch,
    roundId: target.roundId,
    hotkey: signer.address,
    uid,
    mode,
    uids: [...uids],
    values: [...values],
    versionKey: String(versionKey),
    salt: salt === null ? null : [...salt],
    commit: salt !== null ? weightCommitHash({ ...base, salt }) : (sealed?.commit ?? null),
    revealRound: sealed?.revealRound ?? null,
    commitRevealVersion: sealed?.commitRevealVersion ?? null,
    revealPeriodEpochs: rules.revealPeriodEpochs,
    state: "planned",
    extrinsic: null,
    block: null,
    reveal: null,
    revealBlock: null,
    attempts: 0,
    lastError: null,
    updatedAtMs: 0,
  };
}

/** Runtimes that name a version of time-locked commits open them by themselves; older ones know hashes only. */
function modeFor(
  { weights }: WeightsContext["profile"],
  { commitReveal, commitRevealVersion }: SubnetRules,
): SettingRecord["mode"] {
  if (!commitReveal) return "plain";
  return weights.mode === "commit-reveal" || commitRevealVersion === null ? "commit-reveal" : "timelocked";
}
