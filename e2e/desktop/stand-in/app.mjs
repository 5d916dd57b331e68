import { EventEmitter } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { closeBrowser, startBrowser } from "./browser.mjs";

let markReady;
const ready = new Promise((resolve) => {
  markReady = resolve;
});
globalThis.__playwright_run = () => markReady();

const paths = new Map();
let isQuitting = false;

class App extends EventEmitter {
  name = "Assay";
  isPackaged = false;

  constructor() {
    super();
    void startBrowser().then((endpoint) => process.stderr.write(`DevTools listening on ${endpoint}\n`));
    void ready.then(() => this.emit("ready"));
  }

  whenReady = () => ready;
  enableSandbox() {}
  getVersion = () => JSON.parse(readFileSync(join(process.argv[2], "package.json"), "utf8")).version;
  setPath = (name, path) => {
    mkdirSync(path, { recursive: true });
    paths.set(name, path);
  };
  getPath = (name) => paths.get(name);

  /** The first process to write its number is the one; a later one leaves it a note and is refused. */
  requestSingleInstanceLock() {
    const dir = this.getPath("userData");
    const lock = join(dir, "stand-in.lock");
    const note = join(dir, "stand-in.second");
    if (isAlive(lock)) {
      writeFileSync(note, String(process.pid));
      return false;
    }
    writeFileSync(lock, String(process.pid));
    watch(dir, (_, name) => {
      if (name !== "stand-in.second" || !existsSync(note)) return;
      rmSync(note, { force: true });
      this.emit("second-instance", {}, [], dir);
    }).unref();
    return true;
  }

  quit() {
    if (isQuitting) return;
    let prevented = false;
    this.emit("before-quit", {
      preventDefault: () => {
        prevented = true;
      },
    });
    if (prevented) return;
    isQuitting = true;
    void this.exit(0);
  }

  async exit(code) {
    this.emit("quit", {}, code);
    await closeBrowser();
    process.exit(code);
  }
}

function isAlive(lock) {
  try {
    process.kill(Number(readFileSync(lock, "utf8")), 0);
    return true;
  } catch {
    return false;
  }
}

export const app = new App();
