import { sha256 } from "@noble/hashes/sha2";
import { hexToU8a, stringToHex, u8aToHex } from "@polkadot/util";
import type { Hex } from "../../state/bytes.ts";
import type { StateReader, StateWriter } from "../../state/view.ts";
import type { PracticeBeacon } from "../beacon.ts";
import type { CallContext } from "../dispatch.ts";
import { drand, subtensor } from "../items.ts";

const PERIOD_S = 3;
/** Signing takes milliseconds, and chains of tests run through weeks: not every round is worth it. */
const STORED_AT_LEAST_EVERY = 20n;
/** An hour. */
const KEPT_ROUNDS = 1200n;

/** Makes the chain follow its own beacon, whose second round comes with the first block's parent. */
export function followBeacon(state: StateWriter, publicKey: Hex, nowMs: number): void {
  state.set(drand.beaconConfig, [], {
    public_key: publicKey,
    period: PERIOD_S,
    genesis_time: Math.max(0, Math.floor(nowMs / 1000) - PERIOD_S),
    hash: u8aToHex(sha256(hexToU8a(publicKey))),
    group_hash: u8aToHex(sha256(new Uint8Array())),
    scheme_id: stringToHex("bls-unchained-g1-rfc9380"),
    metadata: { beacon_id: stringToHex("sandbox") },
  });
}

/**
 * Stores what the beacon gave until now. The live chain stores every round, by unsigned transactions; here rounds come
 * with the block's timestamp, and only those that a time-locked commit waits for, and one a minute.
 */
export function storePulses(context: CallContext, beacon: PracticeBeacon, nowMs: number): void {
  const { state } = context;
  const last = state.get(drand.lastStoredRound);
  const newest = newestRound(state, nowMs);
  if (newest <= last) return;
  const awaited = awaitedRounds(state).filter((round) => round > last && round <= newest);
  const rounds = newest - last >= STORED_AT_LEAST_EVERY ? [...awaited, newest] : awaited;
  const stored = [...new Set(rounds)].sort((a, b) => Number(a - b));
  const latest = stored.at(-1);
  if (latest === undefined) return;
  for (const round of stored) state.set(drand.pulses, [round], { round, ...beacon.pulse(round) });
  state.set(drand.lastStoredRound, [], latest);
  forgetBefore(state, latest - KEPT_ROUNDS);
  context.emit("Drand", "NewPulse", { rounds: stored });
}

function newestRound(state: StateReader, nowMs: number): bigint {
  const { genesis_time, period } = state.get(drand.beaconConfig);
  return BigInt(Math.floor((nowMs / 1000 - genesis_time) / period) + 1);
}

const awaitedRounds = (state: StateReader): readonly bigint[] =>
  [...state.entries(subtensor.timelockedCommits)].flatMap(([, queue]) => queue.map(([, , , round]) => round));

function forgetBefore(state: StateWriter, oldestKept: bigint): void {
  let oldest: bigint | null = null;
  for (const [[round]] of [...state.entries(drand.pulses)]) {
    if (round < oldestKept) state.remove(drand.pulses, round);
    else if (oldest === null || round < oldest) oldest = round;
  }
  state.set(drand.oldestStoredRound, [], oldest ?? 0n);
}
