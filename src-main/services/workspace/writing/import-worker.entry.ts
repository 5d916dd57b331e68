// Reads a file and works its rows out, away from the thread that answers the screen.
import { parentPort } from "node:worker_threads";
import { type ImportFormat, type LintOptions, readRows } from "../../../../src-shared/dataset/index.ts";
import { openReadable } from "../../files/index.ts";
import { type DerivedRow, RowDeriver } from "./derive.ts";

export interface ImportTask {
  readonly path: string;
  readonly format: ImportFormat;
  readonly options: LintOptions;
}

export type PreparedItem =
  | { readonly kind: "row"; readonly json: string; readonly derived: DerivedRow }
  | { readonly kind: "bad"; readonly line: number; readonly reason: string; readonly raw: string };

export type ImportMessage =
  | { readonly kind: "batch"; readonly items: readonly PreparedItem[]; readonly bytesRead: number }
  | { readonly kind: "end" }
  | { readonly kind: "failed"; readonly reason: string };

/** So many batches may be under way; then the worker waits for the writer. */
const BATCHES_AHEAD = 4;
const BATCH_ROWS = 200;

const port = parentPort;
if (port === null) throw new Error("this module is a worker's");
const deriver = new RowDeriver();
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

async function send(items: readonly PreparedItem[], bytesRead: number): Promise<void> {
  while (sent - acknowledged >= BATCHES_AHEAD) {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
  sent++;
  port?.postMessage({ kind: "batch", items, bytesRead } satisfies ImportMessage);
}

async function read({ path, format, options }: ImportTask): Promise<void> {
  acknowledged = 0;
  sent = 0;
  try {
    const file = await openReadable(path);
    for await (const batch of readRows(file.chunks(), format)) {
      let items: PreparedItem[] = [];
      for (const item of batch.items) {
        items.push(
          item.kind === "bad"
            ? item
            : { kind: "row", json: item.json, derived: deriver.derive(item.json, options) },
        );
        if (items.length === BATCH_ROWS) {
          await send(items, file.bytesRead);
          items = [];
        }
      }
      await send(items, file.bytesRead);
    }
    port?.postMessage({ kind: "end" } satisfies ImportMessage);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    port?.postMessage({ kind: "failed", reason } satisfies ImportMessage);
  }
}
