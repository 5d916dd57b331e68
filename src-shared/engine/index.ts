export { EngineError } from "./errors.ts";
export { fetchModel, fetchTokenizer } from "./models/fetch-model.ts";
export {
  LAPTOP_MODEL,
  type ModelPlace,
  ModelShelf,
  PRACTICE_MODEL,
  type StoredModel,
} from "./models/model-shelf.ts";
export type { TokenizerFile } from "./models/tokenizer-file.ts";
export type {
  EngineFacts,
  ResidentEngine,
  ResidentJob,
  ResidentProgress,
  ResidentResult,
  ResidentRunOptions,
  ResidentSettings,
} from "./resident/contract.ts";
export { openOnnxEngine, openOnnxEngineHere } from "./resident/onnx-engine.ts";
export { openRemoteEngine } from "./resident/remote-resident.ts";
export { openTorchEngine, startTorchWorker, type TorchWorker } from "./resident/torch-engine.ts";
export { bootstrapMean, type Interval } from "./run/bootstrap.ts";
export type { EngineProgress, EngineRequest, EngineResult, SkippedRow } from "./run/contract.ts";
export { type EngineProcess, engineEntry, type RemoteRun, runRemotely } from "./run/remote-engine.ts";
export { RowTokenizer, type TokenizedRow } from "./text/row-tokenizer.ts";
export { decodeRows, encodeRows, hashOfRows } from "./text/rows-file.ts";
export type { RowLoss } from "./training/evaluate.ts";
export type { TrainedStep } from "./training/fine-tune.ts";
