import type { WebSocket } from "ws";
import type { ServerPipe } from "../../services/app/index.ts";

/** A WebSocket that carries one JSON message a frame. A frame that is no JSON closes it. */
export function socketPipe(socket: WebSocket): ServerPipe {
  return {
    send: (message) => {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
    },
    onMessage: (listener) =>
      void socket.on("message", (data, isBinary) => {
        const message = isBinary ? undefined : parse(data.toString());
        if (message === undefined) socket.close(1003, "not JSON");
        else listener(message);
      }),
    onClose: (listener) => void socket.on("close", listener),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
