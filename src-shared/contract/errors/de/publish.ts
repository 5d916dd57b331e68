import type { ErrorCatalogue } from "../assay-error.ts";
import type { PublishErrorCode } from "../publish.ts";

export const publishErrors: ErrorCatalogue<PublishErrorCode> = {
  PublishBlockedByLint: {
    sentence: "Fehler, die die Prüfung gefunden hat, stehen im Weg: {errors}.",
    mend: "Die Fehler erst beheben; die Liste der Probleme führt zu jedem davon.",
  },
  PublishNeedsConsent: {
    sentence: "Einigen Warnungen wurde noch nicht zugestimmt: {warnings}.",
    mend: "Die Warnungen lesen und ihnen zustimmen, oder beheben, worum es geht.",
  },
  PublishSnapshotLost: {
    sentence:
      "Der Schnappschuss dieser Veröffentlichung ist von der Platte verschwunden oder wurde geändert.",
    mend: "Den Datensatz noch einmal veröffentlichen.",
  },
  PublishNothing: {
    sentence: "Es gibt keine Zeilen zu veröffentlichen.",
    mend: "Erst Zeilen importieren oder schreiben.",
  },
  PublishAlreadyRunning: {
    sentence: "Ein anderes Fenster oder ein Befehl arbeitet an dieser Veröffentlichung.",
    mend: "Darauf warten oder es vorher beenden.",
  },
  PublishUnknown: {
    sentence: "Diese Veröffentlichung gibt es nicht.",
    mend: "In der Liste der Veröffentlichungen nachsehen.",
  },
  PublishNotCancellable: {
    sentence:
      "Das Commitment ist signiert und vielleicht schon unterwegs: Es lässt sich nicht mehr zurückrufen.",
    mend: "Sein Ende abwarten; danach kann etwas anderes veröffentlicht werden.",
  },
  PublishRevisionDiffers: {
    sentence: "Die Datei bei Revision {revision} von {repo} ist nicht der hochgeladene Schnappschuss.",
    mend: "Auf die Chain wurde nichts geschrieben. Den Verlauf des Repositorys ansehen, dann noch einmal veröffentlichen.",
  },
  PublishSuperseded: {
    sentence: "Ein anderes Commitment dieses Hotkeys hat dieses hier abgelöst.",
    mend: "Sicherstellen, dass kein anderes Programm mit diesem Hotkey schreibt, und noch einmal veröffentlichen, falls dieses gelten soll.",
  },
  PublishOvertaken: {
    sentence: "Eine spätere Veröffentlichung mit diesem Hotkey löst diese hier ab.",
    mend: "Für diese wurde nichts auf die Chain geschrieben. Sollen diese Zeilen doch gelten, sie noch einmal veröffentlichen.",
  },
  PublishOutOfReach: {
    sentence: "Der Hub oder die Chain ist nicht zu erreichen.",
    mend: "Die Verbindung prüfen; Assay versucht es von selbst noch einmal und macht hier weiter.",
  },
  PublishNotReadBack: {
    sentence: "Die Chain hat das Commitment angenommen, führt für diesen Hotkey aber etwas anderes.",
    mend: "Sicherstellen, dass kein anderes Programm mit diesem Hotkey schreibt, dann noch einmal veröffentlichen.",
  },
  PublishRepoNotYours: {
    sentence: "{repo} gehört {owner}; angemeldet ist {user}.",
    mend: "In ein Repository namens {user}/… veröffentlichen.",
  },
  PublishBeforeRegistration: {
    sentence: "Das Commitment wäre nicht jünger als die Registrierung des Hotkeys (Block {block}).",
    mend: "Den nächsten Block abwarten und noch einmal veröffentlichen.",
  },
};
