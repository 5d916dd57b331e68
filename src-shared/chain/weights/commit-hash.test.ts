import { u8aToHex } from "@polkadot/util";
import { decodeAddress, encodeAddress } from "@polkadot/util-crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { encodeMetadata } from "../../sandbox/chain/metadata/index.ts";
import { commitHash } from "../../sandbox/chain/runtime/pallets/subtensor/weights.ts";
import { ChainRuntime } from "../../sandbox/chain/runtime/runtime.ts";
import { Runtime } from "../runtime.ts";
import { newSalt, weightCommitHash } from "./commit-hash.ts";

const alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
const u16 = fc.integer({ min: 0, max: 65_535 });
const promised = fc.record({
  hotkey: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((key) => encodeAddress(key, 42)),
  netuid: u16,
  uids: fc.array(u16, { maxLength: 80 }),
  values: fc.array(u16, { maxLength: 80 }),
  salt: fc.array(u16, { maxLength: 20 }),
  versionKey: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
});

it("hashes what the sandbox's runtime hashes, and what SCALE by other hands encodes", () => {
  const sandbox = new ChainRuntime("spacePerEpoch");
  const facts = { specName: "node-subtensor", specVersion: 424, transactionVersion: 1, ss58Prefix: 42 };
  const { registry } = new Runtime(encodeMetadata(16), facts);
  const tuple = "(AccountId, u16, Vec<u16>, Vec<u16>, Vec<u16>, u64)";
  fc.assert(
    fc.property(promised, (all) => {
      const { hotkey, netuid, uids, values, salt, versionKey } = all;
      const expected = weightCommitHash(all);
      expect(commitHash(sandbox, u8aToHex(decodeAddress(hotkey)), all)).toBe(expected);
      const encoded = registry.createTypeUnsafe(tuple, [[hotkey, netuid, uids, values, salt, versionKey]]);
      expect(encoded.hash.toHex()).toBe(expected);
    }),
    { numRuns: 50 },
  );
});

it("hashes something else for anything else", () => {
  const base = { hotkey: alice, netuid: 96, uids: [1, 2], values: [3, 4], salt: [5, 6], versionKey: 7n };
  const others = [
    { ...base, netuid: 97 },
    { ...base, uids: [2, 1] },
    { ...base, values: [4, 3] },
    { ...base, salt: [6, 5] },
    { ...base, versionKey: 8n },
  ];
  const hashes = [base, ...others].map(weightCommitHash);
  expect(new Set(hashes).size).toBe(hashes.length);
});

it("salts with 16-bit numbers that don't come again", () => {
  const salts = Array.from({ length: 100 }, newSalt);
  expect(new Set(salts.map(String)).size).toBe(100);
  for (const salt of salts) expect(salt.every((part) => part >= 0 && part <= 65_535)).toBe(true);
});
