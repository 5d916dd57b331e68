import { WsProvider } from "@polkadot/api";
import { ChainError } from "./errors.ts";

/** What a JSON-RPC server answers instead of a result. */
export class RpcFailure extends Error {
  readonly code: number;
  /** The server's own words, such as "Custom error: 6". */
  readonly reason: string;

  constructor(code: number, message: string, data: unknown) {
    super(message);
    this.name = "RpcFailure";
    this.code = code;
    this.reason = typeof data === "string" ? data : message;
  }
}

export interface Subscription {
  /** Stops it; never fails, as the link may be gone already. */
  stop(): void;
}

/**
 * One WebSocket connection to one endpoint, from open to closed. A new connection is a new link, so that nothing
 * of the old one (its subscriptions, its half-sent requests) can come back by itself.
 */
export class Link {
  readonly endpoint: string;
  /** Settles once, when the connection is gone. */
  readonly closed: Promise<void>;
  readonly #provider: WsProvider;
  readonly #timeoutMs: number;
  readonly #gone = Promise.withResolvers<void>();
  /** How each request under way is told that the link is gone. */
  readonly #waiting = new Set<(error: ChainError) => void>();
  #isOpen = true;

  private constructor(endpoint: string, provider: WsProvider, timeoutMs: number) {
    this.endpoint = endpoint;
    this.#provider = provider;
    this.#timeoutMs = timeoutMs;
    this.closed = this.#gone.promise;
    provider.on("disconnected", () => this.#isGone());
  }

  /** Throws `ChainOffline` where the endpoint can't be reached in time. */
  static async open(endpoint: string, timeoutMs: number, signal: AbortSignal): Promise<Link> {
    if (!isEndpoint(endpoint)) throw new ChainError("ChainAddressInvalid", { address: endpoint });
    const provider = new WsProvider(endpoint, false, {}, timeoutMs);
    const link = new Link(endpoint, provider, timeoutMs);
    const connected = new Promise<boolean>((resolve) => {
      provider.on("connected", () => resolve(true));
    });
    const failed = link.closed.then(() => false);
    await provider.connect();
    const isConnected = await withDeadline(Promise.race([connected, failed]), timeoutMs, signal).catch(
      () => false,
    );
    if (isConnected) return link;
    link.close();
    throw new ChainError("ChainOffline", { endpoints: endpoint });
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Throws `RpcFailure` for the server's errors, `ChainTimeout` and `ChainConnectionLost`. */
  async request(method: string, params: readonly unknown[]): Promise<unknown> {
    return this.#guard(method, () => this.#provider.send(method, [...params]));
  }

  /** Calls back with each notification. Throws as `request` does. */
  async subscribe(
    names: { readonly notification: string; readonly subscribe: string; readonly unsubscribe: string },
    params: readonly unknown[],
    callback: (notification: unknown) => void,
  ): Promise<Subscription> {
    const id = await this.#guard(names.subscribe, () =>
      this.#provider.subscribe(names.notification, names.subscribe, [...params], (error, result) => {
        if (error === null) callback(result);
      }),
    );
    return {
      stop: () => {
        this.#provider.unsubscribe(names.notification, names.unsubscribe, id).catch(ignoreGoneLink);
      },
    };
  }

  /** Done at once for whoever uses the link, also where the other side no longer takes part in closing it. */
  close(): void {
    this.#provider.disconnect().catch(ignoreGoneLink);
    this.#isGone();
  }

  #isGone(): void {
    this.#isOpen = false;
    this.#gone.resolve();
    for (const lose of this.#waiting) lose(this.#lost());
  }

  async #guard<T>(method: string, send: () => Promise<T>): Promise<T> {
    const { promise: lost, reject: lose } = Promise.withResolvers<never>();
    if (!this.#isOpen) throw this.#lost();
    this.#waiting.add(lose);
    try {
      return await withDeadline(Promise.race([send(), lost]), this.#timeoutMs);
    } catch (error) {
      if (error instanceof DeadlinePassed)
        throw new ChainError("ChainTimeout", { what: method, seconds: Math.round(this.#timeoutMs / 1000) });
      if (isRpcError(error)) throw new RpcFailure(error.code, error.message, error.data);
      throw this.#lost(error);
    } finally {
      this.#waiting.delete(lose);
    }
  }

  #lost(cause?: unknown): ChainError {
    return new ChainError("ChainConnectionLost", { endpoint: this.endpoint }, { cause });
  }
}

export function isEndpoint(text: string): boolean {
  return /^wss?:\/\//.test(text) && URL.canParse(text);
}

class DeadlinePassed extends Error {}

/** The promise's outcome, or `DeadlinePassed` where it takes longer or is aborted. */
async function withDeadline<T>(work: Promise<T>, timeoutMs: number, signal?: AbortSignal): Promise<T> {
  let giveUp = (): void => undefined;
  const tooLate = new Promise<never>((_, reject) => {
    giveUp = () => reject(new DeadlinePassed());
  });
  const timer = setTimeout(giveUp, timeoutMs);
  if (signal?.aborted) giveUp();
  signal?.addEventListener("abort", giveUp);
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", giveUp);
  }
}

function isRpcError(error: unknown): error is { code: number; message: string; data: unknown } {
  return error instanceof Error && "code" in error && typeof error.code === "number" && "data" in error;
}

function ignoreGoneLink(): void {}
