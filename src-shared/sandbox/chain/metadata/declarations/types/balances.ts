import { byteArray } from "../../generics.ts";
import { composite, enumeration, u64, u128 } from "../../types.ts";

export const extraFlags = composite("pallet_balances::types::ExtraFlags", [u128]);

export const accountData = composite(
  "pallet_balances::types::AccountData",
  { free: u64, reserved: u64, frozen: u64, flags: extraFlags },
  { Balance: u64 },
);

export const lockReasons = enumeration("pallet_balances::types::Reasons", ["Fee", "Misc", "All"]);

export const balanceLock = composite(
  "pallet_balances::types::BalanceLock",
  { id: byteArray(8), amount: u64, reasons: lockReasons },
  { Balance: u64 },
);

export const reserveData = composite(
  "pallet_balances::types::ReserveData",
  { id: byteArray(8), amount: u64 },
  { ReserveIdentifier: byteArray(8), Balance: u64 },
);

export const adjustmentDirection = enumeration("pallet_balances::types::AdjustmentDirection", [
  "Increase",
  "Decrease",
]);
