import type { StateReader } from "../../../state/view.ts";
import { subtensor } from "../../items.ts";

const MAX_TEMPO = 50_400n;

/** Whether the subnet's epoch is due at the block. */
export function isEpochDue(state: StateReader, netuid: number, block: number): boolean {
  const tempo = BigInt(state.get(subtensor.tempo, netuid));
  if (tempo === 0n) return false;
  const pending = state.get(subtensor.pendingEpochAt, netuid);
  if (pending > 0n && BigInt(block) >= pending) return true;
  if (state.get(subtensor.blocksSinceLastStep, netuid) > MAX_TEMPO) return true;
  return BigInt(block) - state.get(subtensor.lastEpochBlock, netuid) >= tempo;
}

/** The epoch a commit or a reveal made in this block belongs to: one ahead where the epoch is due but was put off. */
export function epochWithLookahead(state: StateReader, netuid: number, block: number): bigint {
  const epoch = state.get(subtensor.subnetEpochIndex, netuid);
  return isEpochDue(state, netuid, block) ? epoch + 1n : epoch;
}

/** The block at which the next epoch is expected; null where the subnet runs none. */
export function nextEpochBlock(state: StateReader, netuid: number): bigint | null {
  const tempo = BigInt(state.get(subtensor.tempo, netuid));
  if (tempo === 0n) return null;
  const next = state.get(subtensor.lastEpochBlock, netuid) + tempo;
  const pending = state.get(subtensor.pendingEpochAt, netuid);
  return pending > 0n && pending < next ? pending : next;
}
