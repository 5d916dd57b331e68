import { Worker } from "node:worker_threads";

/** So many threads wait for their next use at most, */
const MOST_WAITING = 2;
/** … and so long: their memory is wanted back. */
const LONGEST_WAIT_MS = 5_000;
/** Rows come and go in batches: room for a few of them, instead of as much as V8 would take. */
const YOUNG_MB = 16;
/** A thread that may take less lets go of what it needs no more sooner. */
const OLD_MB = 256;

/**
 * Worker threads of one module that are used again: starting one takes a fifth of a second, and ending many, each with
 * compiled code of its own, can bring the process down (nodejs/node#64500). Those that wait don't keep the process alive.
 */
export class WorkerShelf {
  readonly #entry: URL;
  readonly #waiting = new Map<Worker, NodeJS.Timeout>();

  constructor(entry: URL) {
    this.#entry = entry;
  }

  take(): Worker {
    const worker = [...this.#waiting.keys()].at(-1) ?? this.#start();
    clearTimeout(this.#waiting.get(worker));
    this.#waiting.delete(worker);
    worker.ref();
    return worker;
  }

  /** Only a thread that has nothing left to do and no listeners of its last user. */
  giveBack(worker: Worker): void {
    if (this.#waiting.size >= MOST_WAITING) {
      void worker.terminate();
      return;
    }
    worker.unref();
    const end = setTimeout(() => {
      this.#waiting.delete(worker);
      void worker.terminate();
    }, LONGEST_WAIT_MS);
    this.#waiting.set(worker, end.unref());
  }

  #start(): Worker {
    const worker = new Worker(this.#entry, {
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB, maxOldGenerationSizeMb: OLD_MB },
    });
    worker.once("exit", () => {
      clearTimeout(this.#waiting.get(worker));
      this.#waiting.delete(worker);
    });
    return worker;
  }
}
