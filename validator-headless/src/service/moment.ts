import type { ChainClient } from "../../../src-shared/chain/index.ts";
import { unwrap } from "../../../src-shared/contract/index.ts";
import type { Moment } from "../round/slots.ts";
import type { RoundRecord } from "../store/records.ts";

/** Where the chain is now. Throws a `ChainError`. */
export async function momentNow(chain: ChainClient, netuid: number): Promise<Moment> {
  const head = unwrap(await chain.head());
  const [nowMs, epoch] = await Promise.all([
    chain.chainTime({ at: head.hash }).then(unwrap),
    chain.epochClock({ netuid, at: head.hash }).then(unwrap),
  ]);
  return { head, nowMs, epoch };
}

/** Fires once a round's time is over by the chain's clock. What can't be read now is read with the next block. */
export function deadlineOf(
  chain: ChainClient,
  round: RoundRecord,
): { readonly signal: AbortSignal; readonly stop: () => void } {
  const controller = new AbortController();
  const stop = chain.onHeads((head) => {
    const { block, atMs } = round.deadline;
    if (block !== null && head.number >= block) controller.abort();
    if (atMs === null || controller.signal.aborted) return;
    void chain.chainTime({ at: head.hash }).then((time) => {
      if (time.ok && time.value >= atMs) controller.abort();
    });
  });
  return { signal: controller.signal, stop };
}
