// Changes one project, away from the thread that answers the screen.
import { parentPort, workerData } from "node:worker_threads";
import { AssayError } from "../../../../src-shared/contract/index.ts";
import { Cancelled, type WriteControl } from "./control.ts";
import type { WriterMessage, WriterRequest, WriterTask } from "./messages.ts";
import { ProjectWriter } from "./project-writer.ts";

const LEAST_BETWEEN_REPORTS_MS = 50;

const port = parentPort;
if (port === null) throw new Error("this module is a worker's");
const say = (message: WriterMessage): void => port.postMessage(message);
const writer = new ProjectWriter(workerData as WriterTask);
let last = Promise.resolve();

port.on("message", (message: WriterRequest | "close") => {
  last = last.then(() => (message === "close" ? close() : run(message)));
});

function close(): void {
  writer.close();
  port?.close();
}

async function run({ id, command, params, stop }: WriterRequest): Promise<void> {
  let reportedAt = 0;
  const control: WriteControl = {
    step: (done, total) => {
      if (Atomics.load(stop, 0) === 1) throw new Cancelled();
      if (Date.now() - reportedAt < LEAST_BETWEEN_REPORTS_MS) return;
      reportedAt = Date.now();
      say({ kind: "progress", id, done, total });
    },
  };
  try {
    if (Atomics.load(stop, 0) === 1) throw new Cancelled();
    const result: unknown = await writer[command](params as never, control);
    say({ kind: "done", id, result });
  } catch (error) {
    if (error instanceof Cancelled) say({ kind: "cancelled", id });
    else if (error instanceof AssayError) say({ kind: "failed", id, error: error.toWire() });
    else
      say({
        kind: "broken",
        id,
        text: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
  }
}
