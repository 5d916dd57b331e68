import type { Language } from "../language.ts";
import type { ErrorCatalogue } from "./assay-error.ts";
import { chainErrors } from "./chain.ts";
import { cliErrors } from "./cli.ts";
import { commonErrors } from "./common.ts";
import { competitionErrors } from "./competition.ts";
import { datasetErrors } from "./dataset.ts";
import { germanErrors } from "./de/index.ts";
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

export {
  AssayError,
  type ErrorCatalogue,
  type ErrorDetails,
  type ErrorText,
  type WireError,
} from "./assay-error.ts";
export type { ChainErrorCode } from "./chain.ts";
export type { CliErrorCode } from "./cli.ts";
export type { CommonErrorCode } from "./common.ts";
export type { CompetitionErrorCode } from "./competition.ts";
export type { DatasetErrorCode } from "./dataset.ts";
export type { DedupErrorCode } from "./dedup.ts";
export type { EngineErrorCode } from "./engine.ts";
export type { HubErrorCode } from "./hub.ts";
export type { PublishErrorCode } from "./publish.ts";
export type { QueueErrorCode } from "./queue.ts";
export type { RoundErrorCode } from "./round.ts";
export type { SandboxErrorCode } from "./sandbox.ts";
export type { ScoringErrorCode } from "./scoring.ts";
export type { ConfigErrorCode, ValidatorErrorCode } from "./validator.ts";
export type { WalletErrorCode } from "./wallet.ts";
export type { WorkspaceErrorCode } from "./workspace.ts";

const englishErrors = {
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

/** Every error code of Assay with its sentence, in each language: the one place where they are worded. */
export const errorCatalogues: Readonly<Record<Language, ErrorCatalogue<keyof typeof englishErrors>>> = {
  en: englishErrors,
  de: germanErrors,
};
