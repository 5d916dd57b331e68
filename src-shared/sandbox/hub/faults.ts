/**
 * Faults that the sandbox plays on request, so that what a client does about them can be tried:
 * the nth request whose "METHOD path" matches is answered with an error, cut off or held back.
 */
export interface HubFault {
  /** Matched against "METHOD /path?query". */
  readonly match: RegExp;
  /** Which matching request it hits, from 1; default the next one. */
  readonly nth?: number;
  /** How many matching requests in a row it hits; default 1. */
  readonly times?: number;
  /** "before": the request has no effect. "after": it has, but its answer is lost. Default "before". */
  readonly when?: "before" | "after";
  readonly effect:
    | { readonly kind: "status"; readonly status: number; readonly retryAfterSeconds?: number }
    | { readonly kind: "drop" }
    /** Lets so many bytes of a file through, up or down, and then cuts the connection. */
    | { readonly kind: "cut"; readonly afterBytes: number }
    /** Files arrive, but not as they are. */
    | { readonly kind: "spoil" }
    | { readonly kind: "delay"; readonly ms: number };
}

export class HubFaults {
  readonly #pending: { fault: HubFault; seen: number }[] = [];

  add(fault: HubFault): void {
    this.#pending.push({ fault, seen: 0 });
  }

  clear(): void {
    this.#pending.length = 0;
  }

  /** The fault that this request meets, or null. Counts the request. */
  take(request: string): HubFault | null {
    let hit: HubFault | null = null;
    for (const entry of this.#pending) {
      const { match, nth = 1, times = 1 } = entry.fault;
      if (!match.test(request)) continue;
      entry.seen++;
      if (hit === null && entry.seen >= nth && entry.seen < nth + times) hit = entry.fault;
    }
    return hit;
  }
}
