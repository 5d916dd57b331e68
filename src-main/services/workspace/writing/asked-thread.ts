import type { Worker } from "node:worker_threads";
import type { WorkerShelf } from "../../host/index.ts";
import { Cancelled } from "./control.ts";

/** What a thread answers where it could not do what it was asked. */
export interface AnsweredFailure {
  readonly kind: "failed";
  readonly reason: string;
}

/** A thread that answers one order after the other. */
export class AskedThread<Order, Answer extends { readonly kind: string }> {
  readonly #shelf: WorkerShelf;
  readonly #worker: Worker;
  #waiting: { resolve: (answer: Answer) => void; reject: (error: unknown) => void }[] = [];

  constructor(shelf: WorkerShelf) {
    this.#shelf = shelf;
    this.#worker = shelf.take();
    this.#worker.on("message", this.#take);
    this.#worker.on("error", this.#fail);
  }

  /** For orders that nothing is answered to. */
  tell(order: Order): void {
    this.#worker.postMessage(order);
  }

  ask(order: Order): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.tell(order);
    });
  }

  /** Lets go of the thread; what it is at is given up. */
  close(farewell: Order | null = null): void {
    this.#worker.off("message", this.#take);
    this.#worker.off("error", this.#fail);
    if (this.#waiting.length === 0) {
      if (farewell !== null) this.tell(farewell);
      this.#shelf.giveBack(this.#worker);
    } else {
      void this.#worker.terminate();
      this.#fail(new Cancelled());
    }
  }

  readonly #take = (answer: Answer | AnsweredFailure): void => {
    const waiting = this.#waiting.shift();
    if (isFailure(answer)) waiting?.reject(new Error(answer.reason));
    else waiting?.resolve(answer);
  };

  readonly #fail = (error: unknown): void => {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { reject } of waiting) reject(error);
  };
}

const isFailure = (answer: { readonly kind: string }): answer is AnsweredFailure => answer.kind === "failed";

/** A failure as a thread tells it. */
export const failure = (error: unknown): AnsweredFailure => ({
  kind: "failed",
  reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
});
