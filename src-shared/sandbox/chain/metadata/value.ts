import { ScaleWriter } from "./scale.ts";
import { type Fields, fieldList, isUnnamed, type Primitive, type Type } from "./types.ts";

/**
 * A value of a declared type, as it is written in a declaration:
 * numbers and booleans; text, which is `0x` hex or UTF-8 where bytes are wanted; lists for sequences, arrays and
 * tuples; records for structs; `{ [variant]: fields }` or the variant's name for enumerations.
 * A struct with one unnamed field is written as that field.
 */
export type Value =
  | number
  | bigint
  | boolean
  | string
  | readonly Value[]
  | { readonly [name: string]: Value };

const integerBytes: Readonly<Partial<Record<Primitive, number>>> = {
  u8: 1,
  u16: 2,
  u32: 4,
  u64: 8,
  u128: 16,
  u256: 32,
  i8: 1,
  i16: 2,
  i32: 4,
  i64: 8,
  i128: 16,
  i256: 32,
  char: 4,
};

/** SCALE bytes of a value. Throws where the value isn't of the type: a wrong declaration is a programmer's error. */
export function encodeValue(type: Type, value: Value): Uint8Array {
  const out = new ScaleWriter();
  write(out, type, value);
  return out.finish();
}

/** SCALE bytes of the value whose every part is zero, empty, or the first variant. */
export function encodeZero(type: Type): Uint8Array {
  const out = new ScaleWriter();
  writeZero(out, type);
  return out.finish();
}

function write(out: ScaleWriter, type: Type, value: Value): void {
  switch (type.kind) {
    case "primitive":
      writePrimitive(out, type.name, value);
      return;
    case "compact":
      if (typeof value !== "number" && typeof value !== "bigint") throw mismatch(type, value);
      out.compact(value);
      return;
    case "sequence":
    case "array": {
      const items = isByte(type.of) && typeof value === "string" ? [...toBytes(value)] : value;
      if (!Array.isArray(items)) throw mismatch(type, value);
      if (type.kind === "sequence") out.compact(items.length);
      else if (items.length !== type.length) throw mismatch(type, value);
      for (const part of items as readonly Value[]) write(out, type.of, part);
      return;
    }
    case "tuple":
      writeFields(out, type, type.of, value);
      return;
    case "composite": {
      const newtype = isUnnamed(type.fields) && type.fields.length === 1 ? type.fields[0] : undefined;
      if (newtype === undefined) writeFields(out, type, type.fields, value);
      else write(out, newtype, value);
      return;
    }
    case "enumeration": {
      const [name, content] = typeof value === "string" ? [value, []] : (Object.entries(value)[0] ?? []);
      const chosen = type.variants.find((candidate) => candidate.name === name);
      if (chosen === undefined || content === undefined) throw mismatch(type, value);
      out.u8(chosen.index);
      writeFields(out, type, chosen.fields, content);
      return;
    }
    case "bits":
    case "outer":
      throw mismatch(type, value);
  }
}

function writeFields(out: ScaleWriter, type: Type, fields: Fields, value: Value): void {
  const list = fieldList(fields);
  for (const [place, field] of list.entries()) {
    const part =
      field.name === null ? (value as readonly Value[])[place] : (value as Record<string, Value>)[field.name];
    if (part === undefined) throw mismatch(type, value);
    write(out, field.type, part);
  }
}

function writePrimitive(out: ScaleWriter, name: Primitive, value: Value): void {
  const byteLength = integerBytes[name];
  if (name === "bool" && typeof value === "boolean") out.u8(value ? 1 : 0);
  else if (name === "str" && typeof value === "string") out.text(value);
  else if (byteLength !== undefined && (typeof value === "number" || typeof value === "bigint"))
    out.integer(value, byteLength);
  else throw mismatch({ kind: "primitive", name }, value);
}

function writeZero(out: ScaleWriter, type: Type): void {
  switch (type.kind) {
    case "primitive":
      out.integer(0, integerBytes[type.name] ?? 1);
      return;
    case "compact":
    case "sequence":
    case "bits":
    case "outer":
      out.u8(0);
      return;
    case "array":
      for (let at = 0; at < type.length; at++) writeZero(out, type.of);
      return;
    case "tuple":
      for (const part of type.of) writeZero(out, part);
      return;
    case "composite":
      for (const field of fieldList(type.fields)) writeZero(out, field.type);
      return;
    case "enumeration": {
      const first = type.variants[0];
      if (first === undefined) return;
      out.u8(first.index);
      for (const field of fieldList(first.fields)) writeZero(out, field.type);
    }
  }
}

function isByte(type: Type): boolean {
  return type.kind === "primitive" && type.name === "u8";
}

function toBytes(text: string): Uint8Array {
  if (!text.startsWith("0x")) return new TextEncoder().encode(text);
  return Uint8Array.from(text.slice(2).match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function mismatch(type: Type, value: Value): TypeError {
  const shown = JSON.stringify(value, (_, part) => (typeof part === "bigint" ? part.toString() : part));
  return new TypeError(`${shown} is no value of ${"path" in type ? type.path : type.kind}`);
}
