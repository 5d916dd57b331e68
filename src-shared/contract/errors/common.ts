import type { ErrorCatalogue } from "./assay-error.ts";

export type CommonErrorCode = "Internal" | "Cancelled" | "BadRequest";

export const commonErrors: ErrorCatalogue<CommonErrorCode> = {
  Internal: {
    sentence: "Something went wrong inside Assay: {what}.",
    mend: "Nothing was lost. Save a diagnostics bundle from the log view and send it to us.",
  },
  Cancelled: { sentence: "Cancelled.", mend: "Start it again whenever you like." },
  BadRequest: { sentence: "This request makes no sense: {what}.", mend: "Reload the window and try again." },
};
