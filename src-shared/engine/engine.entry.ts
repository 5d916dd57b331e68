import { parentChannel } from "../system/index.ts";
import type { EngineCommand, EngineMessage } from "./run/contract.ts";
import { failureOf } from "./run/failure.ts";

/**
 * The engine in a process of its own: what goes wrong here costs a run, or a look at the graphics card, and nothing else.
 * It is ended after that, and ends when its parent goes.
 */
const parent = parentChannel();
const say = (message: EngineMessage): void => parent.say(message);

const cancelled = new AbortController();
let goOnAgain: (() => void) | null = null;
let pause: Promise<void> | null = null;

function obey(command: EngineCommand): void {
  switch (command.kind) {
    case "run":
      void run(command.request);
      return;
    case "probe":
      void probe();
      return;
    case "pause":
      pause ??= new Promise((resolve) => {
        goOnAgain = resolve;
      });
      return;
    case "cancel":
      cancelled.abort();
      resume();
      return;
    case "resume":
      resume();
  }
}

function resume(): void {
  goOnAgain?.();
  pause = goOnAgain = null;
}

async function run(request: (EngineCommand & { kind: "run" })["request"]): Promise<void> {
  try {
    const { runOnnxEngine } = await import("./run/onnx-engine.ts");
    const control = { signal: cancelled.signal, whenGoingOn: async () => void (await pause) };
    const result = await runOnnxEngine(request, control, (progress) => say({ kind: "progress", progress }));
    say({ kind: "done", result });
  } catch (error) {
    say({ kind: "failed", ...failureOf(error) });
  }
}

async function probe(): Promise<void> {
  try {
    const { measureCard } = await import("./run/graphics-card.ts");
    say({ kind: "probed", speedup: await measureCard() });
  } catch (error) {
    say({ kind: "failed", ...failureOf(error) });
  }
}

parent.listen((message) => obey(message as EngineCommand));
say({ kind: "ready" });
