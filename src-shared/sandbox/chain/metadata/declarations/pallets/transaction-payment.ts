import { constant, entry, item, type Pallet } from "../../declare.ts";
import { u8, u64 } from "../../types.ts";
import { accountId, fixedU128 } from "../types/substrate.ts";
import { transactionPaymentReleases } from "../types/transaction-payment.ts";

export const transactionPaymentPallet: Pallet = {
  name: "TransactionPayment",
  index: 6,
  path: "pallet_transaction_payment::pallet",
  storage: [
    entry("NextFeeMultiplier", fixedU128, { default: 1_000_000_000_000_000_000n }),
    entry("StorageVersion", transactionPaymentReleases),
  ],
  events: [item(0, "TransactionFeePaid", { who: accountId, actual_fee: u64, tip: u64 })],
  constants: [constant("OperationalFeeMultiplier", u8, 5)],
};
