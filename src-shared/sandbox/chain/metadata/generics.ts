import {
  array,
  composite,
  enumeration,
  i64,
  i128,
  sequence,
  str,
  type Type,
  tuple,
  u8,
  u128,
  variant,
} from "./types.ts";

export const option = (of: Type): Type =>
  enumeration("Option", [variant("None"), variant("Some", [of])], { T: of });

export const result = (ok: Type, error: Type): Type =>
  enumeration("Result", [variant("Ok", [ok]), variant("Err", [error])], { T: ok, E: error });

export const boundedVec = (of: Type): Type =>
  composite("bounded_collections::bounded_vec::BoundedVec", [sequence(of)], { T: of, S: null });

export const boundedBytes = boundedVec(u8);

export const weakBoundedVec = (of: Type): Type =>
  composite("bounded_collections::weak_bounded_vec::WeakBoundedVec", [sequence(of)], { T: of, S: null });

export const btreeMap = (key: Type, value: Type): Type =>
  composite("BTreeMap", [sequence(tuple(key, value))], { K: key, V: value });

export const btreeSet = (of: Type): Type => composite("BTreeSet", [sequence(of)], { T: of });

export const cow = (of: Type): Type => composite("Cow", [of], { T: of });

export const cowStr = cow(str);

const bitOne = composite("substrate_typenum::bit::B1", []);
const bitZero = composite("substrate_typenum::bit::B0", []);

/** A type-level unsigned integer of the typenum crate: its binary digits, most significant innermost. */
export function typenum(value: number): Type {
  let type = composite("substrate_typenum::uint::UTerm", []);
  for (const digit of value === 0 ? "" : value.toString(2)) {
    const bit = digit === "1" ? bitOne : bitZero;
    type = composite("substrate_typenum::uint::UInt", { msb: type, lsb: bit }, { U: type, B: bit });
  }
  return type;
}

/** A fixed-point number of the substrate-fixed crate with so many fractional bits. */
export const fixedPoint = (
  name: "FixedU128" | "FixedI128" | "FixedI64" | "FixedU64",
  bits: Type,
  fractionBits: number,
): Type => composite(`substrate_fixed::${name}`, { bits }, { Frac: typenum(fractionBits) });

/** A fixed array of bytes. */
export const byteArray = (length: number): Type => array(u8, length);

export const u64f64 = fixedPoint("FixedU128", u128, 64);
export const u96f32 = fixedPoint("FixedU128", u128, 32);
export const i64f64 = fixedPoint("FixedI128", i128, 64);
export const i96f32 = fixedPoint("FixedI128", i128, 32);
export const i32f32 = fixedPoint("FixedI64", i64, 32);
