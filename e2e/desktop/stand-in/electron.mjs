// What the desktop host imports as "electron" under the stand-in. Anything not listed here throws when used.
import { EventEmitter } from "node:events";
import { app } from "./app.mjs";
import { MessageChannelMain } from "./ports.mjs";
import { utilityProcess } from "./utility-process.mjs";
import { BrowserWindow, protocol, session, webContents } from "./windows.mjs";

const unsupported = (name, known) =>
  new Proxy(known, {
    get: (target, key) => {
      if (key in target || typeof key === "symbol" || key === "then") return target[key];
      throw new Error(`stand-in: ${name}.${String(key)} is not supported`);
    },
  });

const dialog = unsupported("dialog", {
  shown: [],
  showErrorBox: (title, content) => {
    dialog.shown.push({ title, content });
    process.stderr.write(`${title}: ${content}\n`);
  },
});
const shell = unsupported("shell", {
  opened: [],
  openExternal: async (url) => void shell.opened.push(url),
});
const Menu = unsupported("Menu", {
  buildFromTemplate: (template) => ({ template }),
  setApplicationMenu: () => {},
});
const screen = unsupported("screen", {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
});
const safeStorage = unsupported("safeStorage", {
  isEncryptionAvailable: () => false,
  getSelectedStorageBackend: () => "basic_text",
});
const ipcMain = new EventEmitter();

export {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  utilityProcess,
  webContents,
};
