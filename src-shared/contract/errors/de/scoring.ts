import type { ErrorCatalogue } from "../assay-error.ts";
import type { ScoringErrorCode } from "../scoring.ts";

export const scoringErrors: ErrorCatalogue<ScoringErrorCode> = {
  ScoreInputNotJson: {
    sentence: "Die Fälle sind kein JSON: {reason} (Zeile {line}, Spalte {column}).",
    mend: "Den Text an dieser Stelle berichtigen.",
  },
  ScoreInputInvalid: {
    sentence: "{place} {what}.",
    mend: "Wie alle Fälle aussehen, steht in validator-headless/docs/score.md.",
  },
  SimulationLossesUnreadable: {
    sentence: "Die Losses in {file} lassen sich nicht lesen: {reason}.",
    mend: "Den Pfad der Datei prüfen.",
  },
  SimulationLossesInvalid: {
    sentence: "{file} ist keine Tabelle von Losses: {what}.",
    mend: "Eine JSON-Liste mit einer Liste von Losses für jeden ehrlichen Miner angeben, einen Loss je Epoche.",
  },
  SimulationOptionInvalid: {
    sentence: "{option} kann nicht {value} sein.",
    mend: "Eine ganze Zahl von {least} bis {most} angeben.",
  },
};
