import { Worker } from "node:worker_threads";
import { DatasetError } from "../../../../src-shared/dataset/index.ts";
import { entryUrl } from "../../host/index.ts";
import type { ImportMessage, ImportTask, PreparedItem } from "./import-worker.entry.ts";

/**
 * Reads and works out a file in a worker thread, handing over batch by batch. Rejects with a DatasetError, and with
 * whatever `onBatch` throws: that ends the reading.
 */
export function readPrepared(
  task: ImportTask,
  onBatch: (items: readonly PreparedItem[], bytesRead: number) => void,
): Promise<void> {
  const worker = new Worker(entryUrl("./import-worker.entry", import.meta.url), { workerData: task });
  return new Promise<void>((resolve, reject) => {
    const fail = (reason: unknown): void => {
      void worker.terminate();
      reject(reason);
    };
    worker.on("message", (message: ImportMessage) => {
      if (message.kind === "end") return resolve();
      if (message.kind === "failed")
        return fail(new DatasetError("FileUnreadable", { file: task.path, reason: message.reason }));
      try {
        onBatch(message.items, message.bytesRead);
        worker.postMessage("taken");
      } catch (error) {
        fail(error);
      }
    });
    worker.on("error", fail);
  });
}
