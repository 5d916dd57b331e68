import { TypeRegistry } from "@polkadot/types";
import { u8aToHex } from "@polkadot/util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { option, typenum } from "./generics.ts";
import { ScaleWriter } from "./scale.ts";
import { spell } from "./spelling.ts";
import {
  array,
  bool,
  bytes,
  compact,
  composite,
  enumeration,
  i128,
  str,
  tuple,
  u16,
  u64,
  variant,
} from "./types.ts";
import { encodeValue, encodeZero } from "./value.ts";

const registry = new TypeRegistry();

describe("compact integers", () => {
  it("are polkadot-js's for any number of up to 128 bits", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }), fc.nat(128), (value, shift) => {
        const number = value >> BigInt(shift);
        const theirs = registry.createType("Compact<u128>", number).toU8a();
        expect(new ScaleWriter().compact(number).finish()).toEqual(theirs);
      }),
    );
  });
});

describe("encodeValue", () => {
  it("is polkadot-js's for integers, text, options and tuples", () => {
    const type = tuple(u16, i128, option(str), bool, compact(u64));
    fc.assert(
      fc.property(
        fc.nat(65535),
        fc.bigInt({ min: -(1n << 127n), max: (1n << 127n) - 1n }),
        fc.option(fc.string({ unit: "grapheme" })),
        fc.boolean(),
        fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
        (small, wide, text, flag, amount) => {
          const theirs = registry.createType("(u16, i128, Option<Text>, bool, Compact<u64>)", [
            small,
            wide,
            text,
            flag,
            amount,
          ]);
          const optional = text === null ? "None" : { Some: [text] };
          expect(encodeValue(type, [small, wide, optional, flag, amount])).toEqual(theirs.toU8a());
        },
      ),
    );
  });

  it("takes bytes as hex or as text, and a newtype as its one field", () => {
    expect(u8aToHex(encodeValue(bytes, "0x0aff"))).toBe("0x080aff");
    expect(u8aToHex(encodeValue(bytes, "hi"))).toBe("0x086869");
    expect(u8aToHex(encodeValue(composite("a::Newtype", [u16]), 258))).toBe("0x0201");
  });

  it("refuses a value of another type", () => {
    const choice = enumeration("a::Choice", ["One", variant("Two", { size: u16 }, 9)]);
    expect(u8aToHex(encodeValue(choice, { Two: { size: 1 } }))).toBe("0x090100");
    expect(() => encodeValue(choice, "Three")).toThrow(/no value of a::Choice/);
    expect(() => encodeValue(choice, { Two: {} })).toThrow(TypeError);
    expect(() => encodeValue(u16, "many")).toThrow(TypeError);
  });
});

describe("encodeZero", () => {
  it("is empty, zero and the first variant", () => {
    const type = composite("a::Thing", { list: bytes, at: u64, maybe: option(u16), flag: bool });
    expect(u8aToHex(encodeZero(type))).toBe("0x0000000000000000000000");
  });
});

describe("spell", () => {
  it("writes types as Rust does", () => {
    expect(spell(tuple(u16, option(bytes), compact(u64)))).toBe("(u16, Option<Vec<u8>>, Compact<u64>)");
    expect(spell(composite("a::Pair", [array(bool, 2)], { T: str, S: null }))).toBe("Pair<str>");
    expect(spell(composite("a::Fixed", [i128], { Frac: typenum(64) }))).toBe("Fixed<UInt>");
  });
});

describe("typenum", () => {
  it("nests the binary digits, most significant innermost", () => {
    const digits = (type: ReturnType<typeof typenum>): string => {
      if (type.kind !== "composite" || type.params.U == null) return "";
      const bit = type.params.B;
      return digits(type.params.U) + (bit?.kind === "composite" && bit.path.endsWith("B1") ? "1" : "0");
    };
    fc.assert(
      fc.property(fc.integer({ min: 1 }), (value) => {
        expect(digits(typenum(value))).toBe(value.toString(2));
      }),
    );
    expect(digits(typenum(0))).toBe("");
  });
});
