import type { ErrorCatalogue } from "./assay-error.ts";

export type CliErrorCode = "NetworkUnknown" | "RepoMissing";

export const cliErrors: ErrorCatalogue<CliErrorCode> = {
  NetworkUnknown: {
    sentence: "There is no network called {name}.",
    mend: "Use sandbox, local, test, finney, or the ws:// or wss:// address of a chain's node.",
  },
  RepoMissing: {
    sentence: "No repository was given.",
    mend: "Name the dataset repository on the hub with --repo NAME/REPO.",
  },
};
