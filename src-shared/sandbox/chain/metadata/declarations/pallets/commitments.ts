import {
  constant,
  entry,
  errorsFrom,
  identity,
  item,
  optionalEntry,
  type Pallet,
  twox64Concat,
} from "../../declare.ts";
import { btreeSet } from "../../generics.ts";
import { bytes, sequence, tuple, u16, u32, u64 } from "../../types.ts";
import { commitmentInfo, registration, usageTracker } from "../types/commitments.ts";
import { accountId } from "../types/substrate.ts";

/** One commitment for each hotkey of a subnet. */
const byHotkey = [identity(u16), twox64Concat(accountId)];

/** What `RateLimit` was on the live chain: 20 minutes. */
const intervalBlocks = 100;

export const commitmentsPallet: Pallet = {
  name: "Commitments",
  index: 18,
  path: "pallet_commitments::pallet",
  storage: [
    entry("TimelockedIndex", btreeSet(tuple(u16, accountId))),
    optionalEntry("CommitmentOf", registration, byHotkey),
    optionalEntry("LastCommitment", u32, byHotkey),
    optionalEntry("LastBondsReset", u32, byHotkey),
    optionalEntry("RevealedCommitments", sequence(tuple(bytes, u64)), byHotkey),
    optionalEntry("UsedSpaceOf", usageTracker, byHotkey),
    entry("MaxSpace", u32, { default: 3100 }),
  ],
  calls: [
    item(0, "set_commitment", { netuid: u16, info: commitmentInfo }),
    item(2, "set_max_space", { new_limit: u32 }),
  ],
  events: [
    item(0, "Commitment", { netuid: u16, who: accountId }),
    item(1, "TimelockCommitment", { netuid: u16, who: accountId, reveal_round: u64 }),
    item(2, "CommitmentRevealed", { netuid: u16, who: accountId }),
  ],
  errors: errorsFrom(
    0,
    "TooManyFieldsInCommitmentInfo",
    "AccountNotAllowedCommit",
    "SpaceLimitExceeded",
    "UnexpectedUnreserveLeftover",
  ),
  constants: [
    constant("MaxFields", u32, 3),
    constant("InitialDeposit", u64, 0),
    constant("FieldDeposit", u64, 0),
  ],
};

/** The same pallet as runtimes had it before March 2025: one commitment every `RateLimit` blocks, any size. */
export const intervalCommitmentsPallet: Pallet = {
  ...commitmentsPallet,
  storage: [
    entry("RateLimit", u32, { default: intervalBlocks }),
    ...(commitmentsPallet.storage ?? []).filter(({ name }) => name !== "UsedSpaceOf" && name !== "MaxSpace"),
  ],
  calls: [
    item(0, "set_commitment", { netuid: u16, info: commitmentInfo }),
    item(1, "set_rate_limit", { rate_limit_blocks: u32 }),
  ],
  errors: errorsFrom(
    0,
    "TooManyFieldsInCommitmentInfo",
    "AccountNotAllowedCommit",
    "CommitmentSetRateLimitExceeded",
  ),
  constants: [...(commitmentsPallet.constants ?? []), constant("DefaultRateLimit", u32, intervalBlocks)],
};
