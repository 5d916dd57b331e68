import { type EngineProcess, probeCard } from "../../../src-shared/engine/index.ts";

/**
 * From how many times the processor's speed the graphics card is taken without being asked for. It is measured on large
 * products, where cards shine; half of that is lost on the small steps in between.
 */
const WORTHWHILE = 2;

export interface CardScoutOptions {
  readonly spawn: () => EngineProcess;
  readonly log: (what: string) => void;
}

/** Whether there is a graphics card that is worth its while: found out when it is first asked for, then remembered. */
export class CardScout {
  readonly #options: CardScoutOptions;
  #answer: Promise<boolean> | null = null;

  constructor(options: CardScoutOptions) {
    this.#options = options;
  }

  /** Never rejects; what was broken off is found out anew the next time. */
  async isWorthwhile(signal: AbortSignal): Promise<boolean> {
    this.#answer ??= this.#probe(signal);
    const answer = await this.#answer;
    if (signal.aborted) this.#answer = null;
    return answer;
  }

  /** A card that failed a run is not taken again without being asked for, until Assay is started again. */
  giveUp(): void {
    this.#answer = Promise.resolve(false);
  }

  async #probe(signal: AbortSignal): Promise<boolean> {
    const speedup = await probeCard(this.#options.spawn(), { signal });
    this.#options.log(
      speedup === null
        ? "no graphics card answers"
        : `the graphics card has ${speedup.toFixed(1)} times the processor's speed`,
    );
    return speedup !== null && speedup >= WORTHWHILE;
  }
}
