import type { ErrorDetails, Phrase } from "../../contract/index.ts";
import type { TemplateFault, TemplateName } from "../../dataset/index.ts";
import type { RowLoss } from "../training/evaluate.ts";
import type { TrainedStep, TrainingSettings } from "../training/fine-tune.ts";

/** Everything that decides on a run: equal requests give equal losses on the same number of threads. */
export interface EngineRequest {
  readonly modelFolder: string;
  /** How the base model is called where an adapter names it. */
  readonly modelName: string;
  readonly template: TemplateName;
  readonly maxTokens: number;
  readonly lora: {
    readonly rank: number;
    readonly alpha: number;
    readonly dropout: number;
    readonly targets: "all-linear" | readonly string[];
  };
  readonly training: TrainingSettings & { readonly quantization: "none" | "nf4" };
  readonly evaluation: { readonly batchSize: number; readonly model: "training" | "merged" };
  /** Rows as JSON, in their order. */
  readonly trainRows: readonly string[];
  readonly evalRows: readonly string[];
  /** One training run each. */
  readonly seeds: readonly number[];
  /** Also estimate what each training row does for the eval loss. */
  readonly rankRows: boolean;
  /** A folder for the first seed's adapter, in PEFT's files. */
  readonly adapterFolder: string | null;
  /** "webgpu": a graphics card through Vulkan, Metal or Direct3D. */
  readonly device: "cpu" | "webgpu";
  /** Null: as many as the processor has cores. */
  readonly threads: number | null;
}

export interface SkippedRow {
  /** Its place among the rows of the request, from 0. */
  readonly row: number;
  readonly reason: TemplateFault | "nothing-to-learn";
}

export interface EngineResult {
  /** As the profile's evaluation counts it, of the model alone. */
  readonly baseLoss: number;
  /** For each seed, with its adapter. */
  readonly evalLosses: readonly number[];
  readonly baseRows: readonly RowLoss[];
  /** For each seed, for each eval row. */
  readonly tunedRows: readonly (readonly RowLoss[])[];
  readonly curves: readonly (readonly TrainedStep[])[];
  readonly skippedTrainRows: readonly SkippedRow[];
  readonly skippedEvalRows: readonly SkippedRow[];
  /** For each training row, or null where it was skipped; null when it was not asked for. Larger helps more. */
  readonly helpfulness: readonly (number | null)[] | null;
  readonly tokens: { readonly trained: number; readonly evaluated: number };
  readonly seconds: number;
  /** What it ran on, for people. */
  readonly device: Phrase;
}

export type EngineProgress =
  | { readonly phase: "loading" }
  | {
      readonly phase: "measured";
      /** For the whole run, from what a first pass took on this machine. */
      readonly estimatedSeconds: number;
      readonly trainTokensPerSecond: number;
      readonly evalTokensPerSecond: number;
      readonly neededMb: number;
      readonly device: Phrase;
    }
  | { readonly phase: "base" | "ranking"; readonly done: number; readonly total: number }
  | {
      readonly phase: "training";
      readonly seedIndex: number;
      readonly step: TrainedStep;
      readonly tokensPerSecond: number;
    }
  | {
      readonly phase: "evaluating";
      readonly seedIndex: number;
      readonly done: number;
      readonly total: number;
    };

/** What a process that runs the engine is told. */
export type EngineCommand =
  | { readonly kind: "run"; readonly request: EngineRequest }
  | { readonly kind: "pause" }
  | { readonly kind: "resume" }
  | { readonly kind: "cancel" };

/** What it says. */
export type EngineMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "progress"; readonly progress: EngineProgress }
  | { readonly kind: "done"; readonly result: EngineResult }
  | { readonly kind: "failed"; readonly code: string; readonly details: ErrorDetails };
