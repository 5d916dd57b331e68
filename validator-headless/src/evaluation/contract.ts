import type { ErrorDetails } from "../../../src-shared/contract/index.ts";
import type {
  EngineFacts,
  ResidentProgress,
  ResidentResult,
  ResidentSettings,
} from "../../../src-shared/engine/index.ts";

/** Tokenized rows by the hash of their bytes; the bytes lie in the service's folder of payloads. */
export interface RowsReference {
  readonly hash: string;
  readonly file: string;
}

/** One dataset to be evaluated. Everything that decides on the loss is in it, and in its key. */
export interface EvaluationJob {
  /** sha256 over settings, rows, seed and model: equal jobs share a result. */
  readonly key: string;
  /** The epoch that asks for it. */
  readonly epochId: string;
  readonly settings: Omit<ResidentSettings, "modelFolder">;
  readonly model: { readonly repo: string; readonly revision: string };
  readonly train: RowsReference;
  readonly evaluation: RowsReference;
  readonly seed: number;
  readonly limits: { readonly timeoutMs: number; readonly memoryMb: number };
}

/** How an evaluation ended. */
export type EvaluationOutcome =
  | {
      readonly kind: "evaluated";
      readonly result: ResidentResult;
      readonly facts: EngineFacts;
    }
  /** The dataset is to blame: nothing to learn in it, losses that are no numbers, more than its share of memory or time. */
  | { readonly kind: "dataset-failed"; readonly code: string; readonly details: ErrorDetails }
  /** The engine is to blame: it ended, or could not start. Worth another try. */
  | { readonly kind: "engine-failed"; readonly code: string; readonly details: ErrorDetails }
  /** It was called off. */
  | { readonly kind: "cancelled" };

/**
 * The reason of a signal that fires because the service ends, and not because the evaluation is unwanted: a pool whose workers
 * outlive the service lets them go on, so that it finds their results when it is back.
 */
export const SERVICE_ENDS = new DOMException("The service ends.", "AbortError");

export interface EvaluationOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: ResidentProgress) => void;
}

/** Where evaluations happen: one engine here, or workers on other machines. */
export interface EvaluationPool {
  /** How many evaluations it can take at once now. */
  capacity(): Promise<number>;
  /** The classes of its workers (see `EngineFacts.workerClass`); more than one is a mixed fleet. */
  workerClasses(): Promise<readonly string[]>;
  /**
   * Evaluates a job, never rejecting. Safe to repeat: a job whose key was evaluated, or is being evaluated, is not done
   * twice by a pool that remembers.
   */
  evaluate(job: EvaluationJob, options: EvaluationOptions): Promise<EvaluationOutcome>;
  close(): Promise<void>;
}
