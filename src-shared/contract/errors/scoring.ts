import type { ErrorCatalogue } from "./assay-error.ts";

export type ScoringErrorCode =
  | "ScoreInputNotJson"
  | "ScoreInputInvalid"
  | "SimulationLossesUnreadable"
  | "SimulationLossesInvalid"
  | "SimulationOptionInvalid";

export const scoringErrors: ErrorCatalogue<ScoringErrorCode> = {
  ScoreInputNotJson: {
    sentence: "The cases are no JSON: {reason} (line {line}, column {column}).",
    mend: "Mend the text there.",
  },
  ScoreInputInvalid: {
    sentence: "{place} {what}.",
    mend: "The shapes of all cases are in validator-headless/docs/score.md.",
  },
  SimulationLossesUnreadable: {
    sentence: "The losses in {file} cannot be read: {reason}.",
    mend: "Check the path of the file.",
  },
  SimulationLossesInvalid: {
    sentence: "{file} is no table of losses: {what}.",
    mend: "Give a JSON list with a list of losses for each honest miner, one loss for each epoch.",
  },
  SimulationOptionInvalid: {
    sentence: "{option} cannot be {value}.",
    mend: "Give a whole number from {least} to {most}.",
  },
};
