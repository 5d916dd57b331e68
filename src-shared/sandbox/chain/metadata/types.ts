/**
 * Types as the chain's metadata knows them: what a value looks like in SCALE, and the Rust path that names it.
 * A declaration is a tree of these; the registry flattens it and merges what is structurally equal.
 */
export type Type = NestedType | { readonly kind: "outer"; readonly which: OuterEnum };

/** Any type but a reference to an outer enumeration. */
export type NestedType =
  | { readonly kind: "primitive"; readonly name: Primitive }
  | { readonly kind: "composite"; readonly path: string; readonly params: Params; readonly fields: Fields }
  | {
      readonly kind: "enumeration";
      readonly path: string;
      readonly params: Params;
      readonly variants: readonly Variant[];
    }
  | { readonly kind: "sequence"; readonly of: Type }
  | { readonly kind: "array"; readonly of: Type; readonly length: number }
  | { readonly kind: "tuple"; readonly of: readonly Type[] }
  | { readonly kind: "compact"; readonly of: Type }
  | { readonly kind: "bits"; readonly store: Type; readonly order: Type };

/** Order = the index that the portable registry gives each primitive. */
export const primitiveOrder = [
  "bool",
  "char",
  "str",
  "u8",
  "u16",
  "u32",
  "u64",
  "u128",
  "u256",
  "i8",
  "i16",
  "i32",
  "i64",
  "i128",
  "i256",
] as const;
export type Primitive = (typeof primitiveOrder)[number];

/** The three enumerations that the runtime builds over all its pallets. */
export type OuterEnum = "RuntimeCall" | "RuntimeEvent" | "RuntimeError";

/** Named fields, or unnamed ones in order. */
export type Fields = Readonly<Record<string, Type>> | readonly Type[];

/** Type parameters in order; null where the runtime leaves the parameter out. */
export type Params = Readonly<Record<string, Type | null>>;

export interface Variant {
  readonly index: number;
  readonly name: string;
  readonly fields: Fields;
}

const primitive = (name: Primitive): NestedType => ({ kind: "primitive", name });
export const bool = primitive("bool");
export const str = primitive("str");
export const u8 = primitive("u8");
export const u16 = primitive("u16");
export const u32 = primitive("u32");
export const u64 = primitive("u64");
export const u128 = primitive("u128");
export const i16 = primitive("i16");
export const i32 = primitive("i32");
export const i64 = primitive("i64");
export const i128 = primitive("i128");

export const sequence = (of: Type): Type => ({ kind: "sequence", of });
export const array = (of: Type, length: number): Type => ({ kind: "array", of, length });
export const tuple = (...of: readonly Type[]): Type => ({ kind: "tuple", of });
export const compact = (of: Type): Type => ({ kind: "compact", of });
export const unit = tuple();
export const bytes = sequence(u8);

export const runtimeCall: Type = { kind: "outer", which: "RuntimeCall" };
export const runtimeEvent: Type = { kind: "outer", which: "RuntimeEvent" };

/** A struct (fields as a record) or a tuple struct (fields as a list), named by its Rust path. */
export const composite = (path: string, fields: Fields, params: Params = {}): Type => ({
  kind: "composite",
  path,
  params,
  fields,
});

/** An enum named by its Rust path. A variant given as text has no fields; its index is its place unless it says so. */
export const enumeration = (
  path: string,
  variants: readonly (string | VariantSource)[],
  params: Params = {},
): NestedType => ({
  kind: "enumeration",
  path,
  params,
  variants: variants.map((source, place) => {
    const given: VariantSource = typeof source === "string" ? { name: source, fields: [] } : source;
    return { index: given.index ?? place, name: given.name, fields: given.fields };
  }),
});

export interface VariantSource {
  readonly name: string;
  readonly fields: Fields;
  readonly index?: number;
}

/** One variant of an enumeration, with fields or with an index that is not its place. */
export const variant = (name: string, fields: Fields = [], index?: number): VariantSource =>
  index === undefined ? { name, fields } : { name, fields, index };

/** The fields in order, with their names where they have one. */
export function fieldList(fields: Fields): readonly { readonly name: string | null; readonly type: Type }[] {
  if (isUnnamed(fields)) return fields.map((type) => ({ name: null, type }));
  return Object.entries(fields).map(([name, type]) => ({ name, type }));
}

export function isUnnamed(fields: Fields): fields is readonly Type[] {
  return Array.isArray(fields);
}
