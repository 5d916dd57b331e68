/** Where in a call a connection is cut: before the node hears it, or after it took effect and before the answer. */
export type CutMoment = "before" | "after";

/** Something to do wrong when a method is called. */
export interface CallFault {
  /** The method's name; `*` for any. */
  readonly method: string;
  /** Which call from now on, 1 the next. */
  readonly nth?: number;
  readonly kind:
    | { readonly name: "dropConnection"; readonly when: CutMoment }
    | { readonly name: "delay"; readonly ms: number }
    | {
        readonly name: "answerError";
        readonly code: number;
        readonly message: string;
        readonly data?: string;
      };
}

/** Faults that wait for their call. */
export class CallFaults {
  #waiting: { readonly fault: CallFault; left: number }[] = [];

  add(fault: CallFault): void {
    this.#waiting.push({ fault, left: fault.nth ?? 1 });
  }

  /** The faults that this call meets; each is met once. */
  meet(method: string): readonly CallFault["kind"][] {
    const met: CallFault["kind"][] = [];
    for (const waiting of this.#waiting) {
      if (waiting.fault.method !== "*" && waiting.fault.method !== method) continue;
      waiting.left -= 1;
      if (waiting.left === 0) met.push(waiting.fault.kind);
    }
    this.#waiting = this.#waiting.filter(({ left }) => left > 0);
    return met;
  }

  clear(): void {
    this.#waiting = [];
  }
}
