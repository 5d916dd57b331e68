import type { EngineCommand, EngineMessage } from "./contract.ts";
import type { EngineProcess } from "./remote-engine.ts";

export interface CardProbe {
  readonly signal?: AbortSignal;
  /** How long an answer is waited for: drivers may hang. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 20_000;

/**
 * How many times as fast as the processor the graphics card is, measured by a process that was started for it, which is
 * ended afterwards. Null where no card answers, whatever the reason: drivers fail in many ways, and none is the user's.
 */
export function probeCard(
  child: EngineProcess,
  { signal, patienceMs = PATIENCE_MS }: CardProbe = {},
): Promise<number | null> {
  return new Promise((resolve) => {
    const finish = (speedup: number | null): void => {
      clearTimeout(impatience);
      signal?.removeEventListener("abort", giveUp);
      resolve(speedup);
      child.kill();
    };
    const giveUp = (): void => finish(null);
    const impatience = setTimeout(giveUp, patienceMs);
    child.onMessage((received) => {
      const message = received as EngineMessage;
      if (message.kind === "ready") child.send({ kind: "probe" } satisfies EngineCommand);
      if (message.kind === "probed") finish(message.speedup);
      if (message.kind === "failed") giveUp();
    });
    void child.exited.then(giveUp);
    if (signal?.aborted) giveUp();
    else signal?.addEventListener("abort", giveUp, { once: true });
  });
}
