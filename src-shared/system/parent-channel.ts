/** Electron's way to a process' parent, which Node's own channel has no part in. */
interface ParentPort {
  on(event: "message", listener: (event: { data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

/** What a process of ours says to its parent and hears from it: over Electron's port, or over Node's channel. */
export interface ParentChannel {
  say(message: unknown): void;
  /** A process whose parent goes ends with it. */
  listen(listener: (message: unknown) => void): void;
}

export function parentChannel(): ParentChannel {
  const { parentPort } = process as { parentPort?: ParentPort };
  if (parentPort !== undefined) {
    return {
      say: (message) => parentPort.postMessage(message),
      listen: (listener) => parentPort.on("message", ({ data }) => listener(data)),
    };
  }
  return {
    say: (message) => void process.send?.(message),
    listen: (listener) => {
      process.on("message", listener);
      process.on("disconnect", () => process.exit(0));
    },
  };
}
