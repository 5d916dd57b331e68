import type { Pipe } from "../../src-shared/contract/index.ts";
import type { HostConnection } from "./pipe.ts";

/** `assay serve`: a WebSocket and two plain roads on the page's own origin. */
export const webConnection: HostConnection = {
  host: "web",
  open: () =>
    new Promise<Pipe>((resolve, reject) => {
      const url = new URL("/channel", location.href);
      url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
      const socket = new WebSocket(url);
      socket.onerror = () => reject(new Error("no connection"));
      socket.onopen = () =>
        resolve({
          send: (message) => socket.send(JSON.stringify(message)),
          onMessage: (listener) => {
            socket.onmessage = ({ data }) => listener(JSON.parse(String(data)));
          },
          onClose: (listener) => {
            socket.onclose = listener;
          },
        });
    }),
  upload: async (file) => {
    const response = await fetch("/upload", {
      method: "POST",
      body: file,
      headers: { "x-file-name": encodeURIComponent(file.name) },
    });
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as { uploadId: string };
  },
};
