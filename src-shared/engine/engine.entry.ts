import { AssayError } from "../contract/index.ts";
import type { EngineCommand, EngineMessage } from "./run/contract.ts";

/**
 * The engine in a process of its own: what goes wrong here costs a run and nothing else. Talks over the parent's port in
 * Electron, over Node's channel otherwise; ends after one run, and when its parent goes.
 */
interface ParentPort {
  on(event: "message", listener: (event: { data: unknown }) => void): void;
  postMessage(message: unknown): void;
}
const parentPort = (process as { parentPort?: ParentPort }).parentPort;

const say = (message: EngineMessage): void => {
  if (parentPort !== undefined) parentPort.postMessage(message);
  else process.send?.(message);
};

const cancelled = new AbortController();
let goOnAgain: (() => void) | null = null;
let pause: Promise<void> | null = null;

function obey(command: EngineCommand): void {
  switch (command.kind) {
    case "run":
      void run(command.request);
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
    say(failureOf(error));
  }
}

function failureOf(error: unknown): EngineMessage {
  if (error instanceof AssayError) return { kind: "failed", code: error.code, details: error.details };
  const what = error instanceof Error ? error.message : String(error);
  const isMissing =
    /onnxruntime|\.node|dlopen/i.test(what) && /cannot find|not found|dlopen|no such/i.test(what);
  const isWithoutCard = /webgpu/i.test(what) && /adapter/i.test(what);
  if (isWithoutCard) {
    return { kind: "failed", code: "EngineUnavailable", details: { what: "no graphics card answers" } };
  }
  return { kind: "failed", code: isMissing ? "EngineUnavailable" : "EngineStopped", details: { what } };
}

if (parentPort !== undefined) parentPort.on("message", ({ data }) => obey(data as EngineCommand));
else {
  process.on("message", (message) => obey(message as EngineCommand));
  process.on("disconnect", () => process.exit(0));
}
say({ kind: "ready" });
