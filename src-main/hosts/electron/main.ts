// The desktop host: windows, ports and what only Electron's main process has. Everything else is in the services.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { app, BrowserWindow, dialog, session } from "electron";
import { appDataDir, checkoutRoot } from "../../services/app-paths.ts";
import { guardSession } from "./guards.ts";
import { openMainWindow } from "./main-window.ts";
import { installMenu } from "./menu.ts";
import { declareScheme, serveScreen } from "./screen-protocol.ts";
import { systemSecretBox } from "./secret-box.ts";
import { type ServicesProcess, startServicesProcess } from "./services-process.ts";

/** `npm start` waits for this line to know that the window is up. */
const READY_LINE = "assay: window ready\n";

const dataDir = appDataDir();
mkdirSync(dataDir, { recursive: true, mode: 0o700 });
app.setPath("userData", join(dataDir, "electron"));
app.enableSandbox();
declareScheme();

if (app.requestSingleInstanceLock()) void run();
else app.quit();

async function run(): Promise<void> {
  await app.whenReady();
  installMenu();
  guardSession(session.defaultSession);
  let services: ServicesProcess;
  try {
    services = await startServicesProcess({ dataDir, version: app.getVersion() }, systemSecretBox());
  } catch (error) {
    dialog.showErrorBox("Assay cannot start", error instanceof Error ? error.message : String(error));
    app.exit(1);
    return;
  }
  serveScreen(join(checkoutRoot(), "out", "renderer"), (id) => services.findDownload(id));
  const window = openMainWindow({
    dataDir,
    preload: join(checkoutRoot(), "out", "preload", "preload.cjs"),
    services,
  });
  window.webContents.once("did-finish-load", () => process.stdout.write(READY_LINE));
  quitCleanly(services);
}

function quitCleanly(services: ServicesProcess): void {
  let isClosed = false;
  app.on("second-instance", () => {
    const [window] = BrowserWindow.getAllWindows();
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  app.on("window-all-closed", () => app.quit());
  app.on("before-quit", (event) => {
    if (isClosed) return;
    event.preventDefault();
    void services.close().finally(() => {
      isClosed = true;
      app.quit();
    });
  });
  void services.exited.then(() => {
    if (isClosed) return;
    isClosed = true;
    dialog.showErrorBox("Assay's services ended", "What you saved is safe. Start Assay again.");
    app.exit(1);
  });
}
