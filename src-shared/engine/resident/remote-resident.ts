import type { ErrorDetails } from "../../contract/index.ts";
import { EngineError } from "../errors.ts";
import type { EngineProcess } from "../run/remote-engine.ts";
import type {
  EngineFacts,
  ResidentEngine,
  ResidentJob,
  ResidentProgress,
  ResidentResult,
  ResidentRunOptions,
  ResidentSettings,
} from "./contract.ts";
import type { ResidentCommand, ResidentMessage } from "./messages.ts";

/** A process that is told to end gets this long to do so by itself. */
const PATIENCE_MS = 5_000;
const LINES_KEPT = 5;

interface PendingRun {
  readonly resolve: (result: ResidentResult) => void;
  readonly reject: (error: EngineError) => void;
  readonly onProgress: ((progress: ResidentProgress) => void) | undefined;
}

/**
 * An engine in a process that was started for it and speaks the messages of `messages.ts`. The process is ended with the
 * engine, and when it could not be opened. Fails with an `EngineError`.
 */
export async function openRemoteEngine(
  child: EngineProcess,
  settings: ResidentSettings,
): Promise<ResidentEngine> {
  const remote = new RemoteResident(child, settings);
  try {
    return remote.withFacts(await remote.opened);
  } catch (error) {
    child.kill();
    throw error;
  }
}

class RemoteResident {
  readonly opened: Promise<EngineFacts>;
  readonly #child: EngineProcess;
  readonly #lastLines: string[] = [];
  readonly #pending = new Map<number, PendingRun>();
  #runs = 0;
  /** Why there is no engine any more. */
  #gone: EngineError | null = null;

  constructor(child: EngineProcess, settings: ResidentSettings) {
    this.#child = child;
    child.onOutput((line) => {
      this.#lastLines.push(line);
      if (this.#lastLines.length > LINES_KEPT) this.#lastLines.shift();
    });
    this.opened = new Promise((resolve, reject) => {
      child.onMessage((received) => {
        const message = received as ResidentMessage;
        if (message.kind === "ready") this.#tell({ kind: "open", settings });
        else if (message.kind === "opened") resolve(message.facts);
        else if (message.kind === "failed" && message.id === null) reject(errorOf(message));
        else this.#hear(message);
      });
      void child.exited.then((code) => {
        const what =
          code === null ? "it was ended from outside" : (this.#lastLines.at(-1) ?? `exit code ${code}`);
        this.#leave(new EngineError("EngineStopped", { what }));
        reject(this.#gone);
      });
    });
  }

  withFacts(facts: EngineFacts): ResidentEngine {
    return {
      facts,
      run: (job, options) => this.#run(job, options),
      close: () => this.#close(),
    };
  }

  #run(job: ResidentJob, { signal, onProgress }: ResidentRunOptions = {}): Promise<ResidentResult> {
    if (this.#gone !== null) return Promise.reject(this.#gone);
    const id = this.#runs++;
    const cancel = (): void => this.#tell({ kind: "cancel", id });
    return new Promise<ResidentResult>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject, onProgress });
      this.#tell({ kind: "run", id, job });
      if (signal?.aborted) cancel();
      else signal?.addEventListener("abort", cancel, { once: true });
    }).finally(() => signal?.removeEventListener("abort", cancel));
  }

  #hear(message: ResidentMessage): void {
    if (message.kind === "ready" || message.kind === "opened" || message.id === null) return;
    const run = this.#pending.get(message.id);
    if (message.kind === "progress") {
      run?.onProgress?.(message.progress);
      return;
    }
    this.#pending.delete(message.id);
    if (message.kind === "done") run?.resolve(message.result);
    else this.#fail(run, errorOf(message));
  }

  #fail(run: PendingRun | undefined, error: EngineError): void {
    if (error.code === "EngineStopped" || error.code === "EngineUnavailable") {
      // What broke it is not known: nothing that the process says from now on would be worth believing.
      this.#leave(error);
      this.#child.kill();
    }
    run?.reject(error);
  }

  #leave(error: EngineError): void {
    this.#gone ??= error;
    for (const { reject } of this.#pending.values()) reject(this.#gone);
    this.#pending.clear();
  }

  async #close(): Promise<void> {
    const impatience = setTimeout(() => this.#child.kill(), PATIENCE_MS);
    this.#tell({ kind: "close" });
    await this.#child.exited;
    clearTimeout(impatience);
  }

  #tell(command: ResidentCommand): void {
    if (this.#gone === null) this.#child.send(command);
  }
}

const errorOf = ({ code, details }: { code: string; details: ErrorDetails }): EngineError =>
  new EngineError(code as EngineError["code"], details);
