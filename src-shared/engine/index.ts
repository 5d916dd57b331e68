export { EngineError } from "./errors.ts";
export { bootstrapMean, type Interval } from "./run/bootstrap.ts";
export type { EngineProgress, EngineRequest, EngineResult, SkippedRow } from "./run/contract.ts";
export { type EngineProcess, engineEntry, type RemoteRun, runRemotely } from "./run/remote-engine.ts";
export type { RowLoss } from "./training/evaluate.ts";
export type { TrainedStep } from "./training/fine-tune.ts";
