import { AssayError, type ErrorDetails } from "../../contract/index.ts";

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
