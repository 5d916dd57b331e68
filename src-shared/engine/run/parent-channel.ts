import { AssayError, type ErrorDetails } from "../../contract/index.ts";

/** Electron's way to a process' parent, which Node's own channel has no part in. */
interface ParentPort {
  on(event: "message", listener: (event: { data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

/** What a process of ours says to its parent and hears from it: over Electron's port, or over Node's channel. */
export interface ParentChannel {
  say(message: unknown): void;
  /** A process whose parent goes ends with it. */
  listen(listener: (message: unknown) => void): void;
}

export function parentChannel(): ParentChannel {
  const { parentPort } = process as { parentPort?: ParentPort };
  if (parentPort !== undefined) {
    return {
      say: (message) => parentPort.postMessage(message),
      listen: (listener) => parentPort.on("message", ({ data }) => listener(data)),
    };
  }
  return {
    say: (message) => void process.send?.(message),
    listen: (listener) => {
      process.on("message", listener);
      process.on("disconnect", () => process.exit(0));
    },
  };
}

export interface EngineFailure {
  readonly code: string;
  readonly details: ErrorDetails;
}

/** Why a run or an engine failed, in a form that a message can carry. */
export function failureOf(error: unknown): EngineFailure {
  if (error instanceof AssayError) return { code: error.code, details: error.details };
  const what = error instanceof Error ? error.message : String(error);
  const isMissing =
    /onnxruntime|\.node|dlopen/i.test(what) && /cannot find|not found|dlopen|no such/i.test(what);
  const isWithoutCard = /webgpu/i.test(what) && /adapter/i.test(what);
  if (isWithoutCard) return { code: "EngineUnavailable", details: { what: { phrase: "noCardAnswers" } } };
  return { code: isMissing ? "EngineUnavailable" : "EngineStopped", details: { what } };
}
