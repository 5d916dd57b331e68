import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  AssayError,
  err,
  ok,
  type Result,
  type ValidatorErrorCode,
} from "../../../src-shared/contract/index.ts";
import type { ValidatorConfig } from "../config/index.ts";
import type { StatusSource } from "../status/snapshot.ts";
import { healthOf } from "./health.ts";
import { Metrics } from "./metrics.ts";
import { PAGE_POLICY, statusPage } from "./page/page.ts";

export class StatusServerError extends AssayError<ValidatorErrorCode> {}

export interface StatusServerOptions {
  readonly source: StatusSource;
  readonly http: Pick<ValidatorConfig["http"], "host" | "port" | "names">;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Hears of what kept an answer from being given. */
  readonly onError?: (error: unknown) => void;
}

export interface StatusServer {
  readonly port: number;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const LOOPBACK_NAMES = ["127.0.0.1", "localhost", "::1"];

/**
 * Serves how the service stands, to be read only: a page, `/status.json`, `/metrics` and `/healthz`. Port 0 takes any.
 * Who asks by another name than loopback's or a configured one is refused: that is how a foreign web page would get here.
 * Fails with `StatusPortTaken`.
 */
export function startStatusServer({
  source,
  http,
  now = Date.now,
  onError,
}: StatusServerOptions): Promise<Result<StatusServer, StatusServerError>> {
  const metrics = new Metrics();
  const names = new Set([...LOOPBACK_NAMES, ...http.names.map((name) => name.toLowerCase())]);

  async function answer(path: string): Promise<Answer> {
    const snapshot = source.snapshot();
    switch (path) {
      case "/":
        return {
          status: 200,
          type: "text/html; charset=utf-8",
          body: statusPage(snapshot, healthOf(snapshot, now())),
        };
      case "/status.json":
        return json(200, snapshot);
      case "/healthz": {
        const health = healthOf(snapshot, now());
        return json(health.isHealthy ? 200 : 503, { healthy: health.isHealthy, reasons: health.reasons });
      }
      case "/metrics":
        return { status: 200, type: metrics.contentType, body: await metrics.render(snapshot, now()) };
      default:
        return plain(404, "There is nothing here. See /, /status.json, /metrics and /healthz.");
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    send(request, response, await refusedOrAnswered(request));
  }

  async function refusedOrAnswered(request: IncomingMessage): Promise<Answer> {
    if (!names.has(hostNameOf(request))) return plain(403, "This name is not served; see http.names.");
    if (request.method !== "GET" && request.method !== "HEAD") return plain(405, "This is to be read only.");
    try {
      return await answer((request.url ?? "/").split("?")[0] ?? "/");
    } catch (error) {
      onError?.(error);
      return plain(500, "The service's state cannot be read now.");
    }
  }

  const server = createServer((request, response) => void serve(request, response));
  return new Promise((resolve) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const details = { host: http.host, port: http.port, reason: error.code ?? error.message };
      resolve(err(new StatusServerError("StatusPortTaken", details)));
    });
    server.listen(http.port, http.host, () => {
      resolve(
        ok({
          port: (server.address() as AddressInfo).port,
          close: () =>
            new Promise((closed) => {
              server.close(() => closed());
              server.closeAllConnections();
            }),
        }),
      );
    });
  });
}

const json = (status: number, value: unknown): Answer => ({
  status,
  type: "application/json",
  body: `${JSON.stringify(value)}\n`,
});

const plain = (status: number, text: string): Answer => ({
  status,
  type: "text/plain; charset=utf-8",
  body: `${text}\n`,
});

/** The name alone: through a forwarded port it is asked for with another port. */
function hostNameOf({ headers }: IncomingMessage): string {
  const host = (headers.host ?? "").toLowerCase();
  return host.startsWith("[") ? host.slice(1, host.indexOf("]")) : (host.split(":")[0] ?? "");
}

function send(request: IncomingMessage, response: ServerResponse, { status, type, body }: Answer): void {
  response.writeHead(status, {
    "Content-Type": type,
    "Content-Length": Buffer.byteLength(body),
    "Content-Security-Policy": PAGE_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
  });
  response.end(request.method === "HEAD" ? undefined : body);
}
