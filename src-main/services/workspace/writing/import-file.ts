import { DatasetError } from "../../../../src-shared/dataset/index.ts";
import { entryUrl, WorkerShelf } from "../../host/index.ts";
import type { ImportMessage, ImportTask, ReadRow } from "./import-worker.entry.ts";

const threads = new WorkerShelf(entryUrl("./import-worker.entry", import.meta.url));

/**
 * Reads a file in a worker thread, handing over batch by batch. Rejects with a DatasetError, and with
 * whatever `onBatch` throws: that ends the reading.
 */
export function readInWorker(
  task: ImportTask,
  onBatch: (items: readonly ReadRow[], bytesRead: number) => void,
): Promise<void> {
  const worker = threads.take();
  return new Promise<void>((resolve, reject) => {
    const leave = (): void => {
      worker.off("message", take);
      worker.off("error", fail);
    };
    const fail = (reason: unknown): void => {
      leave();
      void worker.terminate();
      reject(reason);
    };
    const take = (message: ImportMessage): void => {
      if (message.kind === "end") {
        leave();
        threads.giveBack(worker);
        resolve();
        return;
      }
      if (message.kind === "failed") {
        fail(new DatasetError("FileUnreadable", { file: task.path, reason: message.reason }));
        return;
      }
      try {
        onBatch(message.items, message.bytesRead);
        worker.postMessage("taken");
      } catch (error) {
        fail(error);
      }
    };
    worker.on("message", take);
    worker.on("error", fail);
    worker.postMessage(task);
  });
}
