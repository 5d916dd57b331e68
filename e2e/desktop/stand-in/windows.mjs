import { EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import { app } from "./app.mjs";
import { browserContext } from "./browser.mjs";
import { preludeFor } from "./page-prelude.mjs";
import { portRelay } from "./ports.mjs";

/** Chromium knows no scheme of ours, so its pages live under a loopback name; what we tell the host is mapped back. */
const STAND_IN_ORIGIN = "http://assay-app.localhost";
const schemes = new Map();
const toPage = (url) => url.replace(/^assay:\/\/app/, STAND_IN_ORIGIN);
const toHost = (url) =>
  url.startsWith(STAND_IN_ORIGIN) ? `assay://app${url.slice(STAND_IN_ORIGIN.length)}` : url;

const windows = new Set();
let isFirst = true;

class Ipc {
  handlers = new Map();
  handle(channel, handler) {
    if (this.handlers.has(channel)) throw new Error(`a second handler for '${channel}'`);
    this.handlers.set(channel, handler);
  }
}

class WebContents extends EventEmitter {
  ipc = new Ipc();
  mainFrame = { url: "" };
  #page = null;
  #relay = portRelay((value) => void this.#deliver({ kind: "relay", value }));
  #preferences;
  #openHandler = () => ({ action: "allow" });

  constructor(preferences) {
    super();
    this.#preferences = preferences;
  }

  getLastWebPreferences = () => this.#preferences;
  getURL = () => this.mainFrame.url;
  isDestroyed = () => this.#page === null || this.#page.isClosed();
  setWindowOpenHandler(handler) {
    this.#openHandler = handler;
  }
  close() {
    void this.#page?.close();
  }

  postMessage(channel, message, transfer = []) {
    void this.#deliver({ kind: "post", channel, message, ports: this.#relay.transfer(transfer) });
  }

  async attach(page, preload) {
    this.#page = page;
    await page.exposeBinding("__standInSend", async ({ frame }, value) => this.#fromPage(frame, value));
    await page.addInitScript(preludeFor(readFileSync(preload, "utf8")));
    await page.route("**/*", (route, request) => this.#serve(route, request));
    page.on("framenavigated", (frame) => {
      if (frame === page.mainFrame()) this.mainFrame = { url: toHost(frame.url()) };
    });
    page.on("load", () => this.emit("did-finish-load"));
    page.on("popup", async (popup) => {
      const { action } = this.#openHandler({ url: popup.url() });
      if (action !== "deny") throw new Error("stand-in: only denied windows are supported");
      await popup.close();
    });
  }

  load(url) {
    this.mainFrame = { url };
    return this.#page.goto(toPage(url));
  }

  async #serve(route, request) {
    const url = toHost(request.url());
    if (
      request.isNavigationRequest() &&
      request.frame() === this.#page.mainFrame() &&
      this.#isPrevented(url)
    ) {
      // "No content" leaves the page where it is, as a prevented navigation does; an abort would show an error page.
      return route.fulfill({ status: 204 });
    }
    const handler = schemes.get(new URL(url).protocol.slice(0, -1));
    if (handler === undefined) return route.continue();
    const response = await handler(new Request(url, { method: request.method() }));
    return route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    });
  }

  #isPrevented(url) {
    if (url === this.mainFrame.url && this.#page.url() === "about:blank") return false;
    let prevented = false;
    this.emit("will-navigate", {
      url,
      preventDefault: () => {
        prevented = true;
      },
    });
    return prevented;
  }

  async #fromPage(frame, { kind, channel, args, value }) {
    if (kind === "relay") return void this.#relay.take(value);
    const handler = this.ipc.handlers.get(channel);
    if (handler === undefined) return { error: `No handler registered for '${channel}'` };
    const senderFrame = frame === this.#page.mainFrame() ? this.mainFrame : { url: toHost(frame.url()) };
    try {
      return { value: await handler({ sender: this, senderFrame }, ...args) };
    } catch (error) {
      return { error: String(error) };
    }
  }

  async #deliver(message) {
    await this.#page?.evaluate((value) => window.__standInReceive?.(value), message).catch(() => {});
  }
}

export class BrowserWindow extends EventEmitter {
  #bounds;
  #isMaximized = false;
  #page = null;

  constructor({ width = 800, height = 600, x = 0, y = 0, webPreferences }) {
    super();
    this.#bounds = { x, y, width, height };
    this.webContents = new WebContents(webPreferences);
    windows.add(this);
    this.#opened = this.#open(webPreferences.preload);
  }

  #opened;
  async #open(preload) {
    const context = browserContext();
    this.#page = isFirst ? context.pages()[0] : await context.newPage();
    isFirst = false;
    await this.#page.setViewportSize({ width: this.#bounds.width, height: this.#bounds.height });
    await this.webContents.attach(this.#page, preload);
    this.#page.on("close", () => {
      this.emit("close");
      windows.delete(this);
      this.emit("closed");
      if (windows.size === 0) app.emit("window-all-closed");
    });
  }

  async loadURL(url) {
    await this.#opened;
    await this.webContents.load(url);
    this.emit("ready-to-show");
  }

  show() {}
  focus() {
    this.emit("focus");
  }
  isMinimized = () => false;
  restore() {}
  maximize() {
    this.#isMaximized = true;
  }
  isMaximized = () => this.#isMaximized;
  getNormalBounds = () => this.#bounds;
  setBounds(bounds) {
    this.#bounds = { ...this.#bounds, ...bounds };
  }

  static getAllWindows = () => [...windows];
  static fromWebContents = (contents) =>
    [...windows].find((window) => window.webContents === contents) ?? null;
}

export const webContents = { fromDevToolsTargetId: () => [...windows][0]?.webContents };

export const protocol = {
  registerSchemesAsPrivileged: () => {},
  handle: (scheme, handler) => void schemes.set(scheme, handler),
};

export const session = {
  defaultSession: {
    setPermissionRequestHandler: () => {},
    setPermissionCheckHandler: () => {},
    setDevicePermissionHandler: () => {},
  },
};
