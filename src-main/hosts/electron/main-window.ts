import { join } from "node:path";
import { BrowserWindow, type IpcMainInvokeEvent, MessageChannelMain, screen } from "electron";
import { guardWindow } from "./guards.ts";
import { APP_ORIGIN, isOwnUrl } from "./origin.ts";
import type { ServicesProcess } from "./services-process.ts";
import { readWindowState, writeWindowState } from "./window-state.ts";

const SMALLEST = { minWidth: 960, minHeight: 600 };

export interface MainWindowOptions {
  readonly dataDir: string;
  readonly preload: string;
  readonly services: ServicesProcess;
}

/** Opens the window, hidden until its first picture is ready, where it stood last time. */
export function openMainWindow({ dataDir, preload, services }: MainWindowOptions): BrowserWindow {
  const stateFile = join(dataDir, "window.json");
  const state = readWindowState(
    stateFile,
    screen.getAllDisplays().map((display) => display.workArea),
  );
  const { maximized, ...bounds } = state;
  const window = new BrowserWindow({
    ...bounds,
    ...SMALLEST,
    show: false,
    title: "Assay",
    backgroundColor: "#0f1216",
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      spellcheck: true,
    },
  });
  guardWindow(window.webContents);
  if (maximized) window.maximize();
  window.once("ready-to-show", () => window.show());
  window.on("close", () =>
    writeWindowState(stateFile, { ...window.getNormalBounds(), maximized: window.isMaximized() }),
  );
  answerPreload(window, services);
  void window.loadURL(`${APP_ORIGIN}/`);
  return window;
}

/** The two things the preload may ask for, and only from this window's own main frame. */
function answerPreload(window: BrowserWindow, services: ServicesProcess): void {
  const { ipc } = window.webContents;
  const isOurPage = ({ senderFrame }: Pick<IpcMainInvokeEvent, "senderFrame">): boolean =>
    senderFrame !== null && senderFrame === window.webContents.mainFrame && isOwnUrl(senderFrame.url);

  ipc.handle("assay:connect", (event) => {
    if (!isOurPage(event)) throw new Error("refused");
    const { port1, port2 } = new MessageChannelMain();
    services.connectScreen(port1);
    window.webContents.postMessage("assay:port", null, [port2]);
  });
  ipc.handle("assay:register-file", (event, path: unknown) => {
    if (!isOurPage(event) || typeof path !== "string" || path === "") throw new Error("refused");
    return services.registerFile(path);
  });
}
