import type { ErrorCatalogue } from "../assay-error.ts";
import type { CliErrorCode } from "../cli.ts";

export const cliErrors: ErrorCatalogue<CliErrorCode> = {
  NetworkUnknown: {
    sentence: "Es gibt kein Netzwerk namens {name}.",
    mend: "sandbox, local, test, finney oder die Adresse eines Knotens (ws:// oder wss://) angeben.",
  },
  RepoMissing: {
    sentence: "Es wurde kein Repository angegeben.",
    mend: "Das Datensatz-Repository auf dem Hub mit --repo NAME/REPO nennen.",
  },
};
