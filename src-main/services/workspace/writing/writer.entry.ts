// Changes one project, away from the thread that answers the screen.
import { parentPort } from "node:worker_threads";
import { AssayError } from "../../../../src-shared/contract/index.ts";
import { Backlog } from "./backlog.ts";
import { Cancelled, type WriteControl } from "./control.ts";
import type {
  BacklogCommands,
  CommandName,
  CommandParams,
  WriterMessage,
  WriterOrder,
  WriterRequest,
} from "./messages.ts";
import { ProjectWriter } from "./project-writer.ts";

const LEAST_BETWEEN_REPORTS_MS = 50;
const PAUSE_MS = 1_500;

const port = parentPort;
if (port === null) throw new Error("this module is a worker's");
const say = (message: WriterMessage): void => port.postMessage(message);
let writer: ProjectWriter | null = null;
let backlog: Backlog | null = null;
let last: Promise<unknown> = Promise.resolve();
let pause: NodeJS.Timeout | undefined;

port.on("message", (order: WriterOrder) => {
  clearTimeout(pause);
  pause = undefined;
  // The backlog takes its turns among the other changes instead of keeping them all waiting.
  if (order.kind === "run" && isBacklogs(order.command)) {
    void run(order);
    return;
  }
  if (order.kind === "close") backlog?.stop();
  void inTurn(() => obey(order));
});

/** One after the other, whatever becomes of each. */
function inTurn<T>(work: () => T | Promise<T>): Promise<T> {
  const turn = last.then(work);
  last = turn.catch(() => {});
  return turn;
}

function obey(order: WriterOrder): Promise<void> | void {
  if (order.kind === "run") return run(order);
  if (order.kind === "close") return close();
  try {
    writer = new ProjectWriter(order.task);
    backlog = new Backlog(writer, inTurn);
  } catch (error) {
    say({ kind: "unopened", text: textOf(error) });
  }
}

function close(): void {
  clearTimeout(pause);
  writer?.close();
  writer = null;
  backlog = null;
  say({ kind: "closed" });
}

async function run(request: WriterRequest): Promise<void> {
  const { id, stop } = request;
  let reportedAt = 0;
  const control: WriteControl = {
    step: (done, total) => {
      if (Atomics.load(stop, 0) === 1) throw new Cancelled();
      if (Date.now() - reportedAt < LEAST_BETWEEN_REPORTS_MS) return;
      reportedAt = Date.now();
      say({ kind: "progress", id, done, total });
    },
    rowsCame: (first, lastRow) => say({ kind: "rowsCame", id, first, last: lastRow }),
  };
  try {
    if (Atomics.load(stop, 0) === 1) throw new Cancelled();
    say({ kind: "done", id, result: await carryOut(request, control) });
  } catch (error) {
    if (error instanceof Cancelled) say({ kind: "cancelled", id });
    else if (error instanceof AssayError) say({ kind: "failed", id, error: error.toWire() });
    else say({ kind: "broken", id, text: textOf(error) });
  }
  clearTimeout(pause);
  pause = setTimeout(tidy, PAUSE_MS);
  pause.unref();
}

/** Piece by piece, until something else is to be done. */
function tidy(): void {
  if (writer?.tidy() !== true) return;
  pause = setTimeout(tidy, 0);
  pause.unref();
}

function isBacklogs(command: CommandName): command is keyof BacklogCommands {
  return command === "workOut" || command === "countTokens" || command === "lengthsOf";
}

async function carryOut({ command, params }: WriterRequest, control: WriteControl): Promise<unknown> {
  if (isBacklogs(command)) {
    await inTurn(() => {});
    if (backlog === null) throw new Error("no project is open in this thread");
    if (command === "workOut") return backlog.run(control);
    if (command === "countTokens") return backlog.count(control);
    return backlog.lengthsOf((params as CommandParams<"lengthsOf">).json);
  }
  if (writer === null) throw new Error("no project is open in this thread");
  return writer[command](params as never, control);
}

const textOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
