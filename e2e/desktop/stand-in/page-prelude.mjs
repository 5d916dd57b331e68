/** Runs a preload script in a page, with the parts of Electron's renderer API that a sandboxed preload may use. */
export function preludeFor(preload) {
  return `(() => {
    if (window !== window.top) return;
    const call = window.__standInSend;
    const listeners = new Map();
    const ports = new Map();
    const portFor = (id) => {
      const { port1, port2 } = new MessageChannel();
      ports.set(id, port1);
      port1.onmessage = ({ data }) => void call({ kind: "relay", value: { relay: "message", id, data } });
      return port2;
    };
    window.__standInReceive = (message) => {
      if (message.kind === "relay") {
        const { relay, id, data } = message.value;
        if (relay === "message") ports.get(id)?.postMessage(data);
        else ports.get(id)?.close();
        return;
      }
      const event = { ports: message.ports.map(portFor) };
      for (const listener of listeners.get(message.channel) ?? []) listener(event, message.message);
    };
    const electron = {
      contextBridge: { exposeInMainWorld: (name, api) => Object.defineProperty(window, name, { value: Object.freeze(api) }) },
      ipcRenderer: {
        invoke: async (channel, ...args) => {
          const { value, error } = await call({ kind: "invoke", channel, args });
          if (error) throw new Error("Error invoking remote method '" + channel + "': " + error);
          return value;
        },
        on: (channel, listener) => listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
      },
      webUtils: { getPathForFile: (file) => file.standInPath ?? "" },
    };
    const require = (name) => {
      if (name === "electron") return electron;
      throw new Error("a sandboxed preload cannot require " + name);
    };
    const module = { exports: {} };
    ((require, module, exports) => { ${preload} })(require, module, module.exports);
  })();`;
}
