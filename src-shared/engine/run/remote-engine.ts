import { EngineError } from "../errors.ts";
import type {
  EngineCommand,
  EngineMessage,
  EngineProgress,
  EngineRequest,
  EngineResult,
} from "./contract.ts";

/** The process in which `engine.entry` runs, as hosts start them. */
export interface EngineProcess {
  /** Null or left out where the host does not tell. */
  readonly pid?: number | null;
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): () => void;
  onOutput(listener: (line: string) => void): () => void;
  readonly exited: Promise<number | null>;
  kill(): void;
}

export interface RemoteRun {
  /** Rejects with an `EngineError`; the process has ended or is being ended by then. */
  readonly result: Promise<EngineResult>;
  pause(): void;
  resume(): void;
}

/** After a cancel the process gets this long to end by itself. */
const PATIENCE_MS = 5_000;
const LINES_KEPT = 5;

/** Where the engine's entry lies, for a host to start. */
export const engineEntry = (): URL =>
  new URL(import.meta.url.endsWith(".ts") ? "../engine.entry.ts" : "../engine.entry.js", import.meta.url);

/** Runs a request in a process that was started for it, and ends the process with it. */
export function runRemotely(
  child: EngineProcess,
  request: EngineRequest,
  { signal, onProgress }: { signal?: AbortSignal; onProgress?: (progress: EngineProgress) => void } = {},
): RemoteRun {
  const tell = (command: EngineCommand): void => child.send(command);
  const lastLines: string[] = [];
  const result = new Promise<EngineResult>((resolve, reject) => {
    let impatience: NodeJS.Timeout | undefined;
    const cancel = (): void => {
      tell({ kind: "cancel" });
      impatience = setTimeout(() => child.kill(), PATIENCE_MS);
    };
    const finish = (settle: () => void): void => {
      clearTimeout(impatience);
      signal?.removeEventListener("abort", cancel);
      settle();
      child.kill();
    };
    child.onOutput((line) => {
      lastLines.push(line);
      if (lastLines.length > LINES_KEPT) lastLines.shift();
    });
    child.onMessage((received) => {
      const message = received as EngineMessage;
      if (message.kind === "ready") tell({ kind: "run", request });
      if (message.kind === "progress") onProgress?.(message.progress);
      if (message.kind === "done") finish(() => resolve(message.result));
      if (message.kind === "failed") {
        finish(() => reject(new EngineError(message.code as EngineError["code"], message.details)));
      }
    });
    void child.exited.then((code) => {
      const what = lastLines.at(-1) ?? (code === null ? "it was ended from outside" : `exit code ${code}`);
      finish(() => reject(new EngineError(signal?.aborted ? "EngineCancelled" : "EngineStopped", { what })));
    });
    if (signal?.aborted) cancel();
    else signal?.addEventListener("abort", cancel, { once: true });
  });
  return { result, pause: () => tell({ kind: "pause" }), resume: () => tell({ kind: "resume" }) };
}
