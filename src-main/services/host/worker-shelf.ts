import { Worker } from "node:worker_threads";

/** So many threads wait for their next use at most. */
const MOST_WAITING = 2;

/**
 * Worker threads of one module that are used again: starting one takes a fifth of a second, and ending many, each with
 * compiled code of its own, can bring the process down (nodejs/node#64500). Those that wait don't keep the process alive.
 */
export class WorkerShelf {
  readonly #entry: URL;
  readonly #waiting: Worker[] = [];

  constructor(entry: URL) {
    this.#entry = entry;
  }

  take(): Worker {
    const worker = this.#waiting.pop() ?? new Worker(this.#entry);
    worker.ref();
    return worker;
  }

  /** Only a thread that has nothing left to do and no listeners of its last user. */
  giveBack(worker: Worker): void {
    if (this.#waiting.length >= MOST_WAITING) {
      void worker.terminate();
      return;
    }
    worker.once("exit", () => {
      const at = this.#waiting.indexOf(worker);
      if (at >= 0) this.#waiting.splice(at, 1);
    });
    worker.unref();
    this.#waiting.push(worker);
  }
}
