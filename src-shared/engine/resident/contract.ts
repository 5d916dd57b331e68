import type { RowLoss } from "../training/evaluate.ts";
import type { TrainedStep, TrainingSettings } from "../training/fine-tune.ts";

/** How a model is held and used: the same for every dataset that is to be compared with another. */
export interface ResidentSettings {
  readonly modelFolder: string;
  /** How the base model is called where an adapter names it. */
  readonly modelName: string;
  readonly lora: {
    readonly rank: number;
    readonly alpha: number;
    readonly dropout: number;
    readonly targets: "all-linear" | readonly string[];
  };
  readonly training: TrainingSettings & {
    readonly quantization: "none" | "nf4";
    /**
     * Of the order of rows and of dropout; the job's seed where it is missing. The reference validator draws its adapter
     * from the epoch's seed, and everything after it from its trainer's own, 42.
     */
    readonly orderSeed?: number;
  };
  readonly evaluation: { readonly batchSize: number; readonly model: "training" | "merged" };
  /** "exact": the reference's batches, merge and precision. "fast": the same losses but for rounding, sooner. */
  readonly fidelity: "exact" | "fast";
  /** "auto": the best there is for the engine. */
  readonly device: "auto" | "cpu" | "cuda" | "webgpu";
  /** Null: as many as the processor has cores. */
  readonly threads: number | null;
  /** The longest row to plan memory for; 2,048 where it is missing. */
  readonly maxTokens?: number;
}

/** What results of an engine depend on, beside its settings. */
export interface EngineFacts {
  readonly engine: "onnx" | "torch";
  /** For people: "cpu, 2 threads", "NVIDIA H200". */
  readonly device: string;
  /** Equal for engines whose results may be told apart by equality: card, driver, library lock, precision, threads. */
  readonly workerClass: string;
  readonly precision: {
    readonly training: "nf4" | "bf16" | "f32";
    readonly evaluation: "bf16" | "f32" | "nf4";
  };
  /** Whether it trains and evaluates in the reference's own precision (nf4 and bf16 on CUDA). */
  readonly isReferencePrecision: boolean;
}

export interface ResidentJob {
  /** Files of tokenized rows, see rows-file.ts. */
  readonly trainFile: string;
  readonly evalFile: string;
  readonly seed: number;
  /** Also the model's loss without an adapter; worked out once for an eval file. */
  readonly withBaseLoss: boolean;
  /** A folder for the adapter, in PEFT's files. */
  readonly adapterFolder: string | null;
}

export interface ResidentResult {
  /** As the settings' evaluation counts it. */
  readonly evalLoss: number;
  readonly baseLoss: number | null;
  /** For each eval row, in order. */
  readonly evalRows: readonly RowLoss[];
  readonly curve: readonly TrainedStep[];
  readonly tokens: { readonly trained: number; readonly evaluated: number };
  readonly seconds: number;
  /** Of the engine's process, and of the card where there is one. */
  readonly peakMemoryMb: { readonly process: number; readonly device: number | null };
}

export type ResidentProgress =
  | { readonly phase: "loading" }
  | { readonly phase: "training"; readonly step: TrainedStep; readonly tokensPerSecond: number }
  | { readonly phase: "evaluating"; readonly done: number; readonly total: number };

export interface ResidentRunOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ResidentProgress) => void;
}

/** An engine that keeps one base model and takes one dataset after the other, with a fresh adapter for each. */
export interface ResidentEngine {
  readonly facts: EngineFacts;
  /**
   * Rejects with an `EngineError`. `NothingToLearn`, `NothingToEvaluate`, `RunTooLarge`, `RowsInvalid` and
   * `LossNotANumber` are the dataset's; after `EngineStopped` and `EngineUnavailable` the engine is gone and another one
   * must be opened. A run that is called off ends within a step with `EngineCancelled`, and the engine takes the next.
   * Runs are done one after the other, in the order in which they were asked for.
   */
  run(job: ResidentJob, options?: ResidentRunOptions): Promise<ResidentResult>;
  /** Calls off what is running and ends its process. */
  close(): Promise<void>;
}
