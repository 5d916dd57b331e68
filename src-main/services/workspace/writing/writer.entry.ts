// Changes one project, away from the thread that answers the screen.
import { parentPort } from "node:worker_threads";
import { AssayError } from "../../../../src-shared/contract/index.ts";
import { Cancelled, type WriteControl } from "./control.ts";
import type { WriterMessage, WriterOrder, WriterRequest } from "./messages.ts";
import { ProjectWriter } from "./project-writer.ts";

const LEAST_BETWEEN_REPORTS_MS = 50;
const PAUSE_MS = 1_500;

const port = parentPort;
if (port === null) throw new Error("this module is a worker's");
const say = (message: WriterMessage): void => port.postMessage(message);
let writer: ProjectWriter | null = null;
let last = Promise.resolve();
let pause: NodeJS.Timeout | undefined;

port.on("message", (order: WriterOrder) => {
  clearTimeout(pause);
  last = last.then(() => obey(order));
});

function obey(order: WriterOrder): Promise<void> | void {
  if (order.kind === "run") return run(order);
  if (order.kind === "close") return close();
  try {
    writer = new ProjectWriter(order.task);
  } catch (error) {
    say({ kind: "unopened", text: textOf(error) });
  }
}

function close(): void {
  clearTimeout(pause);
  writer?.close();
  writer = null;
  say({ kind: "closed" });
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
    if (writer === null) throw new Error("no project is open in this thread");
    if (Atomics.load(stop, 0) === 1) throw new Cancelled();
    const result: unknown = await writer[command](params as never, control);
    say({ kind: "done", id, result });
  } catch (error) {
    if (error instanceof Cancelled) say({ kind: "cancelled", id });
    else if (error instanceof AssayError) say({ kind: "failed", id, error: error.toWire() });
    else say({ kind: "broken", id, text: textOf(error) });
  }
  clearTimeout(pause);
  pause = setTimeout(() => writer?.tidyLog(), PAUSE_MS);
  pause.unref();
}

const textOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
