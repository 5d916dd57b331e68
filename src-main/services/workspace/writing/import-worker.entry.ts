// Reads a file into rows, away from the threads that store them and answer the screen.
import { parentPort } from "node:worker_threads";
import { AssayError, type Said } from "../../../../src-shared/contract/index.ts";
import { type ImportFormat, type ReadItem, readRows } from "../../../../src-shared/dataset/index.ts";
import { openReadable } from "../../files/index.ts";

export interface ImportTask {
  readonly path: string;
  /** The file of an archive that is meant. */
  readonly entry: string | undefined;
  readonly format: ImportFormat;
}

export type ReadRow =
  | { readonly kind: "row"; readonly json: string }
  | { readonly kind: "bad"; readonly line: number; readonly reason: Said; readonly raw: string };

export type ImportMessage =
  | { readonly kind: "batch"; readonly items: readonly ReadRow[]; readonly bytesRead: number }
  | { readonly kind: "end" }
  | { readonly kind: "failed"; readonly reason: Said };

/** So many batches may be under way; then the worker waits for the writer. */
const BATCHES_AHEAD = 4;
const BATCH_ROWS = 1_000;

const port = parentPort;
if (port === null) throw new Error("this module is a worker's");
let acknowledged = 0;
let sent = 0;
let wake = (): void => {};
port.on("message", (message: ImportTask | "taken") => {
  if (message !== "taken") {
    void read(message);
    return;
  }
  acknowledged++;
  wake();
});

async function send(items: readonly ReadRow[], bytesRead: number): Promise<void> {
  while (sent - acknowledged >= BATCHES_AHEAD) {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
  sent++;
  port?.postMessage({ kind: "batch", items, bytesRead } satisfies ImportMessage);
}

async function read({ path, entry, format }: ImportTask): Promise<void> {
  acknowledged = 0;
  sent = 0;
  try {
    const file = await openReadable(path, path, entry);
    for await (const { items } of readRows(file.chunks(), format)) {
      for (let at = 0; at < items.length; at += BATCH_ROWS)
        await send(items.slice(at, at + BATCH_ROWS).map(bare), file.bytesRead);
    }
    port?.postMessage({ kind: "end" } satisfies ImportMessage);
  } catch (error) {
    const reason = reasonOf(error);
    port?.postMessage({ kind: "failed", reason } satisfies ImportMessage);
  }
}

/** What is said of a file is a detail of the error that says which file it is. */
function reasonOf(error: unknown): Said {
  if (error instanceof AssayError) {
    const { reason } = error.details;
    return typeof reason === "object" && reason !== null ? reason : String(reason ?? error.code);
  }
  return error instanceof Error ? error.message : String(error);
}

const bare = (item: ReadItem): ReadRow => (item.kind === "bad" ? item : { kind: "row", json: item.json });
