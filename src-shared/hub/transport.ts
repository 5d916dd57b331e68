/** Why a hub refused, as its headers tell: the client library keeps the status only. */
export interface Refusal {
  readonly status: number;
  /** The hub's own name for the reason, as "RepoNotFound". */
  readonly code: string | null;
  readonly retryAfterSeconds: number | null;
}

/** How long a hub may keep us waiting. */
export interface Patience {
  /** For a whole small request, and for the answer once a large body is out. */
  readonly answerMs: number;
  /** Between two pieces of a large body. */
  readonly stallMs: number;
}

export const DEFAULT_PATIENCE: Patience = { answerMs: 60_000, stallMs: 60_000 };

/** Told how much of a large request body went out: `bytes` more of `totalBytes`, to that address. */
export type BodyWatcher = (url: string, bytes: number, totalBytes: number) => void;

/** Bodies from here on are streamed and watched. */
const LARGE_BODY_BYTES = 64 * 1024;
const MOST_REDIRECTS = 3;

/**
 * The requests of one action: a `fetch` that has its time limits, hears an outer signal, tells what large bodies
 * have sent, and remembers why the last refusal was.
 */
export class Conversation {
  lastRefusal: Refusal | null = null;
  onSent: BodyWatcher | null = null;
  readonly #signal: AbortSignal | undefined;
  readonly #patience: Patience;

  constructor(patience: Patience, signal: AbortSignal | undefined) {
    this.#patience = patience;
    this.#signal = signal;
  }

  readonly fetch: typeof fetch = async (input, init = {}) => {
    const body = asBlob(init.body);
    const response =
      body !== null && body.size >= LARGE_BODY_BYTES
        ? await this.#sendLarge(String(input), init, body)
        : await fetch(input, {
            ...init,
            signal: this.#signals(init, AbortSignal.timeout(this.#patience.answerMs)),
          });
    if (!response.ok) this.lastRefusal = refusalOf(response);
    return response;
  };

  #signals(init: RequestInit, own: AbortSignal): AbortSignal {
    return AbortSignal.any(
      [own, this.#signal, init.signal].filter((one) => one !== undefined && one !== null),
    );
  }

  /** A stream cannot be sent twice, so redirects are followed here, and only within the hub. */
  async #sendLarge(url: string, init: RequestInit, body: Blob): Promise<Response> {
    let target = url;
    for (let redirects = 0; ; redirects++) {
      const response = await this.#stream(target, init, body);
      const location = [307, 308].includes(response.status) ? response.headers.get("Location") : null;
      if (location === null || redirects === MOST_REDIRECTS) return response;
      const next = new URL(location, target);
      if (next.origin !== new URL(target).origin) return response;
      await response.body?.cancel();
      target = next.href;
    }
  }

  async #stream(url: string, init: RequestInit, body: Blob): Promise<Response> {
    const stall = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const allow = (ms: number): void => {
      clearTimeout(timer);
      timer = setTimeout(() => stall.abort(new DOMException("The hub stalled.", "TimeoutError")), ms);
      timer.unref();
    };
    const { answerMs, stallMs } = this.#patience;
    const watched = new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        allow(stallMs);
        this.onSent?.(url, chunk.length, body.size);
        controller.enqueue(chunk);
      },
      flush: () => allow(answerMs),
    });
    allow(stallMs);
    try {
      const request: RequestInit & { duplex: "half" } = {
        ...init,
        body: body.stream().pipeThrough(watched),
        duplex: "half",
        redirect: "manual",
        // Stores that take uploads want to know the length beforehand, which a stream alone does not tell.
        headers: { ...Object.fromEntries(new Headers(init.headers)), "Content-Length": String(body.size) },
        signal: this.#signals(init, stall.signal),
      };
      const response = await fetch(url, request);
      allow(answerMs);
      return response;
    } catch (error) {
      clearTimeout(timer);
      throw error;
    }
  }
}

function asBlob(body: RequestInit["body"]): Blob | null {
  if (body instanceof Blob) return body;
  if (typeof body === "string") return new Blob([body]);
  if (body instanceof Uint8Array) return new Blob([body as Uint8Array<ArrayBuffer>]);
  return null;
}

export function refusalOf({ status, headers }: Response): Refusal {
  return { status, code: headers.get("X-Error-Code"), retryAfterSeconds: retryAfter(headers) };
}

/** From `Retry-After` (RFC 9110, 10.2.3), else from the `t` of the hub's `RateLimit` header. */
function retryAfter(headers: Headers): number | null {
  const text = headers.get("Retry-After") ?? /;\s*t=(\d+)/.exec(headers.get("RateLimit") ?? "")?.[1] ?? "";
  if (/^\d+$/.test(text)) return Number(text);
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - Date.now()) / 1000));
}
