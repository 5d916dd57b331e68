import { constant, entry, type Pallet } from "../../declare.ts";
import { boundedVec } from "../../generics.ts";
import { u64 } from "../../types.ts";
import { auraPublic, slot } from "../types/substrate.ts";

export const auraPallet: Pallet = {
  name: "Aura",
  index: 3,
  path: "pallet_aura::pallet",
  storage: [entry("Authorities", boundedVec(auraPublic)), entry("CurrentSlot", slot)],
  constants: [constant("SlotDuration", u64, 12_000)],
};
