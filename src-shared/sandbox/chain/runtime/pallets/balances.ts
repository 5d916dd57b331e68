import type { PlainRecord } from "../../codec/plain.ts";
import { constantValue } from "../../metadata/index.ts";
import type { Hex } from "../../state/bytes.ts";
import type { StateReader, StateWriter } from "../../state/view.ts";
import { type CallContext, type Calls, DispatchFailure, moduleFailure } from "../dispatch.ts";
import { type AccountInfo, balances, system } from "../items.ts";

export const existentialDeposit = BigInt(constantValue("Balances", "ExistentialDeposit") as number);

/** What may be spent without killing the account, or with it where `mayDie`. */
export function spendable(state: StateReader, who: Hex, mayDie = false): bigint {
  const { free, frozen, reserved } = state.get(system.account, who).data;
  const untouchable = frozen > reserved ? frozen - reserved : 0n;
  const kept = mayDie ? untouchable : untouchable > existentialDeposit ? untouchable : existentialDeposit;
  return free > kept ? free - kept : 0n;
}

/** Gives an account money and, where it is new, its existence. */
export function deposit(context: Pick<CallContext, "state" | "emit">, who: Hex, amount: bigint): void {
  const before = context.state.get(system.account, who);
  const isNew = before.providers === 0;
  context.state.set(system.account, [who], {
    ...before,
    providers: isNew ? 1 : before.providers,
    data: { ...before.data, free: before.data.free + amount },
  });
  if (isNew) {
    context.emit("System", "NewAccount", { account: who });
    context.emit("Balances", "Endowed", { account: who, free_balance: amount });
  }
}

/** Takes money that `spendable` said is there; an account left with nothing ceases to exist. */
export function withdraw(context: Pick<CallContext, "state" | "emit">, who: Hex, amount: bigint): void {
  const before = context.state.get(system.account, who);
  const free = before.data.free - amount;
  const isDust = free < existentialDeposit && before.data.reserved === 0n;
  context.state.set(system.account, [who], {
    ...before,
    providers: isDust ? 0 : before.providers,
    data: { ...before.data, free: isDust ? 0n : free },
  });
  if (!isDust) return;
  context.emit("System", "KilledAccount", { account: who });
  if (free > 0n) {
    context.emit("Balances", "DustLost", { account: who, amount: free });
    changeIssuance(context.state, -free);
  }
}

/** Adds to, or takes from, all money there is. */
export function changeIssuance(state: StateWriter, by: bigint): void {
  state.update(balances.totalIssuance, [], (total) => total + by);
}

export function bumpNonce(state: StateWriter, who: Hex): void {
  state.update(system.account, [who], (account: AccountInfo) => ({ ...account, nonce: account.nonce + 1 }));
}

function transfer(context: CallContext, from: Hex, to: Hex, amount: bigint, mayDie: boolean): void {
  const { state, runtime } = context;
  if (spendable(state, from, true) < amount) throw fundsUnavailable();
  if (!mayDie && spendable(state, from) < amount) {
    throw new DispatchFailure({ Token: ["NotExpendable"] }, "the sender would cease to exist");
  }
  const isNew = state.get(system.account, to).providers === 0;
  if (isNew && amount < existentialDeposit) {
    throw new DispatchFailure({ Token: ["BelowMinimum"] }, "too little to bring the receiver to life");
  }
  if (amount < 0n) throw moduleFailure(runtime, "Balances", "InsufficientBalance");
  if (from !== to) {
    withdraw(context, from, amount);
    deposit(context, to, amount);
  }
  context.emit("Balances", "Transfer", { from, to, amount });
}

const fundsUnavailable = (): DispatchFailure =>
  new DispatchFailure({ Token: ["FundsUnavailable"] }, "the sender has less than that");

/** The account an address names. Throws DispatchFailure where it names none. */
function lookup(address: PlainRecord): Hex {
  const account = (address.Id ?? address.Address32) as readonly Hex[] | undefined;
  if (account?.[0] === undefined) throw new DispatchFailure("CannotLookup", "the address is no account id");
  return account[0];
}

export const balancesCalls: Calls = {
  transfer_allow_death: {
    paysFee: true,
    weight: 213_000_000n,
    run: (context, signer, args) =>
      transfer(context, signer, lookup(args.dest as PlainRecord), args.value as bigint, true),
  },
  transfer_keep_alive: {
    paysFee: true,
    weight: 200_000_000n,
    run: (context, signer, args) =>
      transfer(context, signer, lookup(args.dest as PlainRecord), args.value as bigint, false),
  },
  transfer_all: {
    paysFee: true,
    weight: 205_000_000n,
    run: (context, signer, args) => {
      const keepAlive = args.keep_alive === true;
      const amount = spendable(context.state, signer, !keepAlive);
      transfer(context, signer, lookup(args.dest as PlainRecord), amount, !keepAlive);
    },
  },
};
