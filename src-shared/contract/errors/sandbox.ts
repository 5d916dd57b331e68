import type { ErrorCatalogue } from "./assay-error.ts";

export type SandboxErrorCode = "SandboxRunning" | "SandboxFailed" | "SandboxPortTaken";

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
};
