import { chainErrors } from "./chain.ts";
import { cliErrors } from "./cli.ts";
import { commonErrors } from "./common.ts";
import { competitionErrors } from "./competition.ts";
import { datasetErrors } from "./dataset.ts";
import { dedupErrors } from "./dedup.ts";
import { engineErrors } from "./engine.ts";
import { hubErrors } from "./hub.ts";
import { publishErrors } from "./publish.ts";
import { queueErrors } from "./queue.ts";
import { roundErrors } from "./round.ts";
import { sandboxErrors } from "./sandbox.ts";
import { scoringErrors } from "./scoring.ts";
import { validatorErrors } from "./validator.ts";
import { walletErrors } from "./wallet.ts";
import { workspaceErrors } from "./workspace.ts";

/** Every error code of Assay with its sentence in German. */
export const germanErrors = {
  ...commonErrors,
  ...datasetErrors,
  ...dedupErrors,
  ...competitionErrors,
  ...engineErrors,
  ...hubErrors,
  ...chainErrors,
  ...sandboxErrors,
  ...walletErrors,
  ...workspaceErrors,
  ...publishErrors,
  ...roundErrors,
  ...queueErrors,
  ...cliErrors,
  ...validatorErrors,
  ...scoringErrors,
};
