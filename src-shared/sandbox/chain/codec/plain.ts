import { hexToU8a, u8aToHex } from "@polkadot/util";
import type { Runtime } from "../metadata/declare.ts";
import { outerEnum } from "../metadata/outer.ts";
import { ScaleWriter } from "../metadata/scale.ts";
import {
  type Fields,
  fieldList,
  isUnnamed,
  type OuterEnum,
  type Primitive,
  type Type,
  type Variant,
} from "../metadata/types.ts";
import { ScaleDecodeError, ScaleReader } from "./reader.ts";

/**
 * A chain value as plain JavaScript: integers of up to 32 bits as numbers and wider ones as bigints; byte strings and
 * byte arrays (account ids, hashes) as lower-case `0x` hex; `Option` as null or the value; other enumerations as the
 * variant's name, or `{ [name]: fields }` where it has any; structs as records; a struct with one unnamed field as it.
 */
export type Plain = null | boolean | number | bigint | string | readonly Plain[] | PlainRecord;
export interface PlainRecord {
  readonly [name: string]: Plain;
}

interface Codec {
  write(out: ScaleWriter, value: Plain): void;
  read(input: ScaleReader): Plain;
}

const wide: Readonly<Partial<Record<Primitive, readonly [bytes: number, signed: boolean]>>> = {
  u64: [8, false],
  u128: [16, false],
  u256: [32, false],
  i8: [1, true],
  i16: [2, true],
  i32: [4, true],
  i64: [8, true],
  i128: [16, true],
  i256: [32, true],
};
const narrow: Readonly<Partial<Record<Primitive, 1 | 2 | 4>>> = { u8: 1, u16: 2, u32: 4, char: 4 };

/** How deep calls may lie in calls: as a node's limit when it reads them. */
const MAX_NESTING = 256;

/** SCALE for every type that a runtime declares, between bytes and plain values. */
export class PlainCodec {
  readonly #runtime: Runtime;
  readonly #codecs = new Map<Type, Codec>();
  readonly #outer = new Map<OuterEnum, Codec>();
  #nesting = 0;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** Throws TypeError where the value isn't of the type. */
  encode(type: Type, value: Plain): Uint8Array {
    const out = new ScaleWriter();
    this.#codec(type).write(out, value);
    return out.finish();
  }

  /** Throws ScaleDecodeError where the bytes aren't exactly one value of the type. */
  decode(type: Type, bytes: Uint8Array): Plain {
    const input = new ScaleReader(bytes);
    const value = this.read(type, input);
    input.end();
    return value;
  }

  /** Reads one value and leaves the reader behind it. */
  read(type: Type, input: ScaleReader): Plain {
    return this.#codec(type).read(input);
  }

  #codec(type: Type): Codec {
    const known = this.#codecs.get(type);
    if (known !== undefined) return known;
    const made = this.#make(type);
    this.#codecs.set(type, made);
    return made;
  }

  #make(type: Type): Codec {
    switch (type.kind) {
      case "primitive":
        return primitiveCodec(type.name);
      case "compact":
        return compactCodec(type.of);
      case "sequence":
        return isByte(type.of) ? byteString : this.#list(type.of, null);
      case "array":
        return isByte(type.of) ? byteArray(type.length) : this.#list(type.of, type.length);
      case "tuple":
        return this.#fields(type.of);
      case "composite":
        return this.#fields(type.fields, true);
      case "enumeration":
        return type.path === "Option" ? this.#option(type.variants) : this.#variants(type.variants);
      case "outer":
        return this.#outerCodec(type.which);
      case "bits":
        throw new TypeError("bit sequences are not used by this runtime");
    }
  }

  /** The outer enumerations contain themselves, so their codec is found when it is first used. */
  #outerCodec(which: OuterEnum): Codec {
    const codec = (): Codec => {
      const known = this.#outer.get(which);
      if (known !== undefined) return known;
      const made = this.#make(outerEnum(this.#runtime, which));
      this.#outer.set(which, made);
      return made;
    };
    return {
      write: (out, value) => codec().write(out, value),
      read: (input) => {
        if (this.#nesting >= MAX_NESTING) throw new ScaleDecodeError("calls are nested too deeply");
        this.#nesting += 1;
        try {
          return codec().read(input);
        } finally {
          this.#nesting -= 1;
        }
      },
    };
  }

  #list(of: Type, length: number | null): Codec {
    const item = this.#codec(of);
    return {
      write: (out, value) => {
        if (!isList(value) || (length !== null && value.length !== length)) throw mismatch("a list", value);
        if (length === null) out.compact(value.length);
        for (const part of value) item.write(out, part);
      },
      read: (input) => {
        const count = length ?? input.length(isEmptyTuple(of) ? 0 : 1);
        return Array.from({ length: count }, () => item.read(input));
      },
    };
  }

  #fields(fields: Fields, mayBeNewtype = false): Codec {
    const parts = fieldList(fields).map(({ name, type }) => ({ name, codec: this.#codec(type) }));
    const [only] = parts;
    if (mayBeNewtype && isUnnamed(fields) && parts.length === 1 && only !== undefined) return only.codec;
    if (isUnnamed(fields)) {
      return {
        write: (out, value) => {
          if (!isList(value) || value.length !== parts.length) throw mismatch("a tuple", value);
          for (const [at, { codec }] of parts.entries()) codec.write(out, value[at] ?? null);
        },
        read: (input) => parts.map(({ codec }) => codec.read(input)),
      };
    }
    return {
      write: (out, value) => {
        if (!isRecord(value)) throw mismatch("a struct", value);
        for (const { name, codec } of parts) {
          const part = value[name ?? ""];
          if (part === undefined) throw mismatch(`a struct with ${name}`, value);
          codec.write(out, part);
        }
      },
      read: (input) =>
        Object.fromEntries(parts.map(({ name, codec }) => [name ?? "", codec.read(input)] as const)),
    };
  }

  #option(variants: readonly Variant[]): Codec {
    const inner = fieldList(variants[1]?.fields ?? [])[0];
    if (inner === undefined) throw new TypeError("Option without a type");
    const codec = this.#codec(inner.type);
    return {
      write: (out, value) => {
        out.u8(value === null ? 0 : 1);
        if (value !== null) codec.write(out, isSome(value) ? (value.Some ?? null) : value);
      },
      read: (input) => {
        const tag = input.u8();
        if (tag > 1) throw new ScaleDecodeError(`no Option begins with ${tag}`);
        return tag === 0 ? null : codec.read(input);
      },
    };
  }

  #variants(variants: readonly Variant[]): Codec {
    const made = variants.map((variant) => ({ ...variant, codec: this.#fields(variant.fields) }));
    const byName = new Map(made.map((variant) => [variant.name, variant]));
    const byIndex = new Map(made.map((variant) => [variant.index, variant]));
    return {
      write: (out, value) => {
        const [name, content] =
          typeof value === "string" ? [value, []] : isRecord(value) ? (Object.entries(value)[0] ?? []) : [];
        const chosen = byName.get(name ?? "");
        if (chosen === undefined || content === undefined) throw mismatch("a variant", value);
        out.u8(chosen.index);
        if (fieldList(chosen.fields).length > 0) chosen.codec.write(out, content);
      },
      read: (input) => {
        const index = input.u8();
        const chosen = byIndex.get(index);
        if (chosen === undefined) throw new ScaleDecodeError(`there is no variant ${index}`);
        return fieldList(chosen.fields).length === 0
          ? chosen.name
          : { [chosen.name]: chosen.codec.read(input) };
      },
    };
  }
}

function primitiveCodec(name: Primitive): Codec {
  const wideSize = wide[name];
  if (wideSize !== undefined) {
    const [byteLength, signed] = wideSize;
    return {
      write: (out, value) => out.integer(integer(name, value), byteLength),
      read: (input) => {
        const value = input.integer(byteLength, signed);
        return byteLength <= 4 ? Number(value) : value;
      },
    };
  }
  const narrowSize = narrow[name];
  if (narrowSize !== undefined) {
    return {
      write: (out, value) => out.integer(integer(name, value), narrowSize),
      read: (input) => input.small(narrowSize),
    };
  }
  if (name === "bool") {
    return {
      write: (out, value) => {
        if (typeof value !== "boolean") throw mismatch("a bool", value);
        out.u8(value ? 1 : 0);
      },
      read: (input) => {
        const byte = input.u8();
        if (byte > 1) throw new ScaleDecodeError(`no bool is ${byte}`);
        return byte === 1;
      },
    };
  }
  return {
    write: (out, value) => {
      if (typeof value !== "string") throw mismatch("text", value);
      out.text(value);
    },
    read: (input) => new TextDecoder().decode(input.take(input.length())),
  };
}

function compactCodec(of: Type): Codec {
  const isNarrow = of.kind === "primitive" && narrow[of.name] !== undefined;
  return {
    write: (out, value) => out.compact(isEmptyTuple(of) ? 0 : integer("compact", value)),
    read: (input) => {
      const value = input.compact();
      return isNarrow ? Number(value) : value;
    },
  };
}

const byteString: Codec = {
  write: (out, value) => out.bytes(hexBytes(value)),
  read: (input) => u8aToHex(input.take(input.length())),
};

const byteArray = (length: number): Codec => ({
  write: (out, value) => {
    const bytes = hexBytes(value);
    if (bytes.length !== length) throw mismatch(`${length} bytes`, value);
    out.raw(bytes);
  },
  read: (input) => u8aToHex(input.take(length)),
});

function hexBytes(value: Plain): Uint8Array {
  if (typeof value !== "string" || !value.startsWith("0x")) throw mismatch("hex", value);
  return hexToU8a(value as `0x${string}`);
}

function integer(name: string, value: Plain): number | bigint {
  if (typeof value !== "number" && typeof value !== "bigint") throw mismatch(name, value);
  return value;
}

const isByte = (type: Type): boolean => type.kind === "primitive" && type.name === "u8";
const isEmptyTuple = (type: Type): boolean => type.kind === "tuple" && type.of.length === 0;
const isList = (value: Plain): value is readonly Plain[] => Array.isArray(value);
const isRecord = (value: Plain): value is PlainRecord =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isSome = (value: Plain): value is PlainRecord =>
  isRecord(value) && Object.keys(value).length === 1 && "Some" in value;

function mismatch(wanted: string, value: Plain): TypeError {
  const shown = JSON.stringify(value, (_, part) => (typeof part === "bigint" ? part.toString() : part));
  return new TypeError(`${shown} is not ${wanted}`);
}
