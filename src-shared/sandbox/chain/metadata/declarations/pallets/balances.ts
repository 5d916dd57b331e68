import { blake2Concat, constant, entry, errorsFrom, item, type Pallet } from "../../declare.ts";
import { boundedVec, weakBoundedVec } from "../../generics.ts";
import { bool, compact, sequence, u32, u64 } from "../../types.ts";
import { accountData, adjustmentDirection, balanceLock, reserveData } from "../types/balances.ts";
import { multiAddress } from "../types/block.ts";
import { runtimeFreezeReason, runtimeHoldReason } from "../types/runtime.ts";
import { accountId, balanceStatus, idAmount } from "../types/substrate.ts";

export const balancesPallet: Pallet = {
  name: "Balances",
  index: 5,
  path: "pallet_balances::pallet",
  generics: { Call: ["T", "I"], Event: ["T", "I"], Error: ["T", "I"] },
  storage: [
    entry("TotalIssuance", u64),
    entry("InactiveIssuance", u64),
    entry("Account", accountData, {
      keys: [blake2Concat(accountId)],
      default: {
        free: 0,
        reserved: 0,
        frozen: 0,
        flags: 170_141_183_460_469_231_731_687_303_715_884_105_728n,
      },
    }),
    entry("Locks", weakBoundedVec(balanceLock), { keys: [blake2Concat(accountId)] }),
    entry("Reserves", boundedVec(reserveData), { keys: [blake2Concat(accountId)] }),
    entry("Holds", boundedVec(idAmount(runtimeHoldReason, u64)), { keys: [blake2Concat(accountId)] }),
    entry("Freezes", boundedVec(idAmount(runtimeFreezeReason, u64)), { keys: [blake2Concat(accountId)] }),
  ],
  calls: [
    item(0, "transfer_allow_death", { dest: multiAddress, value: compact(u64) }),
    item(2, "force_transfer", { source: multiAddress, dest: multiAddress, value: compact(u64) }),
    item(3, "transfer_keep_alive", { dest: multiAddress, value: compact(u64) }),
    item(4, "transfer_all", { dest: multiAddress, keep_alive: bool }),
    item(5, "force_unreserve", { who: multiAddress, amount: u64 }),
    item(6, "upgrade_accounts", { who: sequence(accountId) }),
    item(8, "force_set_balance", { who: multiAddress, new_free: compact(u64) }),
    item(9, "force_adjust_total_issuance", { direction: adjustmentDirection, delta: compact(u64) }),
    item(10, "burn", { value: compact(u64), keep_alive: bool }),
  ],
  events: [
    item(0, "Endowed", { account: accountId, free_balance: u64 }),
    item(1, "DustLost", { account: accountId, amount: u64 }),
    item(2, "Transfer", { from: accountId, to: accountId, amount: u64 }),
    item(3, "BalanceSet", { who: accountId, free: u64 }),
    item(4, "Reserved", { who: accountId, amount: u64 }),
    item(5, "Unreserved", { who: accountId, amount: u64 }),
    item(6, "ReserveRepatriated", {
      from: accountId,
      to: accountId,
      amount: u64,
      destination_status: balanceStatus,
    }),
    item(7, "Deposit", { who: accountId, amount: u64 }),
    item(8, "Withdraw", { who: accountId, amount: u64 }),
    item(9, "Slashed", { who: accountId, amount: u64 }),
    item(10, "Minted", { who: accountId, amount: u64 }),
    item(11, "Burned", { who: accountId, amount: u64 }),
    item(12, "Suspended", { who: accountId, amount: u64 }),
    item(13, "Restored", { who: accountId, amount: u64 }),
    item(14, "Upgraded", { who: accountId }),
    item(15, "Issued", { amount: u64 }),
    item(16, "Rescinded", { amount: u64 }),
    item(17, "Locked", { who: accountId, amount: u64 }),
    item(18, "Unlocked", { who: accountId, amount: u64 }),
    item(19, "Frozen", { who: accountId, amount: u64 }),
    item(20, "Thawed", { who: accountId, amount: u64 }),
    item(21, "TotalIssuanceForced", { old: u64, new: u64 }),
  ],
  errors: errorsFrom(
    0,
    "VestingBalance",
    "LiquidityRestrictions",
    "InsufficientBalance",
    "ExistentialDeposit",
    "Expendability",
    "ExistingVestingSchedule",
    "DeadAccount",
    "TooManyReserves",
    "TooManyHolds",
    "TooManyFreezes",
    "IssuanceDeactivated",
    "DeltaZero",
  ),
  constants: [
    constant("ExistentialDeposit", u64, 500),
    constant("MaxLocks", u32, 50),
    constant("MaxReserves", u32, 50),
    constant("MaxFreezes", u32, 50),
  ],
};
