import type { ErrorDetails } from "../../contract/index.ts";
import type {
  EngineFacts,
  ResidentJob,
  ResidentProgress,
  ResidentResult,
  ResidentSettings,
} from "./contract.ts";

/** What a process that keeps an engine is told. */
export type ResidentCommand =
  | { readonly kind: "open"; readonly settings: ResidentSettings }
  | { readonly kind: "run"; readonly id: number; readonly job: ResidentJob }
  | { readonly kind: "cancel"; readonly id: number }
  | { readonly kind: "close" };

/** What it says. */
export type ResidentMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "opened"; readonly facts: EngineFacts }
  | { readonly kind: "progress"; readonly id: number; readonly progress: ResidentProgress }
  | { readonly kind: "done"; readonly id: number; readonly result: ResidentResult }
  /** Without an id: the engine could not be opened. */
  | {
      readonly kind: "failed";
      readonly id: number | null;
      readonly code: string;
      readonly details: ErrorDetails;
    };
