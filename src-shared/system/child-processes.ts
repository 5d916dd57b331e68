import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { ChildProcessHandle, ProcessHost, SpawnOptions } from "./process-host.ts";

/** Starts our modules as children of this Node process; they end with it. */
export const childProcessHost: ProcessHost = {
  spawn: (module: URL, { args = [], env = {} }: SpawnOptions): ChildProcessHandle => {
    const child = fork(fileURLToPath(module), [...args], {
      env: { ...process.env, ...env },
      execArgv: ["--disable-warning=ExperimentalWarning"],
      serialization: "advanced",
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    const exited = new Promise<number | null>((resolve) => {
      child.once("exit", (code) => resolve(code));
      child.once("error", () => resolve(null));
    });
    return {
      pid: child.pid ?? null,
      exited,
      // A process that has gone is noticed by its exit.
      send: (message) => void child.send(message as never, () => {}),
      onMessage: (listener) => {
        child.on("message", listener);
        return () => void child.off("message", listener);
      },
      onOutput: (listener) => {
        const onData = (chunk: Buffer): void => {
          for (const line of chunk.toString().split("\n")) if (line !== "") listener(line);
        };
        child.stdout?.on("data", onData);
        child.stderr?.on("data", onData);
        return () => {
          child.stdout?.off("data", onData);
          child.stderr?.off("data", onData);
        };
      },
      kill: () => void child.kill(),
    };
  },
};
