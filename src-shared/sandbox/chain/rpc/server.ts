import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { CutConnection, type Dispatcher } from "./dispatcher.ts";
import { Session } from "./session.ts";

const MAX_REQUEST_BYTES = 15 * 1024 * 1024;
/** A client that reads so slowly is let go. */
const MAX_BUFFERED_BYTES = 64 * 1024 * 1024;

/** JSON-RPC over WebSocket and HTTP POST, on loopback. */
export class RpcServer {
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_REQUEST_BYTES });
  #dispatcher: Dispatcher;

  private constructor(dispatcher: Dispatcher) {
    this.#dispatcher = dispatcher;
    this.#http = createServer((request, response) => {
      this.#post(request, response).catch(() => request.socket.destroy());
    });
    this.#http.on("upgrade", (request, socket, head) => {
      this.#sockets.handleUpgrade(request, socket, head, (client) => this.#serve(client));
    });
  }

  /** Listens; port 0 takes a free one. Rejects where the port is taken. */
  static async listen(dispatcher: Dispatcher, port: number): Promise<RpcServer> {
    const server = new RpcServer(dispatcher);
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
      if (client.bufferedAmount > MAX_BUFFERED_BYTES) client.terminate();
      else if (client.readyState === client.OPEN) client.send(text);
    };
    const session = new Session((notification) => send(JSON.stringify(notification)));
    let earlier = Promise.resolve();
    client.on("message", (data) => {
      const text = data.toString();
      earlier = earlier.then(async () => {
        try {
          const answer = await this.#dispatcher.answer(text, session);
          if (answer !== null) send(answer);
          session.answered();
        } catch (error) {
          if (!(error instanceof CutConnection)) throw error;
          client.terminate();
        }
      });
    });
    client.on("close", () => session.close());
    client.on("error", () => client.terminate());
  }

  async #post(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== "POST") {
      response.writeHead(405).end();
      return;
    }
    const text = await body(request);
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

async function body(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let byteCount = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    byteCount += chunk.length;
    if (byteCount > MAX_REQUEST_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
