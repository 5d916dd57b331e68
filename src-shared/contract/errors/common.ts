import type { ErrorCatalogue } from "./assay-error.ts";

export type CommonErrorCode =
  | "Internal"
  | "Cancelled"
  | "BadRequest"
  | "ConnectionToServicesLost"
  | "NotAvailableHere";

export const commonErrors: ErrorCatalogue<CommonErrorCode> = {
  Internal: {
    sentence: "Something went wrong inside Assay: {what}.",
    mend: "Nothing was lost. Save a diagnostics bundle from the log view and send it to us.",
  },
  Cancelled: { sentence: "Cancelled.", mend: "Start it again whenever you like." },
  ConnectionToServicesLost: {
    sentence: "The window lost its connection to Assay's services.",
    mend: "It reconnects by itself; what you saved is safe. If it stays like this, start Assay again.",
  },
  NotAvailableHere: { sentence: "{what} is not available here.", mend: "{how}" },
  BadRequest: { sentence: "This request makes no sense: {what}.", mend: "Reload the window and try again." },
};
