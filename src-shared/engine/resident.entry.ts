import { parentChannel } from "../system/index.ts";
import type { ResidentEngine } from "./resident/contract.ts";
import type { ResidentCommand, ResidentMessage } from "./resident/messages.ts";
import { failureOf } from "./run/failure.ts";

/** An engine that keeps its model, in a process of its own; it ends when it is told to, and when its parent goes. */
const parent = parentChannel();
const say = (message: ResidentMessage): void => parent.say(message);

let opening: Promise<ResidentEngine> | null = null;
const running = new Map<number, AbortController>();

function obey(command: ResidentCommand): void {
  switch (command.kind) {
    case "open":
      void open(command.settings);
      return;
    case "run":
      void run(command);
      return;
    case "cancel":
      running.get(command.id)?.abort();
      return;
    case "close":
      void close();
  }
}

async function open(settings: (ResidentCommand & { kind: "open" })["settings"]): Promise<void> {
  try {
    opening = import("./resident/onnx-resident.ts").then((module) => module.openOnnxResident(settings));
    say({ kind: "opened", facts: (await opening).facts });
  } catch (error) {
    say({ kind: "failed", id: null, ...failureOf(error) });
  }
}

async function run({ id, job }: ResidentCommand & { kind: "run" }): Promise<void> {
  const calledOff = new AbortController();
  running.set(id, calledOff);
  try {
    const engine = await opening;
    if (engine === null) throw new Error("a run was asked for before the engine was opened");
    const result = await engine.run(job, {
      signal: calledOff.signal,
      onProgress: (progress) => say({ kind: "progress", id, progress }),
    });
    say({ kind: "done", id, result });
  } catch (error) {
    say({ kind: "failed", id, ...failureOf(error) });
  } finally {
    running.delete(id);
  }
}

async function close(): Promise<void> {
  await opening?.then((engine) => engine.close()).catch(() => {});
  process.exit(0);
}

parent.listen((message) => obey(message as ResidentCommand));
say({ kind: "ready" });
