import type { ScaleWriter } from "./scale.ts";
import { spell } from "./spelling.ts";
import {
  type Fields,
  fieldList,
  type NestedType,
  type OuterEnum,
  type Params,
  primitiveOrder,
  type Type,
  type Variant,
} from "./types.ts";

/** A type with its parts replaced by their numbers. */
type FlatType = { readonly path: string; readonly params: readonly FlatParam[]; readonly def: FlatDef };
type FlatParam = { readonly name: string; readonly type: number | null };
type FlatField = { readonly name: string | null; readonly type: number; readonly typeName: string };
type FlatVariant = { readonly name: string; readonly index: number; readonly fields: readonly FlatField[] };
type FlatDef =
  | { readonly kind: "composite"; readonly fields: readonly FlatField[] }
  | { readonly kind: "enumeration"; readonly variants: readonly FlatVariant[] }
  | { readonly kind: "sequence"; readonly of: number }
  | { readonly kind: "array"; readonly of: number; readonly length: number }
  | { readonly kind: "tuple"; readonly of: readonly number[] }
  | { readonly kind: "primitive"; readonly index: number }
  | { readonly kind: "compact"; readonly of: number }
  | { readonly kind: "bits"; readonly store: number; readonly order: number };

/**
 * The portable registry of scale-info: numbers types in the order they are first met, one number for types that are
 * structurally equal. The outer enumerations contain themselves, so their numbers are given before their parts'.
 */
export class TypeRegistry {
  readonly #types: (FlatType | null)[] = [];
  readonly #numberByShape = new Map<string, number>();
  readonly #numberByType = new Map<Type, number>();
  readonly #numberByOuter = new Map<OuterEnum, number>();
  readonly #outer: (which: OuterEnum) => NestedType;

  constructor(outer: (which: OuterEnum) => NestedType) {
    this.#outer = outer;
  }

  /** The type's number in the registry. */
  numberOf(type: Type): number {
    const known = this.#numberByType.get(type);
    if (known !== undefined) return known;
    const number = type.kind === "outer" ? this.#numberOfOuter(type.which) : this.#add(this.#flatten(type));
    this.#numberByType.set(type, number);
    return number;
  }

  write(out: ScaleWriter): void {
    out.list([...this.#types.entries()], ([number, type]) => {
      if (type === null) throw new Error(`type ${number} was numbered but never described`);
      out.compact(number);
      writeType(out, type);
    });
  }

  #numberOfOuter(which: OuterEnum): number {
    const known = this.#numberByOuter.get(which);
    if (known !== undefined) return known;
    const number = this.#types.push(null) - 1;
    this.#numberByOuter.set(which, number);
    this.#types[number] = this.#flatten(this.#outer(which));
    return number;
  }

  #add(type: FlatType): number {
    const shape = JSON.stringify(type);
    const known = this.#numberByShape.get(shape);
    if (known !== undefined) return known;
    const number = this.#types.push(type) - 1;
    this.#numberByShape.set(shape, number);
    return number;
  }

  #flatten(type: NestedType): FlatType {
    if (type.kind === "composite" || type.kind === "enumeration") {
      const params = this.#params(type.params);
      const def: FlatDef =
        type.kind === "composite"
          ? { kind: "composite", fields: this.#fields(type.fields) }
          : { kind: "enumeration", variants: type.variants.map((variant) => this.#variant(variant)) };
      return { path: type.path, params, def };
    }
    return { path: "", params: [], def: this.#structural(type) };
  }

  #structural(type: Exclude<NestedType, { kind: "composite" | "enumeration" }>): FlatDef {
    switch (type.kind) {
      case "primitive":
        return { kind: "primitive", index: primitiveOrder.indexOf(type.name) };
      case "array":
        return { kind: "array", of: this.numberOf(type.of), length: type.length };
      case "tuple":
        return { kind: "tuple", of: type.of.map((part) => this.numberOf(part)) };
      case "sequence":
      case "compact":
        return { kind: type.kind, of: this.numberOf(type.of) };
      case "bits":
        return { kind: "bits", store: this.numberOf(type.store), order: this.numberOf(type.order) };
    }
  }

  #params(params: Params): readonly FlatParam[] {
    return Object.entries(params).map(([name, type]) => ({
      name,
      type: type === null ? null : this.numberOf(type),
    }));
  }

  #fields(fields: Fields): readonly FlatField[] {
    return fieldList(fields).map(({ name, type }) => ({
      name,
      type: this.numberOf(type),
      typeName: spell(type),
    }));
  }

  #variant(variant: Variant): FlatVariant {
    return { name: variant.name, index: variant.index, fields: this.#fields(variant.fields) };
  }
}

/** scale-info's `Type`: path, parameters, definition, docs. Docs are left out. */
function writeType(out: ScaleWriter, type: FlatType): void {
  out.list(type.path === "" ? [] : type.path.split("::"), (segment) => out.text(segment));
  out.list(type.params, (param) => {
    out.text(param.name).option(param.type, (number) => out.compact(number));
  });
  writeDef(out, type.def);
  out.compact(0);
}

function writeDef(out: ScaleWriter, def: FlatDef): void {
  switch (def.kind) {
    case "composite":
      out.u8(0);
      writeFields(out, def.fields);
      return;
    case "enumeration":
      out.u8(1).list(def.variants, (variant) => {
        out.text(variant.name);
        writeFields(out, variant.fields);
        out.u8(variant.index).compact(0);
      });
      return;
    case "sequence":
      out.u8(2).compact(def.of);
      return;
    case "array":
      out.u8(3).integer(def.length, 4).compact(def.of);
      return;
    case "tuple":
      out.u8(4).list(def.of, (part) => out.compact(part));
      return;
    case "primitive":
      out.u8(5).u8(def.index);
      return;
    case "compact":
      out.u8(6).compact(def.of);
      return;
    case "bits":
      out.u8(7).compact(def.store).compact(def.order);
  }
}

function writeFields(out: ScaleWriter, fields: readonly FlatField[]): void {
  out.list(fields, (field) => {
    out.option(field.name, (name) => out.text(name));
    out.compact(field.type);
    out.option(field.typeName, (name) => out.text(name));
    out.compact(0);
  });
}
