import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { CutConnection, type Dispatcher } from "./dispatcher.ts";
import { Session } from "./session.ts";

export interface RpcLimits {
  /** Larger requests are refused. */
  readonly requestBytes: number;
  /** A client that leaves so much unread is let go. */
  readonly unreadBytes: number;
}

const defaultLimits: RpcLimits = { requestBytes: 15 * 1024 * 1024, unreadBytes: 64 * 1024 * 1024 };

/** JSON-RPC over WebSocket and HTTP POST, on loopback. */
export class RpcServer {
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  readonly #limits: RpcLimits;
  #dispatcher: Dispatcher;

  private constructor(dispatcher: Dispatcher, limits: RpcLimits) {
    this.#dispatcher = dispatcher;
    this.#limits = limits;
    this.#sockets = new WebSocketServer({ noServer: true, maxPayload: limits.requestBytes });
    this.#http = createServer((request, response) => {
      this.#post(request, response).catch(() => request.socket.destroy());
    });
    this.#http.on("upgrade", (request, socket, head) => {
      this.#sockets.handleUpgrade(request, socket, head, (client) => this.#serve(client));
    });
  }

  /** Listens; port 0 takes a free one. Rejects where the port is taken. */
  static async listen(dispatcher: Dispatcher, port: number, limits = defaultLimits): Promise<RpcServer> {
    const server = new RpcServer(dispatcher, limits);
    await new Promise<void>((resolve, reject) => {
      server.#http.once("error", reject);
      server.#http.listen(port, "127.0.0.1", () => {
        server.#http.off("error", reject);
        resolve();
      });
    });
    return server;
  }

  get url(): string {
    const { port } = this.#http.address() as AddressInfo;
    return `ws://127.0.0.1:${port}`;
  }

  /** Answers with another dispatcher from now on. */
  replace(dispatcher: Dispatcher): void {
    this.#dispatcher = dispatcher;
  }

  /** Cuts every connection. */
  cutAll(): void {
    for (const client of this.#sockets.clients) client.terminate();
  }

  async close(): Promise<void> {
    this.cutAll();
    this.#sockets.close();
    this.#http.closeAllConnections();
    await new Promise<void>((resolve) => this.#http.close(() => resolve()));
  }

  #serve(client: WebSocket): void {
    const send = (text: string): void => {
      if (client.bufferedAmount > this.#limits.unreadBytes) client.terminate();
      else if (client.readyState === client.OPEN) client.send(text);
    };
    const session = new Session((notification) => send(JSON.stringify(notification)));
    client.on("message", async (data) => {
      try {
        const answer = await this.#dispatcher.answer(data.toString(), session);
        if (answer !== null) send(answer);
        session.answered();
      } catch (error) {
        client.terminate();
        if (!(error instanceof CutConnection)) throw error;
      }
    });
    client.on("close", () => session.close());
    client.on("error", () => client.terminate());
  }

  async #post(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== "POST") {
      response.writeHead(405).end();
      return;
    }
    const text = await body(request, this.#limits.requestBytes);
    if (text === null) {
      response.writeHead(413).end();
      return;
    }
    const session = new Session(() => undefined);
    try {
      const answer = await this.#dispatcher.answer(text, session);
      response.writeHead(answer === null ? 204 : 200, { "content-type": "application/json" });
      response.end(answer ?? undefined);
    } finally {
      session.close();
    }
  }
}

async function body(request: IncomingMessage, limitBytes: number): Promise<string | null> {
  const chunks: Buffer[] = [];
  let byteCount = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    byteCount += chunk.length;
    if (byteCount > limitBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
