import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bls12_381 } from "@noble/curves/bls12-381";
import { hexToU8a, u8aToHex } from "@polkadot/util";
import { describe, expect, it, onTestFinished } from "vitest";
import { sharedDir } from "../../../scripts/needs.ts";
import { value } from "../../sandbox/chain/test-support/practice.ts";
import { connectChain } from "../connect.ts";
import { Runtime } from "../runtime.ts";
import { ScriptedNode } from "../scripted-node.ts";
import { openLocked, roundMessage } from "../timelock/lock.ts";
import { timelockPayload } from "./timelocked.ts";

const shared = sharedDir();
const netuid = 96;
const alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
const bob = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";
const facts = { specName: "node-subtensor", specVersion: 365, transactionVersion: 1, ss58Prefix: 42 };
const clockMs = 1_760_000_000_000;

/** The runtime of December 2025 at block 40, on a subnet of tempo 9: epochs are computed from the block's number. */
async function olderChain() {
  // Without runtime APIs, which a scripted node has none of.
  const metadata = Buffer.from(
    readFileSync(join(shared!, "chain", "finney-spec365-metadata-v16.scale"))
      .toString("latin1")
      .replaceAll("get_selective_metagraph", "got_selective_metagraph"),
    "latin1",
  );
  const runtime = new Runtime(metadata, facts);
  const node = await ScriptedNode.start(metadata);
  onTestFinished(() => node.close());
  node.specVersion = 365;
  for (let number = 1; number <= 40; number++) node.addBlock([]);
  const store = (pallet: string, entry: string, keys: readonly unknown[], type: string, stored: unknown) =>
    node.storage.set(
      runtime.storageKey(pallet, entry, keys),
      runtime.registry.createTypeUnsafe(type, [stored]).toHex(true),
    );
  store("SubtensorModule", "Tempo", [netuid], "u16", 9);
  store("SubtensorModule", "NetworksAdded", [netuid], "bool", true);
  store("Timestamp", "Now", [], "u64", clockMs);
  const client = value(await connectChain({ endpoints: [node.url], timeoutMs: 5000 }));
  onTestFinished(() => client.close());
  return { client, store };
}

describe.skipIf(shared === null)("a runtime from before dynamic tempos", () => {
  it("counts epochs by the block's number", async () => {
    const { client } = await olderChain();
    expect(value(await client.epochClock({ netuid }))).toMatchObject({
      block: { number: 40 },
      epoch: 13,
      tempo: 9,
      nextEpochBlock: 43,
      blocksLeft: 3,
    });
  });

  it("keeps the blocks of hash commits, from which their epochs follow", async () => {
    const { client, store } = await olderChain();
    const hashes = ["01", "02", "03"].map((byte) => `0x${byte.repeat(32)}`);
    store("SubtensorModule", "WeightCommits", [netuid, alice], "Vec<(H256, u64, u64, u64)>", [
      [hashes[0], 15, 23, 32],
      [hashes[1], 25, 33, 42],
      [hashes[2], 35, 43, 52],
    ]);
    const queue = "Vec<(AccountId, u64, Vec<u8>, u64)>";
    store("SubtensorModule", "TimelockedWeightCommits", [netuid, 13], queue, [
      [bob, 34, "0xaa", 1000],
      [alice, 35, "0xbb", 1001],
    ]);
    const { hashed, timelocked } = value(await client.weightCommits({ netuid, hotkey: alice }));
    const committed = { block: 15, epoch: 11, revealEpoch: 12, revealFrom: 23, revealTo: 32 };
    expect(hashed).toEqual([
      { hash: hashes[0], ...committed, state: "expired" },
      {
        hash: hashes[1],
        block: 25,
        epoch: 12,
        revealEpoch: 13,
        revealFrom: 33,
        revealTo: 42,
        state: "revealable",
      },
      {
        hash: hashes[2],
        block: 35,
        epoch: 13,
        revealEpoch: 14,
        revealFrom: 43,
        revealTo: 52,
        state: "waiting",
      },
    ]);
    expect(timelocked).toEqual([
      {
        commit: "0xbb",
        revealRound: 1001,
        block: 35,
        epoch: 13,
        revealEpoch: 14,
        revealFrom: 43,
        revealTo: 52,
      },
    ]);
  });

  it("has weights locked under the beacon that it names", async () => {
    const { client, store } = await olderChain();
    const { shortSignatures } = bls12_381;
    const secret = new Uint8Array(32).fill(7);
    const scheme = "bls-unchained-g1-rfc9380";
    const config = "(Bytes, u32, u32, Bytes, Bytes, Bytes, Bytes)";
    const publicKey = u8aToHex(shortSignatures.getPublicKey(secret).toBytes(true));
    store("Drand", "BeaconConfig", [], config, [publicKey, 5, 1_759_999_000, "0x", "0x", scheme, "0x"]);
    const weights = { netuid, hotkey: alice, uids: [3], values: [65_535], versionKey: 1n };
    const { commit, revealRound, commitRevealVersion } = value(await client.timelock(weights));
    expect(commitRevealVersion).toBe(4);
    // Blocks 43 + 2 (a quarter of the epoch) come 60 s after block 40.
    expect(revealRound).toBe(Math.floor((1000 + 60) / 5));
    const message = shortSignatures.hash(
      roundMessage(revealRound),
      "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_",
    );
    const signature = shortSignatures.sign(message, secret).toBytes(true);
    expect(openLocked(hexToU8a(commit), signature)).toEqual(timelockPayload(weights, true));

    store("Drand", "BeaconConfig", [], config, [publicKey, 5, 0, "0x", "0x", "pedersen-bls-chained", "0x"]);
    expect(await client.timelock(weights)).toMatchObject({ error: { code: "RuntimeChanged" } });
  });
});
