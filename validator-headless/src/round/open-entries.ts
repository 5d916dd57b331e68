import type { EntryRecord } from "../store/records.ts";
import type { ValidatorStore } from "../store/store.ts";

type OpenEntry = EntryRecord & { readonly outcome: null };
type ReadyEntry = OpenEntry & {
  readonly dataset: { readonly train: NonNullable<NonNullable<EntryRecord["dataset"]>["train"]> };
};

/** Those of whom it is not known yet what they submitted, in the round's order. */
export const waitingEntries = (store: ValidatorStore, roundId: string): OpenEntry[] =>
  openEntries(store, roundId).filter(({ dataset }) => dataset === null);

/** Those whose rows are here and not evaluated yet, in the round's order. */
export const readyEntries = (store: ValidatorStore, roundId: string): ReadyEntry[] =>
  openEntries(store, roundId).filter((entry): entry is ReadyEntry => entry.dataset?.train != null);

const openEntries = (store: ValidatorStore, roundId: string): OpenEntry[] =>
  store
    .entries(roundId)
    .filter((entry): entry is OpenEntry => entry.place !== null && entry.outcome === null)
    .sort((a, b) => (a.place ?? 0) - (b.place ?? 0));
