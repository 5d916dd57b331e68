import type { Type } from "./types.ts";

/**
 * A type as it would be written in Rust, for the name that metadata gives each field beside its type's number.
 * No decoder goes by it, but some clients insist that it is there.
 */
export function spell(type: Type): string {
  switch (type.kind) {
    case "primitive":
      return type.name;
    case "sequence":
      return `Vec<${spell(type.of)}>`;
    case "array":
      return `[${spell(type.of)}; ${type.length}]`;
    case "tuple":
      return `(${type.of.map(spell).join(", ")})`;
    case "compact":
      return `Compact<${spell(type.of)}>`;
    case "bits":
      return `BitVec<${spell(type.store)}, ${spell(type.order)}>`;
    case "outer":
      return type.which;
    case "composite":
    case "enumeration":
      return spellNamed(type.path, Object.values(type.params));
  }
}

function spellNamed(path: string, params: readonly (Type | null)[]): string {
  const name = path.split("::").at(-1) ?? path;
  const isTypeLevelNumber = path.startsWith("substrate_typenum::");
  const shown = isTypeLevelNumber ? [] : params.filter((param) => param !== null);
  return shown.length === 0 ? name : `${name}<${shown.map(spell).join(", ")}>`;
}
