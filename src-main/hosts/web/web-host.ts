import { createReadStream } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { type AppServices, serveChannel } from "../../services/app/index.ts";
import { downloadHeaders, ScreenFiles, securityHeaders } from "../shared/index.ts";
import { noticePage } from "./notice-page.ts";
import { Gatekeeper, hasOwnOrigin, isOwnRequest, sessionCookieName } from "./security.ts";
import { socketPipe } from "./socket-pipe.ts";

const LOOPBACK = "127.0.0.1";
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

export interface WebHostOptions {
  readonly services: AppServices;
  /** Folder of the built screen. */
  readonly screenDir: string;
  /** 0 takes any free port. */
  readonly port: number;
}

export interface WebHost {
  readonly port: number;
  /** A link that opens the app once; the one given before stops working. */
  newLink(): string;
  close(): Promise<void>;
}

/** Serves the app on loopback to whoever holds the link: the same services and screen as the desktop host. */
export async function startWebHost({ services, screenDir, port }: WebHostOptions): Promise<WebHost> {
  const { report } = services;
  const files = new ScreenFiles(screenDir);
  const gate = new Gatekeeper();
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      report(`${request.method} failed`, error);
      if (!response.headersSent) send(response, 500, "Something went wrong inside Assay; its log says what.");
      else response.destroy();
    });
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    if (!isOwnRequest(request, boundPort)) return send(response, 403, "This address is not served here.");
    const url = new URL(request.url ?? "/", `http://${LOOPBACK}`);
    if (request.method === "GET" && url.pathname === "/" && url.searchParams.has("token")) {
      return openSession(url.searchParams.get("token") ?? "", request, response);
    }
    if (!gate.hasSession(request, boundPort)) {
      return sendPage(
        response,
        401,
        "Open Assay with its link",
        "This page opens only with the link that Assay printed when it started. Each link works once: press Enter in that terminal for a new one.",
      );
    }
    if (request.method === "POST" && url.pathname === "/upload") return receiveUpload(request, response);
    if (request.method !== "GET" && request.method !== "HEAD") return send(response, 405, "Not allowed.");
    if (url.pathname.startsWith("/download/"))
      return sendDownload(url.pathname.slice("/download/".length), response);
    const file = files.find(decodePath(url.pathname));
    if (file === null) return send(response, 404, "There is no such page.");
    response.writeHead(200, { ...file.headers });
    createReadStream(file.path).pipe(response);
  }

  function openSession(token: string, request: IncomingMessage, response: ServerResponse): void {
    const session = gate.redeem(token);
    if (session === null && !gate.hasSession(request, boundPort)) {
      sendPage(
        response,
        401,
        "This link was used already",
        "Each link opens Assay once. Press Enter in the terminal where Assay runs for a new one.",
      );
      return;
    }
    if (session !== null) {
      response.setHeader(
        "Set-Cookie",
        `${sessionCookieName(boundPort)}=${session}; HttpOnly; SameSite=Strict; Path=/`,
      );
    }
    response.writeHead(303, { Location: "/" }).end();
  }

  async function receiveUpload(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!hasOwnOrigin(request, boundPort)) return send(response, 403, "Only Assay's own page may do this.");
    const name = request.headers["x-file-name"];
    const upload = await services.uploads.receive(
      request,
      decodePath(typeof name === "string" ? name : "file"),
    );
    response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(upload));
  }

  function sendDownload(id: string, response: ServerResponse): void {
    const download = services.downloads.find(id);
    if (download === null) {
      send(response, 404, "This file is no longer there; make it again.");
      return;
    }
    response.writeHead(200, downloadHeaders(download));
    createReadStream(download.path).pipe(response);
  }

  server.on("upgrade", (request, socket, head) => {
    const isChannel =
      request.url === "/channel" && hasOwnOrigin(request, boundPort) && gate.hasSession(request, boundPort);
    if (!isChannel) {
      socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    sockets.handleUpgrade(request, socket, head, (ws) => serveChannel(services, socketPipe(ws), report));
  });

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, LOOPBACK, resolve);
  });
  const boundPort = (server.address() as AddressInfo).port;

  return {
    port: boundPort,
    newLink: () => `http://${LOOPBACK}:${boundPort}/?token=${gate.issueToken()}`,
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" }).end(text);
}

function sendPage(response: ServerResponse, status: number, title: string, text: string): void {
  response.writeHead(status, { "Content-Type": "text/html; charset=utf-8" }).end(noticePage(title, text));
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
