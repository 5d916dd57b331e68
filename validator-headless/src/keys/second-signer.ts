import { SigningError } from "./errors.ts";

/** What the chain says of our hotkey, and what this service knows that it did. Blocks by number. */
export interface SigningHistory {
  readonly hotkey: string;
  /** `LastUpdate` of our UID: the block of the last weights that were set or committed, or of the registration. */
  readonly lastUpdate: number;
  readonly registeredAt: number;
  /** The last block in which weights of this service came; null where the store knows of none. */
  readonly ours: number | null;
  /** Weights that were sent and whose fate is not known yet. */
  readonly underWay: { readonly birthBlock: number; readonly deathBlock: number } | null;
  /** What was last set by others and taken as settled: at the first start, or by the operator. */
  readonly accepted: number | null;
}

export type SignerFinding =
  | { readonly kind: "alone" }
  /** What the chain shows may be what we sent: find out first. */
  | { readonly kind: "undecided" }
  /** This store is new. What is on the chain is another program's; it is to be stored as accepted. */
  | { readonly kind: "first-start"; readonly lastUpdate: number }
  | { readonly kind: "second-signer"; readonly error: SigningError };

/** Whether somebody else sets weights with our hotkey: the chain shows a later setting than any that we know of. */
export function findSecondSigner(history: SigningHistory): SignerFinding {
  const { hotkey, lastUpdate, registeredAt, ours, underWay, accepted } = history;
  if (lastUpdate <= Math.max(ours ?? 0, registeredAt, accepted ?? 0)) return { kind: "alone" };
  const mayBeOurs =
    underWay !== null && lastUpdate >= underWay.birthBlock && lastUpdate <= underWay.deathBlock;
  if (mayBeOurs) return { kind: "undecided" };
  const isNew = ours === null && accepted === null && underWay === null;
  if (isNew) return { kind: "first-start", lastUpdate };
  const details = { hotkey, found: lastUpdate, ours: ours ?? 0 };
  return { kind: "second-signer", error: new SigningError("SecondSigner", details) };
}
