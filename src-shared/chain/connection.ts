import type { ChainStatus } from "./client.ts";
import { ChainError } from "./errors.ts";
import { Link, RpcFailure } from "./link.ts";

export interface ConnectionOptions {
  /** Tried in order, again and again. */
  readonly endpoints: readonly string[];
  /** For opening a connection and for each request. */
  readonly timeoutMs: number;
  readonly backOff: BackOff;
  /** Run on every new link before anything else uses it. What it throws refuses the endpoint. */
  readonly greet: (link: Link) => Promise<void>;
  readonly onStatus: (status: ChainStatus) => void;
}

export interface BackOff {
  readonly firstMs: number;
  readonly mostMs: number;
}

const pingEveryMs = 15_000;

/** Keeps one link open, moving to the next endpoint and waiting longer each time one fails. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #stopped = new AbortController();
  #link: Link | null = null;
  #status: ChainStatus;
  #nextLink = Promise.withResolvers<Link>();

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#status = { kind: "connecting", endpoint: options.endpoints[0] ?? "", attempt: 1 };
    this.#nextLink.promise.catch(() => undefined);
  }

  get status(): ChainStatus {
    return this.#status;
  }

  /** Tries every endpoint once, then keeps the connection up until `close`. Throws where none answers. */
  async start(signal: AbortSignal): Promise<void> {
    let failure: ChainError | null = null;
    for (const [place, endpoint] of this.#options.endpoints.entries()) {
      if (signal.aborted) throw new ChainError("Cancelled");
      try {
        const link = await this.#open(endpoint, place + 1, signal);
        void this.#keep(link, place);
        return;
      } catch (error) {
        failure = asChainError(error);
      }
    }
    if (signal.aborted) throw new ChainError("Cancelled");
    if (failure !== null && failure.code !== "ChainOffline") throw failure;
    throw new ChainError("ChainOffline", { endpoints: this.#options.endpoints.join(", ") });
  }

  /** The open link; waits for the next one where there is none just now, as long as a request may take. */
  async link(): Promise<Link> {
    if (this.#link?.isOpen) return this.#link;
    if (this.#stopped.signal.aborted) throw closedByUs();
    const { promise, reject, resolve } = Promise.withResolvers<Link>();
    const timer = setTimeout(
      () => reject(new ChainError("ChainOffline", { endpoints: this.#options.endpoints.join(", ") })),
      this.#options.timeoutMs,
    );
    this.#nextLink.promise.then(resolve, reject);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Reading is safe to repeat: one lost connection is made up for. Throws `ChainError` or `RpcFailure`. */
  async read(method: string, params: readonly unknown[] = []): Promise<unknown> {
    const link = await this.link();
    try {
      return await link.request(method, params);
    } catch (error) {
      if (!(error instanceof ChainError) || error.code !== "ChainConnectionLost") throw error;
      return (await this.link()).request(method, params);
    }
  }

  async close(): Promise<void> {
    this.#stopped.abort();
    this.#nextLink.reject(closedByUs());
    const link = this.#link;
    this.#link = null;
    if (link === null) return;
    link.close();
    await link.closed;
  }

  async #open(endpoint: string, attempt: number, signal: AbortSignal): Promise<Link> {
    this.#report({ kind: "connecting", endpoint, attempt });
    const link = await Link.open(endpoint, this.#options.timeoutMs, signal);
    try {
      await this.#options.greet(link);
    } catch (error) {
      link.close();
      throw error;
    }
    if (this.#stopped.signal.aborted) {
      link.close();
      throw closedByUs();
    }
    this.#link = link;
    this.#nextLink.resolve(link);
    this.#report({ kind: "online", endpoint });
    return link;
  }

  async #keep(first: Link, firstPlace: number): Promise<void> {
    const { endpoints, backOff } = this.#options;
    const stopped = this.#stopped.signal;
    let place = firstPlace;
    await this.#untilGone(first);
    let lost = new ChainError("ChainConnectionLost", { endpoint: first.endpoint });
    let attempt = 0;
    while (!stopped.aborted) {
      attempt++;
      const waitMs =
        attempt === 1 ? 0 : jittered(Math.min(backOff.firstMs * 2 ** (attempt - 2), backOff.mostMs));
      this.#report({ kind: "offline", endpoint: endpoints[place] ?? "", error: lost, retryInMs: waitMs });
      await pause(waitMs, stopped);
      if (stopped.aborted) return;
      if (attempt > 1) place = (place + 1) % endpoints.length;
      try {
        const link = await this.#open(endpoints[place] ?? "", attempt, stopped);
        await this.#untilGone(link);
        lost = new ChainError("ChainConnectionLost", { endpoint: link.endpoint });
        attempt = 0;
      } catch (error) {
        lost = asChainError(error);
      }
    }
  }

  /** A connection whose other side vanished says nothing: only an unanswered ping shows it. */
  async #untilGone(link: Link): Promise<void> {
    const pings = setInterval(() => {
      link.request("system_health", []).catch((error: unknown) => {
        if (error instanceof ChainError) link.close();
      });
    }, pingEveryMs);
    pings.unref();
    await link.closed;
    clearInterval(pings);
    this.#link = null;
    if (this.#stopped.signal.aborted) return;
    this.#nextLink = Promise.withResolvers<Link>();
    this.#nextLink.promise.catch(() => undefined);
  }

  #report(status: ChainStatus): void {
    if (this.#stopped.signal.aborted) return;
    this.#status = status;
    this.#options.onStatus(status);
  }
}

/** Half to all of it at random, so that many clients of one endpoint don't come back at once. */
function jittered(ms: number): number {
  return Math.round(ms * (0.5 + Math.random() / 2));
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}

function closedByUs(): ChainError {
  return new ChainError("ChainConnectionLost", { endpoint: "closed" });
}

export function asChainError(error: unknown): ChainError {
  if (error instanceof ChainError) return error;
  if (error instanceof RpcFailure)
    return new ChainError(
      "ChainRequestFailed",
      { what: "a request", reason: error.reason },
      { cause: error },
    );
  throw error;
}
