import { contextBridge, ipcRenderer, webUtils } from "electron";

// The page gets exactly these functions: none of them hands out an Electron object, an event or a channel name.
const bridge = {
  host: "desktop",
  /** Asks for a channel to the services; its port arrives as a window message of type "assay-port". */
  connect: (): Promise<void> => ipcRenderer.invoke("assay:connect") as Promise<void>,
  /** Names a file that the user picked or dropped, for import. */
  registerFile: (file: File): Promise<{ uploadId: string }> =>
    ipcRenderer.invoke("assay:register-file", webUtils.getPathForFile(file)) as Promise<{ uploadId: string }>,
} satisfies AssayDesktopBridge;

interface AssayDesktopBridge {
  readonly host: "desktop";
  connect(): Promise<void>;
  registerFile(file: File): Promise<{ uploadId: string }>;
}

ipcRenderer.on("assay:port", (event) => {
  window.postMessage({ type: "assay-port" }, location.origin, [...event.ports]);
});

contextBridge.exposeInMainWorld("assayDesktop", bridge);
