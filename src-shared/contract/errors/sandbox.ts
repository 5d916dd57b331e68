import type { ErrorCatalogue } from "./assay-error.ts";

export type SandboxErrorCode =
  | "SandboxRunning"
  | "SandboxFailed"
  | "SandboxPortTaken"
  | "PracticeRunning"
  | "PracticeEmpty"
  | "PracticeStopped"
  | "PracticeNotSet";

export const sandboxErrors: ErrorCatalogue<SandboxErrorCode> = {
  SandboxRunning: {
    sentence: "The sandbox in {dir} is running already (process {pid}).",
    mend: "Use that one, end it, or give another folder with --data-dir.",
  },
  SandboxFailed: {
    sentence: "The sandbox could not be started: {reason}.",
    mend: "Move the folder {dir} away to begin a new sandbox; its practice publications go with it.",
  },
  SandboxPortTaken: {
    sentence: "Port {port} is in use.",
    mend: "Choose another port, or 0 for any free one.",
  },
  PracticeRunning: {
    sentence: "Another practice round is still running.",
    mend: "Wait for it to finish, or cancel it.",
  },
  PracticeEmpty: {
    sentence: "There are no rows to practise with yet.",
    mend: "Add rows to the dataset first.",
  },
  PracticeStopped: {
    sentence: "The practice round stopped by itself ({what}).",
    mend: "Your rows are safe. Close other programs to free memory, and run another round.",
  },
  PracticeNotSet: {
    sentence: "The practice chain did not take the validator's weights ({what}).",
    mend: "Run another round; the log tells what the chain answered.",
  },
};
