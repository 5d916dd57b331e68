import { u8aConcat, u8aToHex } from "@polkadot/util";
import { blake2AsU8a } from "@polkadot/util-crypto";
import { type WebSocket, WebSocketServer } from "ws";
import { z } from "zod";

const requestSchema = z.object({ id: z.number(), method: z.string(), params: z.array(z.unknown()) });

interface ScriptedBlock {
  readonly hash: string;
  readonly header: Readonly<Record<string, unknown>>;
  readonly extrinsics: readonly string[];
}

/** What a scripted answer throws to be sent as a JSON-RPC error. */
export class ScriptedError extends Error {
  readonly code: number;
  readonly data: string | undefined;

  constructor(code: number, message: string, data?: string) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

type Answer = (params: readonly unknown[], reply: { subscribed(id: string): void }) => unknown;

/**
 * For tests of how the client behaves when a node misbehaves: a WebSocket server that answers what it is told to,
 * from a storage that is a plain map. It decides nothing; a chain that does is the sandbox's.
 */
export class ScriptedNode {
  readonly storage = new Map<string, string>();
  readonly answers = new Map<string, Answer>();
  readonly blocks: ScriptedBlock[] = [];
  finalized = 0;
  specVersion = 424;
  metadata: Uint8Array;
  readonly asked: string[] = [];
  readonly #server: WebSocketServer;
  readonly #sockets = new Set<WebSocket>();

  private constructor(server: WebSocketServer, metadata: Uint8Array, genesisSeed: string) {
    this.#server = server;
    this.metadata = metadata;
    server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
      socket.on("message", (data) => this.#answer(socket, String(data)));
    });
    this.addBlock([genesisSeed]);
    this.#script();
  }

  static async start(
    metadata: Uint8Array,
    options: { readonly port?: number; readonly genesis?: string } = {},
  ): Promise<ScriptedNode> {
    const server = new WebSocketServer({ host: "127.0.0.1", port: options.port ?? 0 });
    await new Promise((resolve) => server.once("listening", resolve));
    return new ScriptedNode(server, metadata, options.genesis ?? "0x00");
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  get genesisHash(): string {
    return this.blocks[0]?.hash ?? "";
  }

  /** Puts a block on top, says so to whoever listens for heads, and finalizes it too if asked. */
  addBlock(extrinsics: readonly string[], isFinal = false): ScriptedBlock {
    const number = this.blocks.length;
    const zeros = `0x${"00".repeat(32)}`;
    const header = {
      parentHash: this.blocks.at(-1)?.hash ?? zeros,
      number: `0x${number.toString(16)}`,
      stateRoot: zeros,
      extrinsicsRoot: u8aToHex(blake2AsU8a(u8aConcat(...extrinsics.map((extrinsic) => extrinsic)))),
      digest: { logs: [] },
    };
    const block = { hash: headerHash(number, header), header, extrinsics };
    this.blocks.push(block);
    if (isFinal) this.finalized = number;
    this.notify("chain_newHead", "heads", header);
    return block;
  }

  notify(method: string, subscription: string, result: unknown): void {
    for (const socket of this.#sockets)
      socket.send(JSON.stringify({ jsonrpc: "2.0", method, params: { subscription, result } }));
  }

  /** Reads no more from anyone, as if the network between had gone. */
  freeze(): void {
    for (const socket of this.#sockets) socket.pause();
  }

  dropConnections(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  async close(): Promise<void> {
    this.dropConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #script(): void {
    const blockOf = (hash: unknown) =>
      hash == null ? this.blocks.at(-1) : this.blocks.find((block) => block.hash === hash);
    const script: Record<string, Answer> = {
      system_chain: () => "Scripted",
      system_properties: () => ({ ss58Format: 42 }),
      system_health: () => ({ peers: 0, isSyncing: false, shouldHavePeers: false }),
      system_accountNextIndex: () => 3,
      state_getRuntimeVersion: () => ({
        specName: "node-subtensor",
        specVersion: this.specVersion,
        transactionVersion: 1,
      }),
      state_getMetadata: () => u8aToHex(this.metadata),
      state_call: () => {
        throw new ScriptedError(-32603, "no runtime APIs here");
      },
      state_queryStorageAt: ([keys]) => [
        { block: "0x00", changes: (keys as string[]).map((key) => [key, this.storage.get(key) ?? null]) },
      ],
      state_getKeysPaged: ([prefix, count, after]) =>
        [...this.storage.keys()]
          .filter((key) => key.startsWith(String(prefix)) && key > String(after))
          .sort()
          .slice(0, Number(count)),
      chain_getBlockHash: ([number]) =>
        number === undefined ? this.blocks.at(-1)?.hash : (this.blocks[Number(number)]?.hash ?? null),
      chain_getFinalizedHead: () => this.blocks[this.finalized]?.hash,
      chain_getHeader: ([hash]) => blockOf(hash)?.header ?? null,
      chain_getBlock: ([hash]) => {
        const block = blockOf(hash);
        return block === undefined ? null : { block: { header: block.header, extrinsics: block.extrinsics } };
      },
      chain_subscribeNewHeads: (_, { subscribed }) => subscribed("heads"),
    };
    for (const [method, answer] of Object.entries(script)) this.answers.set(method, answer);
  }

  #answer(socket: WebSocket, text: string): void {
    const { id, method, params } = requestSchema.parse(JSON.parse(text));
    this.asked.push(method);
    const send = (part: Readonly<Record<string, unknown>>) =>
      socket.send(JSON.stringify({ jsonrpc: "2.0", id, ...part }));
    const answer = this.answers.get(method);
    if (answer === undefined) {
      send({ error: { code: -32601, message: "Method not found" } });
      return;
    }
    try {
      let isSubscription = false;
      const result = answer(params, {
        subscribed: (subscription) => {
          isSubscription = true;
          send({ result: subscription });
        },
      });
      if (result !== undefined && !isSubscription) send({ result });
    } catch (error) {
      if (!(error instanceof ScriptedError)) throw error;
      send({ error: { code: error.code, message: error.message, data: error.data } });
    }
  }
}

/** Blake2b-256 of the header's SCALE bytes, for headers of zeros, without logs and with numbers below 2^14. */
function headerHash(number: number, header: Readonly<Record<string, unknown>>): string {
  const compact =
    number < 64 ? Uint8Array.of(number << 2) : Uint8Array.of(((number << 2) & 0xff) | 1, number >> 6);
  const bytes = u8aConcat(
    String(header.parentHash),
    compact,
    String(header.stateRoot),
    String(header.extrinsicsRoot),
    Uint8Array.of(0),
  );
  return u8aToHex(blake2AsU8a(bytes));
}
