import { spawn as spawnProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { EngineError } from "../errors.ts";
import type { EngineProcess } from "../run/remote-engine.ts";
import type { ResidentEngine, ResidentSettings } from "./contract.ts";
import { openRemoteEngine } from "./remote-resident.ts";

/** Which version of its messages a worker must speak; the same as in the worker's channel.py. */
const PROTOCOL = 1;

export interface TorchWorker {
  /** The interpreter of the worker's environment. */
  readonly python: string;
  /** The folder with worker.py. */
  readonly workerDir: string;
  /** Beside this process' own, as CUDA_VISIBLE_DEVICES. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * The torch engine: a worker in Python, which is spoken to in lines of JSON. Fails with an `EngineError`;
 * `EngineUnavailable` where there is no such interpreter or worker, or a worker of another version.
 */
export async function openTorchEngine(
  worker: TorchWorker,
  settings: ResidentSettings,
): Promise<ResidentEngine> {
  return openRemoteEngine(startTorchWorker(worker), settings);
}

/** Starts a worker, which says `ready` when its libraries are loaded. Throws `EngineUnavailable`. */
export function startTorchWorker({ python, workerDir, env = {} }: TorchWorker): EngineProcess {
  const script = join(workerDir, "worker.py");
  for (const file of [python, script]) {
    if (!existsSync(file)) throw new EngineError("EngineUnavailable", { what: `there is no ${file}` });
  }
  // Neither variables nor packages of the user's own Python have a part in it, and it writes nothing beside its sources.
  const child = spawnProcess(python, ["-E", "-s", "-B", script], {
    env: { ...withoutSecrets(process.env), ...env },
    stdio: ["pipe", "pipe", "pipe"],
    windowsHide: true,
  });
  const exited = new Promise<number | null>((resolve) => {
    // Its last lines are read before it counts as gone.
    child.once("close", (code) => resolve(code));
    child.once("error", () => resolve(null));
  });
  const outputListeners = new Set<(line: string) => void>();
  const tellOutput = (line: string): void => {
    for (const listener of outputListeners) listener(line);
  };
  child.stdin.on("error", () => {});
  createInterface({ input: child.stderr }).on("line", tellOutput);
  const messages = createInterface({ input: child.stdout });
  return {
    pid: child.pid ?? null,
    exited,
    send: (message) => void child.stdin.write(`${JSON.stringify(message)}\n`),
    onMessage: (listener) => {
      const onLine = (line: string): void => {
        const message = readMessage(line);
        if (message === null) tellOutput(line);
        else listener(message);
      };
      messages.on("line", onLine);
      return () => void messages.off("line", onLine);
    },
    onOutput: (listener) => {
      outputListeners.add(listener);
      return () => void outputListeners.delete(listener);
    },
    kill: () => void child.kill("SIGKILL"),
  };
}

function readMessage(line: string): unknown {
  let message: { kind?: unknown; protocol?: unknown };
  try {
    message = JSON.parse(line);
  } catch {
    return null;
  }
  if (message.kind !== "ready" || message.protocol === PROTOCOL) return message;
  const what = `the worker speaks version ${message.protocol} of its messages, and version ${PROTOCOL} is needed`;
  return { kind: "failed", id: null, code: "EngineUnavailable", details: { what } };
}

/** The worker computes: it has no use for tokens, keys and passwords. */
const withoutSecrets = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(env).filter(([name]) => !/TOKEN|PASSWORD|SECRET|PASSPHRASE|MNEMONIC|_KEY$/i.test(name)),
  );
