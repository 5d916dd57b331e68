import type { ErrorCatalogue } from "../assay-error.ts";
import type { DedupErrorCode } from "../dedup.ts";

export const dedupErrors: ErrorCatalogue<DedupErrorCode> = {
  ThresholdOutOfRange: {
    sentence: "„{threshold}“ ist keine Schwelle für die Ähnlichkeit.",
    mend: "Eine Zahl über 0 und höchstens 1 angeben, zum Beispiel 0.8.",
  },
};
