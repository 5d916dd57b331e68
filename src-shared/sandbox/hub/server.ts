import { createServer, type IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import type { HubLimits } from "./context.ts";
import { type HubFault, HubFaults } from "./faults.ts";
import { HubRefusal, sendRefusal } from "./http.ts";
import { findRoute } from "./routes.ts";
import { SignedLinks } from "./signed-links.ts";
import { type Account, HubStore, type TokenRole } from "./store.ts";

const LOOPBACK = "127.0.0.1";
const OWN_NAMES = ["127.0.0.1", "localhost"];
const MIB = 1024 * 1024;
const DEFAULT_LIMITS: HubLimits = {
  maxFileBytes: 5 * 1024 * MIB,
  maxRepoBytes: 50 * 1024 * MIB,
  maxPieceBytes: 512 * MIB,
  partBytes: 16 * MIB,
};
/** How many requests are remembered. */
const REMEMBERED = 10_000;

export interface SandboxHubOptions {
  /** Where its state is kept; the same folder continues where it stopped. */
  readonly dataDir: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly limits?: Partial<HubLimits>;
  /** Faults to begin with. */
  readonly faults?: readonly HubFault[];
}

/** A running sandbox hub, with what a real hub's operator could do. */
export interface SandboxHub {
  readonly url: string;
  addUser(name: string): void;
  addToken(token: string, user: string, role: TokenRole): void;
  addFault(fault: HubFault): void;
  clearFaults(): void;
  /** The latest requests as "METHOD /path", oldest first. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** Starts a hub on loopback that speaks the Hugging Face Hub's HTTP API for datasets and models. */
export async function startSandboxHub({
  dataDir,
  port = 0,
  limits = {},
  faults: firstFaults = [],
}: SandboxHubOptions): Promise<SandboxHub> {
  const store = new HubStore(dataDir);
  const links = new SignedLinks();
  const faults = new HubFaults();
  for (const fault of firstFaults) faults.add(fault);
  const requests: string[] = [];
  const allLimits = { ...DEFAULT_LIMITS, ...limits };
  let count = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const name = `${request.method} ${request.url}`;
    requests.push(name);
    if (requests.length > REMEMBERED) requests.shift();
    response.setHeader("X-Request-Id", `sandbox-${++count}`);
    const fault = faults.take(name);
    const effect = fault?.effect;
    if (effect?.kind === "delay") await delay(effect.ms, undefined, { ref: false });
    const stands = effect?.kind === "status" || effect?.kind === "drop" ? effect : null;
    if (stands !== null && fault?.when !== "after") return standIn(stands, request, response);
    if (stands !== null) {
      await serve(request, unheardResponse(request));
      return standIn(stands, request, response);
    }
    await serve(request, response, effect);
  }

  async function serve(
    request: IncomingMessage,
    response: ServerResponse,
    effect: HubFault["effect"] | undefined = undefined,
  ): Promise<void> {
    try {
      await dispatch(request, response, effect);
    } catch (error) {
      if (response.headersSent) return void response.destroy();
      const refusal = error instanceof HubRefusal ? error : new HubRefusal(500, INTERNAL_ERROR);
      sendRefusal(response, refusal);
    }
  }

  async function dispatch(
    request: IncomingMessage,
    response: ServerResponse,
    effect: HubFault["effect"] | undefined,
  ): Promise<void> {
    const url = addressOf(request);
    const found = findRoute(request.method ?? "GET", url.pathname);
    if (found === null) throw new HubRefusal(404, "Sorry, we can't find the page you are looking for.");
    const account = url.pathname.startsWith("/xet/") ? null : accountOf(request);
    const { origin } = url;
    const { kind, parts } = found;
    const cutAfterBytes = effect?.kind === "cut" ? effect.afterBytes : null;
    const spoils = effect?.kind === "spoil";
    await found.route(
      {
        store,
        limits: allLimits,
        links,
        request,
        response,
        url,
        origin,
        kind,
        account,
        cutAfterBytes,
        spoils,
      },
      ...parts,
    );
  }

  function accountOf(request: IncomingMessage): Account | null {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
    if (token === undefined) return null;
    const account = store.account(token);
    if (account === null) throw new HubRefusal(401, "Invalid credentials in Authorization header");
    return account;
  }

  const server = createServer((request, response) => void answer(request, response));
  server.keepAliveTimeout = 1_000;
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, LOOPBACK, resolve);
    });
  } catch (error) {
    store.close();
    throw error;
  }

  return {
    url: `http://${LOOPBACK}:${(server.address() as AddressInfo).port}`,
    addUser: (name) => store.addUser(name),
    addToken: (token, user, role) => store.addToken(token, user, role),
    addFault: (fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
      store.close();
    },
  };
}

const INTERNAL_ERROR = "Internal Error - We're working hard to fix this as soon as possible!";

/**
 * The address that was asked for. Only under loopback's own names: a page of the web whose name points here must not
 * get an answer.
 */
function addressOf(request: IncomingMessage): URL {
  const origin = `http://${request.headers.host ?? LOOPBACK}`;
  const path = request.url ?? "/";
  const url = URL.canParse(path, origin) ? new URL(path, origin) : null;
  if (url === null || !OWN_NAMES.includes(url.hostname)) {
    throw new HubRefusal(400, "The address is malformed or not this hub's.");
  }
  return url;
}

type StandInEffect = Extract<HubFault["effect"], { kind: "status" | "drop" }>;

/** What a fault answers in the hub's place. */
function standIn(effect: StandInEffect, request: IncomingMessage, response: ServerResponse): void {
  if (effect.kind === "drop") return void request.socket.destroy();
  const headers =
    effect.retryAfterSeconds === undefined ? {} : { "Retry-After": String(effect.retryAfterSeconds) };
  sendRefusal(response, new HubRefusal(effect.status, STATUS_TEXTS[effect.status] ?? "Fault", null, headers));
}

const STATUS_TEXTS: Readonly<Record<number, string>> = {
  429: "We had to rate limit you.",
  500: "Internal Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

/** A response that goes nowhere: its sender does its work, and nobody hears of it. */
function unheardResponse(request: IncomingMessage): ServerResponse {
  const response = new ServerResponse(request);
  const nowhere = new Duplex({ read: () => {}, write: (_chunk, _encoding, done) => done() });
  response.assignSocket(nowhere as Socket);
  return response;
}
