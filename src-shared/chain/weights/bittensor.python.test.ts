import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { u8aToHex } from "@polkadot/util";
import { expect, test } from "vitest";
import { pythonPeers } from "../../../scripts/needs.ts";
import type { SubnetSettings } from "../../sandbox/chain/index.ts";
import { PracticeBeacon } from "../../sandbox/chain/runtime/beacon.ts";
import { temporaryFolder } from "../../sandbox/chain/test-support/chain.ts";
import {
  goTo,
  type Practice,
  send,
  startPractice,
  value,
} from "../../sandbox/chain/test-support/practice.ts";
import { quicknet } from "../timelock/beacon.ts";
import { lockUntil } from "../timelock/lock.ts";
import { newSalt, weightCommitHash } from "./commit-hash.ts";
import { byteVector, u64 } from "./scale.ts";
import { revealRound, timelockPayload } from "./timelocked.ts";

const [open, hashed, timelocked] = [96, 97, 98] as const;
const weights = { uids: [1, 2], values: [65_535, 32_767], versionKey: 0n };

interface Seen {
  readonly subnets: Readonly<Record<string, unknown>>;
  readonly hash: string;
  readonly opened: string;
  readonly rounds: readonly (readonly [before: number, round: number, after: number])[];
}

async function ask(question: object): Promise<Seen> {
  const peers = pythonPeers();
  if (peers === null) throw new Error("the Python peers are not set up");
  const script = fileURLToPath(new URL("./weights_peer.py", import.meta.url));
  const child = spawn(peers.python, [script], {
    env: { ...process.env, HOME: temporaryFolder(), BT_NO_PARSE_CLI_ARGS: "1" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.end(JSON.stringify(question));
  const [said, complaints] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  if (child.exitCode !== 0) throw new Error(complaints);
  return JSON.parse(said.trim().split("\n").at(-1) ?? "") as Seen;
}

/** Weights in each of the three ways, all of them counting. */
async function setEverywhere(practice: Practice): Promise<void> {
  const { client, validator } = practice;
  const hotkey = validator.address;
  const salt = newSalt();
  const hash = weightCommitHash({ hotkey, netuid: hashed, salt, ...weights });
  const lock = value(await client.timelock({ netuid: timelocked, hotkey, ...weights }));
  const sent = [
    await send(practice, open, { kind: "set", ...weights }),
    await send(practice, hashed, { kind: "commit", hash }),
    await send(practice, timelocked, { kind: "timelocked", ...lock }),
  ];
  goTo(practice, 20);
  sent.push(await send(practice, hashed, { kind: "reveal", salt, ...weights }));
  expect(sent.map(({ kind }) => kind)).toEqual(Array(4).fill("finalized"));
  // The chain runs two epochs a block: the third subnet's comes a block late.
  goTo(practice, 41);
}

test("the bittensor SDK reads what we set, hashes as we do, opens what we lock, and picks our rounds", async () => {
  const settings: SubnetSettings = { tempo: 20, weightsRateLimitBlocks: 0 };
  const practice = await startPractice({
    [open]: settings,
    [hashed]: { ...settings, commitReveal: true },
    [timelocked]: { ...settings, commitReveal: true },
  });
  await setEverywhere(practice);

  const hotkey = practice.validator.address;
  const promised = {
    hotkey,
    netuid: 97,
    uids: [3, 200],
    values: [9, 65_535],
    salt: [7, 40_000],
    versionKey: 5n,
  };
  const beacon = new PracticeBeacon(`0x${"77".repeat(32)}`);
  const payload = timelockPayload({ netuid: timelocked, hotkey, ...weights }, true);
  const commit = lockUntil(Buffer.from(beacon.publicKey.slice(2), "hex"), 12_345, payload);
  const schedules = [
    { lastBlock: 5000, tempo: 360, block: 5100, period: 1 },
    { lastBlock: 5000, tempo: 360, block: 5358, period: 1 },
    { lastBlock: 5000, tempo: 360, block: 5001, period: 3 },
    { lastBlock: 5000, tempo: 99, block: 5050, period: 10 },
  ];
  const seen = await ask({
    url: practice.chain.url,
    netuids: [open, hashed, timelocked],
    hash: {
      address: hotkey,
      netuid: promised.netuid,
      uids: promised.uids,
      values: promised.values,
      version_key: Number(promised.versionKey),
      salt: promised.salt,
    },
    locked: {
      commit: Buffer.concat([byteVector(commit), u64(12_345n)]).toString("hex"),
      signature: beacon.pulse(12_345n).signature.slice(2),
    },
    schedules: schedules.map(({ lastBlock, tempo, block, period }) => ({
      last_epoch_block: lastBlock,
      pending_epoch_at: 0,
      subnet_epoch_index: 14,
      tempo,
      current_block: block,
      subnet_reveal_period_epochs: period,
      block_time: 12,
    })),
  });

  const row = [
    [1, 65_535],
    [2, 32_767],
  ];
  for (const netuid of [open, hashed, timelocked]) {
    const found = seen.subnets[netuid] as { weights: unknown; W: number[][]; incentive: number[] };
    expect(found.weights).toEqual([[0, row]]);
    expect(found.W[0]?.map((weight) => Math.round(weight * 3))).toEqual([0, 2, 1]);
    expect(found.incentive.map((share) => Math.round(share * 3))).toEqual([0, 2, 1]);
  }
  expect(seen.hash).toBe(weightCommitHash(promised));
  expect(seen.opened).toBe(u8aToHex(payload).slice(2));
  for (const [index, { lastBlock, tempo, block, period }] of schedules.entries()) {
    const [before, round, after] = seen.rounds[index] ?? [0, 0, 0];
    const ours = (seconds: number): number =>
      revealRound({
        beacon: quicknet,
        block,
        blockMs: seconds * 1000,
        blockTimeMs: 12_000,
        epoch: { index: 14, nextBlock: lastBlock + tempo, period: tempo },
        revealPeriodEpochs: period,
        lastRound: null,
      });
    expect(round).toBeGreaterThanOrEqual(ours(before));
    expect(round).toBeLessThanOrEqual(ours(after));
  }
});
