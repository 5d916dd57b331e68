// MessagePortMain, entangled in this process; transferring one to another process or page relays its messages.
import { EventEmitter } from "node:events";

export class MessagePortMain extends EventEmitter {
  #other = null;
  #started = false;
  #closed = false;
  #waiting = [];

  static entangle(a, b) {
    a.#other = b;
    b.#other = a;
  }

  postMessage(message, transfer = []) {
    if (transfer.length > 0) throw new Error("stand-in: ports over ports are not supported");
    this.#other?.receive(structuredClone(message));
  }

  receive(data) {
    if (this.#closed) return;
    if (this.#started) this.emit("message", { data, ports: [] });
    else this.#waiting.push(data);
  }

  start() {
    this.#started = true;
    for (const data of this.#waiting.splice(0)) this.emit("message", { data, ports: [] });
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.emit("close");
    this.#other?.close();
  }
}

export class MessageChannelMain {
  constructor() {
    this.port1 = new MessagePortMain();
    this.port2 = new MessagePortMain();
    MessagePortMain.entangle(this.port1, this.port2);
  }
}

/**
 * Carries ports over a link that can only carry values.
 * @param send sends one value to the other side
 */
export function portRelay(send) {
  const ports = new Map();
  let nextId = 1;

  function adopt(id, port) {
    ports.set(id, port);
    port.on("message", ({ data }) => send({ relay: "message", id, data }));
    port.on("close", () => {
      if (ports.delete(id)) send({ relay: "close", id });
    });
    port.start();
  }

  return {
    /** Hands ports over; what it returns goes along with the message that transfers them. */
    transfer: (list) =>
      list.map((port) => {
        const id = nextId++;
        adopt(id, port);
        return id;
      }),
    /** The ports that arrived with a message. */
    arrive: (ids) =>
      ids.map((id) => {
        const { port1, port2 } = new MessageChannelMain();
        adopt(id, port1);
        return port2;
      }),
    /** True when the value was the relay's own business. */
    take: (value) => {
      if (value?.relay === undefined) return false;
      const port = ports.get(value.id);
      if (value.relay === "message") port?.postMessage(value.data);
      else if (ports.delete(value.id)) port?.close();
      return true;
    },
    closeAll: () => {
      for (const [id, port] of [...ports]) {
        ports.delete(id);
        port.close();
      }
    },
  };
}
