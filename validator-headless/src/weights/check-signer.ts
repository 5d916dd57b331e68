import type { Neuron } from "../../../src-shared/chain/index.ts";
import { findSecondSigner, type SigningHistory } from "../keys/index.ts";
import type { ValidatorStore } from "../store/store.ts";
import type { WeightsContext } from "./context.ts";

const LOOKED_AT = 200;

/** What the store knows of weights that were set with a hotkey. */
export function signingOf(
  store: ValidatorStore,
  competition: string,
  hotkey: string,
  acceptedBlock: number | null,
): Pick<SigningHistory, "ours" | "underWay" | "accepted"> {
  const own = store
    .settingsOnSubnet(subnetOf(competition), LOOKED_AT)
    .filter((setting) => setting.hotkey === hotkey);
  const blocks = own.flatMap(({ block, revealBlock }) => [block?.number ?? 0, revealBlock?.number ?? 0]);
  const open = own.find(({ state }) => state === "sent" || state === "revealing");
  const accepted = store.note(acceptedKey(competition, hotkey));
  return {
    ours: blocks.length === 0 ? null : Math.max(...blocks),
    underWay: open === undefined ? null : (open.reveal ?? open.extrinsic),
    accepted:
      accepted === null && acceptedBlock === null ? null : Math.max(Number(accepted), acceptedBlock ?? 0),
  };
}

/**
 * Whether this service is the only one that sets weights with its hotkey. What stood on the chain before its first start
 * is taken as settled. Answers false where that cannot be told yet; throws `SecondSigner`.
 */
export function isOnlySigner(
  { store, competition, acceptedBlock }: Pick<WeightsContext, "store" | "competition" | "acceptedBlock">,
  { hotkey, lastUpdate, registeredAt }: Neuron,
): boolean {
  const finding = findSecondSigner({
    hotkey,
    lastUpdate,
    registeredAt,
    ...signingOf(store, competition, hotkey, acceptedBlock),
  });
  if (finding.kind === "second-signer") throw finding.error;
  if (finding.kind === "first-start") {
    store.saveNote(acceptedKey(competition, hotkey), String(finding.lastUpdate));
  }
  return finding.kind !== "undecided";
}

const acceptedKey = (competition: string, hotkey: string): string =>
  `accepted ${subnetOf(competition)} ${hotkey}`;

/** Network and subnet: weights that were set under another profile are ours, too. */
const subnetOf = (competition: string): string => competition.slice(0, competition.lastIndexOf(":"));
