import { bls12_381 } from "@noble/curves/bls12-381";
import { sha256 } from "@noble/hashes/sha2";
import { compactToU8a, hexToU8a, u8aConcat, u8aToHex } from "@polkadot/util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { roundMessage } from "../../../chain/index.ts";
import { lockUntil } from "../../../chain/timelock/lock.ts";
import { PracticeBeacon, readPayload } from "./beacon.ts";

const seed = `0x${"5e".repeat(32)}` as const;
const who = `0x${"a1".repeat(32)}` as const;
const beacon = new PracticeBeacon(seed);

const vector = (values: readonly number[]): Uint8Array =>
  u8aConcat(
    compactToU8a(values.length),
    ...values.map((value) => Uint8Array.of(value % 256, Math.floor(value / 256))),
  );
const versionBytes = (version: bigint): Uint8Array => new Uint8Array(BigUint64Array.of(version).buffer);
const u16s = fc.array(fc.integer({ min: 0, max: 65_535 }), { maxLength: 300 });
const weights = fc.record({
  uids: u16s,
  values: u16s,
  versionKey: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
});

describe("the beacon", () => {
  it("signs rounds so that anyone with its public key can tell", () => {
    const { shortSignatures } = bls12_381;
    const domain = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";
    const { signature, randomness } = beacon.pulse(1000n);
    const signed = (round: number) => shortSignatures.hash(roundMessage(round), domain);
    const isRight = (round: number) =>
      shortSignatures.verify(hexToU8a(signature), signed(round), hexToU8a(beacon.publicKey));
    expect([isRight(1000), isRight(1001)]).toEqual([true, false]);
    expect(randomness).toBe(u8aToHex(sha256(hexToU8a(signature))));
  });

  it("is the same for the same seed, and another for another", () => {
    expect(new PracticeBeacon(seed).publicKey).toBe(beacon.publicKey);
    expect(new PracticeBeacon(`0x${"5f".repeat(32)}`).publicKey).not.toBe(beacon.publicKey);
  });

  it("opens what is locked for a round with that round alone", () => {
    const payload = u8aConcat(compactToU8a(32), hexToU8a(who), vector([1]), vector([2]), versionBytes(3n));
    const ciphertext = u8aToHex(lockUntil(hexToU8a(beacon.publicKey), 77, payload));
    const opened = { uids: [1], values: [2], versionKey: 3n };
    expect(beacon.open({ who, ciphertext, round: 77n })).toEqual(opened);
    expect(beacon.open({ who, ciphertext, round: 78n })).toBeNull();
    expect(beacon.open({ who: `0x${"a2".repeat(32)}`, ciphertext, round: 77n })).toBeNull();
    expect(beacon.open({ who, ciphertext: "0x", round: 77n })).toBeNull();
  });

  it("survives any bytes in place of a ciphertext", () => {
    const real = lockUntil(hexToU8a(beacon.publicKey), 5, new Uint8Array(100));
    const spoilt = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc.nat(real.length - 1).map((length) => real.slice(0, length)),
      fc.tuple(fc.nat(real.length - 30), fc.integer({ min: 1, max: 255 })).map(([at, change]) => {
        const copy = real.slice();
        copy[at] = (copy[at] ?? 0) ^ change;
        return copy;
      }),
    );
    fc.assert(
      fc.property(spoilt, (bytes) => {
        expect(beacon.open({ who, ciphertext: u8aToHex(bytes), round: 5n })).toBeNull();
      }),
      { numRuns: 60 },
    );
  });
});

describe("a time-locked payload", () => {
  it("is read with its hotkey, which must be the committer's, and without one", () => {
    fc.assert(
      fc.property(weights, (all) => {
        const bare = u8aConcat(vector(all.uids), vector(all.values), versionBytes(all.versionKey));
        const owned = u8aConcat(compactToU8a(32), hexToU8a(who), bare);
        expect(readPayload(owned, who)).toEqual(all);
        expect(readPayload(owned, `0x${"a2".repeat(32)}`)).toBeNull();
      }),
    );
    const bare = u8aConcat(vector([1, 2]), vector([3, 4]), versionBytes(5n));
    expect(readPayload(bare, who)).toEqual({ uids: [1, 2], values: [3, 4], versionKey: 5n });
    expect(readPayload(new Uint8Array(3).fill(255), who)).toBeNull();
  });
});
