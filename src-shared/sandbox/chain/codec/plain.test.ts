import { Metadata, TypeRegistry } from "@polkadot/types";
import { hexToU8a, u8aToHex } from "@polkadot/util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runtimes } from "../metadata/declarations/runtime.ts";
import { era } from "../metadata/declarations/types/block.ts";
import { commitmentInfo } from "../metadata/declarations/types/commitments.ts";
import { eventRecord } from "../metadata/declarations/types/system.ts";
import { option } from "../metadata/generics.ts";
import { encodeMetadata } from "../metadata/index.ts";
import {
  compact,
  i64,
  runtimeCall,
  sequence,
  type Type,
  tuple,
  u8,
  u16,
  u64,
  u128,
} from "../metadata/types.ts";
import { PlainCodec } from "./plain.ts";
import { ScaleDecodeError } from "./reader.ts";

const codec = new PlainCodec(runtimes.spacePerEpoch);
const registry = new TypeRegistry();
registry.setMetadata(new Metadata(registry, u8aToHex(encodeMetadata(15))));

const hex = (max: number, min = 0) =>
  fc.uint8Array({ minLength: min, maxLength: max }).map((bytes) => u8aToHex(bytes));

describe("the SCALE codec", () => {
  it("agrees with @polkadot/types on numbers, lists, options and tuples", () => {
    const shape: Type = tuple(u16, compact(u64), sequence(tuple(u16, compact(u16))), option(u128), i64);
    const value = fc.tuple(
      fc.nat(65_535),
      fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
      fc.array(fc.tuple(fc.nat(65_535), fc.nat(65_535))),
      fc.option(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n })),
      fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }),
    );
    fc.assert(
      fc.property(value, (plain) => {
        const bytes = codec.encode(shape, plain);
        const theirs = registry.createType(
          "(u16,Compact<u64>,Vec<(u16,Compact<u16>)>,Option<u128>,i64)",
          plain,
        );
        expect(u8aToHex(bytes)).toBe(theirs.toHex());
        expect(codec.decode(shape, bytes)).toEqual(plain);
      }),
    );
  });

  it("gives back what it wrote of commitments, and refuses every shortened form", () => {
    const field = fc.oneof(
      fc.constant("None"),
      fc.constant("ResetBondsFlag"),
      hex(128).map((text) => ({ [`Raw${(text.length - 2) / 2}`]: [text] })),
      hex(512).map((text) => ({ BigRaw: [text] })),
      fc.record({
        TimelockEncrypted: fc.record({ encrypted: hex(64), reveal_round: fc.bigInt({ min: 0n, max: 99n }) }),
      }),
    );
    fc.assert(
      fc.property(fc.record({ fields: fc.array(field, { maxLength: 3 }) }), (info) => {
        const bytes = codec.encode(commitmentInfo, info);
        expect(codec.decode(commitmentInfo, bytes)).toEqual(info);
        for (let cut = 0; cut < bytes.length; cut++) {
          expect(() => codec.decode(commitmentInfo, bytes.subarray(0, cut))).toThrow(ScaleDecodeError);
        }
      }),
    );
  });

  it("never fails otherwise than by saying that the bytes are no value", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom(commitmentInfo, eventRecord, era),
        (bytes, type) => {
          try {
            codec.decode(type, bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(ScaleDecodeError);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it("doesn't believe a length that is longer than the bytes", () => {
    expect(() => codec.decode(sequence(u8), hexToU8a("0xfeffffff00"))).toThrow(ScaleDecodeError);
  });

  it("refuses calls that lie in calls without end", () => {
    const batchOfOne = "0b0004";
    const nested = (depth: number) => hexToU8a(`0x${batchOfOne.repeat(depth)}000000`);
    expect(codec.decode(runtimeCall, nested(200))).toBeTypeOf("object");
    expect(() => codec.decode(runtimeCall, nested(100_000))).toThrow("nested too deeply");
  });

  it("says what isn't of the type", () => {
    expect(() => codec.encode(u16, "two")).toThrow(TypeError);
    expect(() => codec.encode(commitmentInfo, { fields: [{ Raw3: ["0x01"] }] })).toThrow(TypeError);
  });
});
