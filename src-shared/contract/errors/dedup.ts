import type { ErrorCatalogue } from "./assay-error.ts";

export type DedupErrorCode = "ThresholdOutOfRange";

export const dedupErrors: ErrorCatalogue<DedupErrorCode> = {
  ThresholdOutOfRange: {
    sentence: '"{threshold}" is no similarity threshold.',
    mend: "Give a number above 0 and at most 1, for example 0.8.",
  },
};
