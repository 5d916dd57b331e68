import type { Header } from "@polkadot/types/interfaces";
import type { BlockRef } from "./client.ts";
import type { Link } from "./link.ts";
import type { Runtime } from "./runtime.ts";

const notifications = {
  notification: "chain_newHead",
  subscribe: "chain_subscribeNewHeads",
  unsubscribe: "chain_unsubscribeNewHeads",
};

/** Blocks whose arrival is remembered to learn how long one takes. */
const remembered = 10;
const fewestToJudge = 4;

/** The best blocks as they come, over every reconnection. */
export class Heads {
  readonly #listeners = new Set<(head: BlockRef) => void>();
  readonly #arrivals: { readonly number: number; readonly atMs: number }[] = [];
  #latest: BlockRef | null = null;

  /** Milliseconds a block takes, as seen here; null before enough have come. */
  get blockTimeMs(): number | null {
    const first = this.#arrivals[0];
    const last = this.#arrivals.at(-1);
    if (first === undefined || last === undefined || this.#arrivals.length < fewestToJudge) return null;
    return Math.max(1, Math.round((last.atMs - first.atMs) / (last.number - first.number)));
  }

  /** Takes its heads from this link until the link is gone. */
  async follow(link: Link, runtime: Runtime): Promise<void> {
    this.#arrivals.length = 0;
    await link.subscribe(notifications, [], (notification) => {
      const head = headOf(runtime, notification);
      if (head !== null) this.#arrived(head);
    });
  }

  listen(callback: (head: BlockRef) => void): () => void {
    this.#listeners.add(callback);
    if (this.#latest !== null) callback(this.#latest);
    return () => this.#listeners.delete(callback);
  }

  #arrived(head: BlockRef): void {
    this.#latest = head;
    const last = this.#arrivals.at(-1);
    if (last === undefined || head.number > last.number)
      this.#arrivals.push({ number: head.number, atMs: performance.now() });
    if (this.#arrivals.length > remembered) this.#arrivals.shift();
    for (const listener of [...this.#listeners]) listener(head);
  }
}

/** A header's hash is that of its SCALE bytes; null where it is no header. */
function headOf(runtime: Runtime, notification: unknown): BlockRef | null {
  try {
    const header = runtime.registry.createTypeUnsafe<Header>("Header", [notification]);
    return { number: header.number.toNumber(), hash: header.hash.toHex() };
  } catch {
    return null;
  }
}
