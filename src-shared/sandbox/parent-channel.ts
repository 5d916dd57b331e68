interface ParentPort {
  postMessage(message: unknown): void;
  on(event: "message", listener: (event: { data: unknown }) => void): void;
}

/** The process that started this one: a Node parent, or Electron's main process for its utility processes. */
export const parentChannel = {
  send: (message: unknown): void => {
    const port = (process as unknown as { parentPort?: ParentPort }).parentPort;
    if (port !== undefined) port.postMessage(message);
    else process.send?.(message);
  },
};
