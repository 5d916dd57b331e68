import type { StatusSnapshot } from "../status/snapshot.ts";

/** The loop looks around at least this often, and after each step of an evaluation. */
const LONGEST_BEAT_MS = 10 * 60_000;
/** A chain that shows no new block for so many block times is not followed any more. */
const MOST_BLOCKS_MISSED = 10;
const SHORTEST_SILENCE_MS = 120_000;

export interface Health {
  readonly isHealthy: boolean;
  /** Each a sentence; empty where it is healthy. */
  readonly reasons: readonly string[];
}

/** Whether somebody should look after the service, and why. */
export function healthOf(snapshot: StatusSnapshot, nowMs: number): Health {
  const reasons = [...reasonsOf(snapshot, nowMs)];
  return { isHealthy: reasons.length === 0, reasons };
}

function* reasonsOf(snapshot: StatusSnapshot, nowMs: number): Iterable<string> {
  const { phase, lastBeatAt, network, block, weights, workers, signer, service } = snapshot;
  const silentMs = nowMs - Date.parse(lastBeatAt);
  if (phase.name === "stopped") yield "The service has stopped.";
  else if (silentMs > LONGEST_BEAT_MS) {
    yield `The loop is stuck in ${phase.name}: nothing happened for ${Math.round(silentMs / 60_000)} minutes.`;
  }
  const patienceMs = Math.max(MOST_BLOCKS_MISSED * network.blockTimeMs, SHORTEST_SILENCE_MS);
  if (block !== null && nowMs - Date.parse(block.at) > patienceMs) {
    yield network.isOnline ? "The chain shows no new blocks." : "No node of the chain answers.";
  }
  if (signer !== null && signer.uid === null) yield "The hotkey is not registered on the subnet.";
  else if (signer !== null && !signer.hasPermit) yield "The hotkey has no validator permit.";
  if (weights.isOverdue && !service.dryRun) yield "Weights are overdue: a window went by without them.";
  const missed = weights.pendingReveals.some(
    ({ toBlock }) => toBlock !== null && toBlock < (block?.number ?? 0),
  );
  if (missed) yield "Committed weights were not revealed in time.";
  if (workers.length > 0 && workers.every(({ state }) => state === "lost")) yield "Every worker is lost.";
}
