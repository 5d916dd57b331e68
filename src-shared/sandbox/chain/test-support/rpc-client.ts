import { once } from "node:events";
import { WebSocket } from "ws";

interface Message {
  readonly id?: number | null;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: string };
  readonly params?: { readonly subscription: string; readonly result: unknown };
}

/** A bare JSON-RPC client: what goes over the wire, and nothing else. */
export class RpcClient {
  readonly #socket: WebSocket;
  readonly #messages: Message[] = [];
  readonly #waiters = new Set<() => void>();
  #nextId = 1;
  isClosed = false;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data) => {
      const message = JSON.parse(data.toString()) as Message | Message[];
      this.#messages.push(...(Array.isArray(message) ? message : [message]));
      this.#wake();
    });
    socket.on("close", () => {
      this.isClosed = true;
      this.#wake();
    });
    socket.on("error", () => undefined);
  }

  static async connect(url: string): Promise<RpcClient> {
    const socket = new WebSocket(url);
    await once(socket, "open");
    return new RpcClient(socket);
  }

  /** The whole answer to a call. Rejects where the connection is cut first. */
  async call(method: string, ...params: readonly unknown[]): Promise<Message> {
    const id = this.#nextId++;
    this.sendText(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    return this.#take((message) => message.id === id);
  }

  /** The result of a call; rejects with the answer where it is an error. */
  async result(method: string, ...params: readonly unknown[]): Promise<unknown> {
    const answer = await this.call(method, ...params);
    if (answer.error !== undefined) throw new Error(JSON.stringify(answer.error));
    return answer.result;
  }

  sendText(text: string): void {
    this.#socket.send(text);
  }

  /** The next message that isn't a notification. */
  async nextAnswer(): Promise<Message> {
    return this.#take((message) => message.params === undefined);
  }

  /** The next notification of a subscription. */
  async notified(subscription: unknown): Promise<unknown> {
    const message = await this.#take(({ params }) => params?.subscription === subscription);
    return message.params?.result;
  }

  close(): void {
    this.#socket.terminate();
  }

  async #take(isWanted: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const at = this.#messages.findIndex(isWanted);
      const [found] = at === -1 ? [] : this.#messages.splice(at, 1);
      if (found !== undefined) return found;
      if (this.isClosed) throw new Error("the connection was cut");
      await new Promise<void>((resolve) => this.#waiters.add(resolve));
    }
  }

  #wake(): void {
    for (const wake of this.#waiters) wake();
    this.#waiters.clear();
  }
}
