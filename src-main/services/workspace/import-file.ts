import { Worker } from "node:worker_threads";
import { DatasetError } from "../../../src-shared/dataset/index.ts";
import { entryUrl } from "../host/index.ts";
import type { ImportMessage, ImportTask, PreparedItem } from "./import-worker.entry.ts";

/**
 * Reads and works out a file in a worker thread, handing over batch by batch. Rejects with a DatasetError, and with
 * the signal's reason when it is aborted.
 */
export function readPrepared(
  task: ImportTask,
  onBatch: (items: readonly PreparedItem[], bytesRead: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const worker = new Worker(entryUrl("./import-worker.entry", import.meta.url), { workerData: task });
  return new Promise<void>((resolve, reject) => {
    const fail = (reason: unknown): void => {
      void worker.terminate();
      reject(reason);
    };
    const abort = (): void => fail(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    worker.on("message", (message: ImportMessage) => {
      if (signal.aborted) return;
      if (message.kind === "end") {
        signal.removeEventListener("abort", abort);
        return resolve();
      }
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
