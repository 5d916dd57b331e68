import type { MessagePortMain } from "electron";
import type { ServerPipe } from "../../services/app/index.ts";

/** The services' end of the port that a window was given. */
export function portPipe(port: MessagePortMain): ServerPipe {
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.on("message", ({ data }) => listener(data));
      port.start();
    },
    onClose: (listener) => void port.on("close", listener),
  };
}
