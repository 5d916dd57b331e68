import { randomBytes } from "node:crypto";
import { tooManySubscriptions } from "./errors.ts";

export interface Notification {
  readonly jsonrpc: "2.0";
  readonly method: string;
  readonly params: { readonly subscription: string; readonly result: unknown };
}

const MAX_SUBSCRIPTIONS = 1024;

/** One connection's subscriptions. */
export class Session {
  readonly #send: (notification: Notification) => void;
  readonly #subscriptions = new Map<string, () => void>();
  #begins: (() => void)[] = [];

  constructor(send: (notification: Notification) => void) {
    this.#send = send;
  }

  /**
   * Makes a subscription and answers its id. It begins once `answered` says that the answer with the id is on its
   * way: clients lose what comes before they know the id.
   */
  subscribe(method: string, begin: (notify: (result: unknown) => void) => () => void): string {
    if (this.#subscriptions.size >= MAX_SUBSCRIPTIONS) throw tooManySubscriptions(MAX_SUBSCRIPTIONS);
    const id = randomBytes(12).toString("base64url");
    let isStopped = false;
    const notify = (result: unknown): void => {
      if (!isStopped) this.#send({ jsonrpc: "2.0", method, params: { subscription: id, result } });
    };
    let stop: (() => void) | null = null;
    this.#subscriptions.set(id, () => {
      isStopped = true;
      stop?.();
    });
    this.#begins.push(() => {
      if (!isStopped) stop = begin(notify);
    });
    return id;
  }

  /** Begins the subscriptions whose ids were just sent. */
  answered(): void {
    const begins = this.#begins;
    this.#begins = [];
    for (const begin of begins) begin();
  }

  unsubscribe(id: unknown): boolean {
    if (typeof id !== "string") return false;
    const stop = this.#subscriptions.get(id);
    stop?.();
    return this.#subscriptions.delete(id);
  }

  close(): void {
    for (const stop of this.#subscriptions.values()) stop();
    this.#subscriptions.clear();
  }
}
