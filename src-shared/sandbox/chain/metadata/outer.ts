import type { Pallet, Runtime } from "./declare.ts";
import { enumeration, type NestedType, type OuterEnum, type Variant } from "./types.ts";

type PalletEnum = "Call" | "Event" | "Error";

const innerOf: Readonly<Record<OuterEnum, PalletEnum>> = {
  RuntimeCall: "Call",
  RuntimeEvent: "Event",
  RuntimeError: "Error",
};

/** The pallet's own enumeration of calls, events or errors; null where it has none. */
export function palletEnum(pallet: Pallet, which: PalletEnum): NestedType | null {
  const variants = { Call: pallet.calls, Event: pallet.events, Error: pallet.errors }[which];
  if (variants === undefined) return null;
  const generics = pallet.generics?.[which] ?? ["T"];
  return enumeration(
    `${pallet.path}::${which}`,
    variants,
    Object.fromEntries(generics.map((generic) => [generic, null])),
  );
}

/** The runtime's enumeration over all pallets that have calls, events or errors; indices are the pallets'. */
export function outerEnum(runtime: Runtime, which: OuterEnum): NestedType {
  const variants = runtime.pallets.flatMap((pallet): Variant[] => {
    const inner = palletEnum(pallet, innerOf[which]);
    return inner === null ? [] : [{ index: pallet.index, name: pallet.name, fields: [inner] }];
  });
  return enumeration(`${runtime.path}::${which}`, variants);
}
