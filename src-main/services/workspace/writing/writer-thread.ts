import type { Worker } from "node:worker_threads";
import { AssayError } from "../../../../src-shared/contract/index.ts";
import { entryUrl, WorkerShelf } from "../../host/index.ts";
import { WorkspaceError } from "../errors.ts";
import type {
  CommandName,
  CommandParams,
  CommandResult,
  WriterMessage,
  WriterOrder,
  WriterTask,
} from "./messages.ts";

/** A long change: it reports where it is and can be called off. */
export interface JobControl {
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number | null) => void;
}

interface Waiting {
  readonly settle: (result: unknown) => void;
  readonly fail: (error: unknown) => void;
  readonly control: JobControl | undefined;
  readonly onRowsCame: (first: number, last: number) => void;
}

const threads = new WorkerShelf(entryUrl("./writer.entry", import.meta.url));

/** The thread that changes a project: it takes one command after the other. */
export class WriterThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;
  #isOver = false;
  #onClosed = (): void => {};

  constructor(task: WriterTask) {
    this.#worker = threads.take();
    this.#worker.on("message", this.#take);
    this.#worker.on("error", this.#stop);
    this.#worker.on("exit", this.#exited);
    this.#tell({ kind: "open", task });
  }

  /**
   * Rejects with an AssayError, with the signal's reason when the change was called off, and with a plain Error for
   * what nobody foresaw.
   */
  run<C extends CommandName>(
    command: C,
    params: CommandParams<C>,
    control?: JobControl,
    onRowsCame: (first: number, last: number) => void = () => {},
  ): Promise<CommandResult<C>> {
    return new Promise((resolve, reject) => {
      if (this.#isOver) return reject(new WorkspaceError("WriterStopped"));
      const id = this.#nextId++;
      const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
      const callOff = (): void => void Atomics.store(stop, 0, 1);
      if (control?.signal.aborted) callOff();
      control?.signal.addEventListener("abort", callOff, { once: true });
      const leave = (): void => control?.signal.removeEventListener("abort", callOff);
      this.#waiting.set(id, {
        control,
        onRowsCame,
        settle: (result) => {
          leave();
          resolve(result as CommandResult<C>);
        },
        fail: (error) => {
          leave();
          reject(error);
        },
      });
      this.#tell({ kind: "run", id, command, params, stop });
    });
  }

  /** Lets what was asked for come to its end; the thread then waits for another project. */
  async close(): Promise<void> {
    if (this.#isOver) return;
    const closed = new Promise<void>((resolve) => {
      this.#onClosed = resolve;
    });
    this.#tell({ kind: "close" });
    await closed;
    if (this.#isOver) return;
    this.#isOver = true;
    this.#worker.off("message", this.#take);
    this.#worker.off("error", this.#stop);
    this.#worker.off("exit", this.#exited);
    threads.giveBack(this.#worker);
  }

  #tell(order: WriterOrder): void {
    this.#worker.postMessage(order);
  }

  readonly #take = (message: WriterMessage): void => {
    if (message.kind === "closed") {
      this.#onClosed();
      return;
    }
    if (message.kind === "unopened") {
      this.#stop(new Error(message.text));
      return;
    }
    const call = this.#waiting.get(message.id);
    if (call === undefined) return;
    if (message.kind === "rowsCame") {
      call.onRowsCame(message.first, message.last);
      return;
    }
    if (message.kind === "progress") {
      call.control?.onProgress(message.done, message.total);
      return;
    }
    this.#waiting.delete(message.id);
    if (message.kind === "done") call.settle(message.result);
    else if (message.kind === "cancelled") call.fail(call.control?.signal.reason);
    else if (message.kind === "failed") call.fail(fromWire(message.error));
    else call.fail(new Error(message.text));
  };

  readonly #exited = (): void => this.#stop(new WorkspaceError("WriterStopped"));

  readonly #stop = (reason: unknown): void => {
    this.#isOver = true;
    for (const { fail } of this.#waiting.values()) fail(reason);
    this.#waiting.clear();
    this.#onClosed();
  };
}

const fromWire = ({ code, message, details }: ReturnType<AssayError["toWire"]>): AssayError =>
  new AssayError(code, details, { message });
