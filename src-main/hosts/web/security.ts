import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Browsers share cookies between ports, so each host on this machine names its own. */
export const sessionCookieName = (port: number): string => `assay-session-${port}`;
const TOKEN_BYTES = 32;

/**
 * Who may talk to this host: the holder of a link that works once. Using it opens a session, kept in a cookie that
 * scripts cannot read and other sites cannot send.
 */
export class Gatekeeper {
  #unusedToken: string | null = null;
  readonly #sessions = new Set<string>();

  /** A fresh link token; the one before it stops working. */
  issueToken(): string {
    this.#unusedToken = randomBytes(TOKEN_BYTES).toString("base64url");
    return this.#unusedToken;
  }

  /** Trades a link token for a session id, once; null for a token that is wrong or used. */
  redeem(token: string): string | null {
    if (this.#unusedToken === null || !sameSecret(token, this.#unusedToken)) return null;
    this.#unusedToken = null;
    const session = randomBytes(TOKEN_BYTES).toString("base64url");
    this.#sessions.add(hash(session));
    return session;
  }

  hasSession(request: IncomingMessage, port: number): boolean {
    const session = readCookie(request.headers.cookie, sessionCookieName(port));
    return session !== null && this.#sessions.has(hash(session));
  }
}

/**
 * True for requests that a page of this very host makes, or the user by typing the address. A foreign Host header
 * means DNS rebinding; a foreign Origin means another site's page.
 */
export function isOwnRequest(request: IncomingMessage, port: number): boolean {
  const ownHosts = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
  const { host, origin } = request.headers;
  if (host === undefined || !ownHosts.includes(host)) return false;
  return origin === undefined || origin === `http://${host}`;
}

/** Writes and sockets must say that they come from our own page, not merely fail to say otherwise. */
export function hasOwnOrigin(request: IncomingMessage, port: number): boolean {
  return request.headers.origin !== undefined && isOwnRequest(request, port);
}

const hash = (text: string): string => createHash("sha256").update(text).digest("hex");

function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(createHash("sha256").update(a).digest(), createHash("sha256").update(b).digest());
}

function readCookie(header: string | undefined, name: string): string | null {
  for (const part of header?.split(";") ?? []) {
    const [key, value] = part.trim().split("=", 2);
    if (key === name && value !== undefined) return value;
  }
  return null;
}
