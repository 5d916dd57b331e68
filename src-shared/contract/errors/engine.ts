import type { ErrorCatalogue } from "./assay-error.ts";

export type EngineErrorCode =
  | "ModelNotHere"
  | "ModelsFull"
  | "PreviewRunning"
  | "EvalSetNotHere"
  | "ModelFileInvalid"
  | "ModelFileMissing"
  | "ModelUnsupported"
  | "TokenizerInvalid"
  | "LossNotANumber"
  | "RunTooLarge"
  | "RowsInvalid"
  | "NothingToLearn"
  | "RankingNotKept"
  | "NothingToEvaluate"
  | "EngineCancelled"
  | "EngineStopped"
  | "EngineUnavailable"
  | "PythonMissing"
  | "PythonTooOld"
  | "TorchNotReachable"
  | "TorchNotInstalled"
  | "TorchNotWorking";

export const engineErrors: ErrorCatalogue<EngineErrorCode> = {
  ModelNotHere: {
    sentence: "The model {model} is not on this computer yet.",
    mend: "Fetch it first, or choose the practice model.",
  },
  ModelsFull: {
    sentence: "{model} needs {neededGb} GB; models take {usedGb} of the {limitGb} GB they may.",
    mend: "Remove a model you don't need any more in Settings.",
  },
  PreviewRunning: {
    sentence: "Another preview is still running.",
    mend: "Wait for it to finish, or cancel it.",
  },
  EvalSetNotHere: {
    sentence: "The competition's eval set is not on this computer yet.",
    mend: "Get it from the dataset's problems panel, or measure on rows held out of your own.",
  },
  ModelFileInvalid: {
    sentence: "The model's file {file} can't be used: {what}.",
    mend: "Remove the model in Settings and download it again.",
  },
  ModelFileMissing: {
    sentence: "The model in {folder} has no {file}.",
    mend: "Remove the model in Settings and download it again, or choose a folder with a whole model.",
  },
  ModelUnsupported: {
    sentence: "Assay can't train this model: {what}.",
    mend: "Choose a model of the Qwen2 or Llama family.",
  },
  TokenizerInvalid: {
    sentence: "The model's tokenizer can't be used: {what}.",
    mend: "Remove the model in Settings and download it again.",
  },
  LossNotANumber: {
    sentence: "The loss is no number any more at step {step}, row {row}.",
    mend: "Look at that row for broken text; if it looks right, lower the number of steps or try another seed.",
  },
  RunTooLarge: {
    sentence: "This run needs about {neededMb} MB of memory, and {availableMb} MB are free.",
    mend: "Choose a smaller model or a smaller budget, or close other programs.",
  },
  RowsInvalid: {
    sentence: "The tokenized rows in {file} can't be used: {what}.",
    mend: "Have the dataset tokenized again, with the tokenizer of the model that is trained.",
  },
  NothingToLearn: {
    sentence: "Not one row has an answer to learn from within the first {maxTokens} tokens.",
    mend: "Add rows with answers, or shorten what stands before them.",
  },
  RankingNotKept: {
    sentence: "What this preview found of each row was not kept.",
    mend: "Run it again with the box ticked that asks which rows help most.",
  },
  NothingToEvaluate: {
    sentence: "The eval set has no row with an answer to measure.",
    mend: "Choose another eval set: a file or a share of your rows.",
  },
  EngineCancelled: {
    sentence: "The run was cancelled.",
    mend: "Nothing was changed; start it again whenever you like.",
  },
  EngineStopped: {
    sentence: "The engine stopped by itself ({what}).",
    mend: "Your rows are safe. Close other programs to free memory, or choose a smaller budget, and try again.",
  },
  EngineUnavailable: {
    sentence: "The engine can't run on this computer: {what}.",
    mend: "It needs a 64-bit Windows, Linux, or a Mac with Apple silicon.",
  },
  PythonMissing: {
    sentence: "There is no Python on this machine that could run the torch engine ({what}).",
    mend: "Install Python 3.10 or newer with venv (on Debian: apt-get install python3 python3-venv), or uv, or name an interpreter with --python.",
  },
  PythonTooOld: {
    sentence: "{python} is Python {version}; the torch engine needs {needed}.",
    mend: "Name another interpreter with --python, or install uv, which brings one along.",
  },
  TorchNotReachable: {
    sentence: "The torch engine's packages could not be fetched: {what}.",
    mend: "Check the connection and any proxy (HTTPS_PROXY), then run the command again; what was fetched is kept.",
  },
  TorchNotInstalled: {
    sentence: "The torch engine's packages could not be installed: {what}.",
    mend: "Free some disk (it takes 6 GB), then run the command again; --python names another interpreter.",
  },
  TorchNotWorking: {
    sentence: "The torch engine was installed, but does not start: {what}.",
    mend: "Run the command again with --fresh. Where a graphics driver is to blame, update it, or take --no-cuda.",
  },
};
