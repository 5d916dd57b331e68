import type { Pipe } from "../../src-shared/contract/index.ts";
import type { HostConnection } from "./pipe.ts";

/** What the preload script of the desktop host shows the page. */
interface DesktopBridge {
  connect(): Promise<void>;
  registerFile(file: File): Promise<{ uploadId: string }>;
}

export const desktopBridge = (): DesktopBridge | null =>
  (window as unknown as { assayDesktop?: DesktopBridge }).assayDesktop ?? null;

/** The desktop host: a port to the services process, asked for through the preload. */
export const desktopConnection = (bridge: DesktopBridge): HostConnection => ({
  host: "desktop",
  open: async () => {
    const arrived = new Promise<MessagePort>((resolve) => {
      const listen = ({ data, ports, source }: MessageEvent): void => {
        if (source !== window || data?.type !== "assay-port" || ports[0] === undefined) return;
        window.removeEventListener("message", listen);
        resolve(ports[0]);
      };
      window.addEventListener("message", listen);
    });
    await bridge.connect();
    const port = await arrived;
    const pipe: Pipe = {
      send: (message) => port.postMessage(message),
      onMessage: (listener) => {
        port.onmessage = ({ data }) => listener(data);
      },
      onClose: (listener) => {
        port.addEventListener("close", listener);
      },
    };
    return pipe;
  },
  upload: (file) => bridge.registerFile(file),
});
