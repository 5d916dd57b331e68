import type { Hex } from "../state/bytes.ts";
import { callOf } from "./calls.ts";
import type { CallContext } from "./dispatch.ts";
import { type Era, type SignedExtrinsic, type SignedFacts, verifySignature } from "./extrinsic.ts";
import { feeOf } from "./fees.ts";
import { system } from "./items.ts";
import { spendable } from "./pallets/balances.ts";
import { customRejection } from "./pre-checks.ts";

/** `InvalidTransaction` as far as the sandbox gives it; a number is `Custom`. */
export type Invalid = "BadProof" | "BadSigner" | "AncientBirthBlock" | "Stale" | "Payment" | number;

export type Validity =
  | {
      readonly kind: "valid";
      /** Whether an earlier nonce of the account has to come first. */
      readonly isFuture: boolean;
      readonly accountNonce: number;
    }
  | { readonly kind: "invalid"; readonly reason: Invalid };

/** What a check of an extrinsic needs of the chain besides its state. */
export interface ChainFacts extends Omit<SignedFacts, "birthHash"> {
  /** The hash of a block of the best chain; null where the number is in the future or out of memory. */
  hashOf(number: number): Hex | null;
}

/** How many blocks back the runtime remembers hashes: older mortal transactions have an ancient birth block. */
const BLOCK_HASH_COUNT = 2400;

/** The block a mortal era begins with, seen from the current block, and the one it ends before. */
export function lifetime(
  era: Era,
  current: number,
): { readonly birth: number; readonly death: number | null } {
  if (era.kind === "immortal") return { birth: 0, death: null };
  const { period, phase } = era;
  const birth = Math.floor((Math.max(current, phase) - phase) / period) * period + phase;
  return { birth, death: birth + period };
}

/** Whether the pool may keep an extrinsic, and whether it must wait for an earlier nonce. */
export function validate(context: CallContext, extrinsic: SignedExtrinsic, facts: ChainFacts): Validity {
  const { signer, nonce, tip, call } = extrinsic;
  if (signer === null) return invalid("BadSigner");
  const parent = context.block - 1;
  const { birth } = lifetime(extrinsic.era, parent);
  const birthHash = context.block - birth > BLOCK_HASH_COUNT && birth > 0 ? null : facts.hashOf(birth);
  if (birthHash === null) return invalid("AncientBirthBlock");
  if (!verifySignature(context.runtime, extrinsic, { ...facts, birthHash })) return invalid("BadProof");
  const account = context.state.get(system.account, signer);
  const { paysFee } = callOf(call);
  if (paysFee && account.providers === 0 && account.sufficients === 0) return invalid("Payment");
  if (nonce < account.nonce) return invalid("Stale");
  const fee = feeOf(callOf(call), extrinsic.bytes.length, tip);
  if (fee.total > 0n && spendable(context.state, signer) < fee.total) return invalid("Payment");
  const custom = customRejection(context, signer, call);
  if (custom !== null) return invalid(custom);
  return { kind: "valid", isFuture: nonce > account.nonce, accountNonce: account.nonce };
}

const invalid = (reason: Invalid): Validity => ({ kind: "invalid", reason });
