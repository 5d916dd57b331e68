import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { HubLimits } from "./context.ts";
import { type HubFault, HubFaults } from "./faults.ts";
import { HubRefusal, sendRefusal } from "./http.ts";
import { findRoute } from "./routes.ts";
import { SignedLinks } from "./signed-links.ts";
import { HubStore, type TokenRole } from "./store.ts";

const LOOPBACK = "127.0.0.1";
const DEFAULT_LIMITS: HubLimits = { maxFileBytes: 5 * 1024 ** 3, maxRepoBytes: 50 * 1024 ** 3 };

export interface SandboxHubOptions {
  /** Where its state is kept; the same folder continues where it stopped. */
  readonly dataDir: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly limits?: Partial<HubLimits>;
}

/** A running sandbox hub, with what a real hub's operator could do. */
export interface SandboxHub {
  readonly url: string;
  addUser(name: string): void;
  addToken(token: string, user: string, role: TokenRole): void;
  addFault(fault: HubFault): void;
  clearFaults(): void;
  /** Requests so far, as "METHOD /path", oldest first. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** Starts a hub on loopback that speaks the Hugging Face Hub's HTTP API for datasets. */
export async function startSandboxHub({
  dataDir,
  port = 0,
  limits = {},
}: SandboxHubOptions): Promise<SandboxHub> {
  const store = new HubStore(dataDir);
  const links = new SignedLinks();
  const faults = new HubFaults();
  const requests: string[] = [];
  const allLimits = { ...DEFAULT_LIMITS, ...limits };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const name = `${request.method} ${request.url}`;
    requests.push(name);
    response.setHeader("X-Request-Id", `sandbox-${requests.length}`);
    const fault = faults.take(name);
    if (fault?.effect.kind === "delay") await delay(fault.effect.ms);
    if (fault !== null && fault.when !== "after" && play(fault, request, response)) return;
    const target =
      fault?.when === "after" ? withLostAnswer(response, () => play(fault, request, response)) : response;
    await dispatch(request, target).catch((error: unknown) => {
      if (response.headersSent) return void response.destroy();
      sendRefusal(
        target,
        error instanceof HubRefusal
          ? error
          : new HubRefusal(500, "Internal Error - We're working hard to fix this as soon as possible!"),
      );
    });
  }

  async function dispatch(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const origin = `http://${request.headers.host ?? LOOPBACK}`;
    const url = new URL(request.url ?? "/", origin);
    const found = findRoute(request.method ?? "GET", url.pathname);
    if (found === null) throw new HubRefusal(404, "Sorry, we can't find the page you are looking for.");
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
    const account = token === undefined ? null : store.account(token);
    if (token !== undefined && account === null)
      throw new HubRefusal(401, "Invalid credentials in Authorization header");
    await found.route(
      { store, limits: allLimits, links, request, response, url, origin, account },
      ...found.parts,
    );
  }

  const server = createServer((request, response) => void answer(request, response));
  server.keepAliveTimeout = 1_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, LOOPBACK, resolve);
  });

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

/** True when the fault answered in the hub's place. */
function play({ effect }: HubFault, request: IncomingMessage, response: ServerResponse): boolean {
  if (effect.kind === "delay") return false;
  if (effect.kind === "drop") {
    request.socket.destroy();
    return true;
  }
  const headers =
    effect.retryAfterSeconds === undefined ? {} : { "Retry-After": String(effect.retryAfterSeconds) };
  sendRefusal(response, new HubRefusal(effect.status, STATUS_TEXTS[effect.status] ?? "Fault", null, headers));
  return true;
}

const STATUS_TEXTS: Readonly<Record<number, string>> = {
  429: "We had to rate limit you.",
  500: "Internal Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

/** A response whose sender believes it went out, while the client gets what `instead` does. */
function withLostAnswer(response: ServerResponse, instead: () => void): ServerResponse {
  const lost: ServerResponse = new Proxy(response, {
    get: (target, key) => {
      if (key === "writeHead") return () => lost;
      if (key === "write") return () => true;
      if (key === "end") return instead;
      const value: unknown = Reflect.get(target, key);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return lost;
}
