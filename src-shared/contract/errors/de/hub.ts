import type { ErrorCatalogue } from "../assay-error.ts";
import type { HubErrorCode } from "../hub.ts";

export const hubErrors: ErrorCatalogue<HubErrorCode> = {
  HubTokenMissing: {
    sentence: "Es gibt kein Hugging-Face-Token.",
    mend: "In den Einstellungen des Kontos ein Token mit Schreibrecht anlegen und sich damit anmelden (oder HF_TOKEN setzen).",
  },
  HubUnauthorised: {
    sentence: "Der Hub unter {endpoint} kennt dieses Token nicht.",
    mend: "Mit einem gültigen Token neu anmelden; dieses wurde vielleicht zurückgezogen.",
  },
  HubTokenCannotWrite: {
    sentence: "Dieses Token darf lesen, aber nicht schreiben.",
    mend: "Mit einem Token anmelden, das Schreibrecht hat.",
  },
  HubForbidden: {
    sentence: "Dieses Konto darf nicht in {repo} schreiben.",
    mend: "In ein eigenes Repository veröffentlichen oder den Besitzer um Schreibrecht bitten.",
  },
  HubRepoNotFound: {
    sentence: "Der Hub hat kein Datensatz-Repository {repo}, oder es ist mit diesem Konto nicht zu sehen.",
    mend: "Seinen Namen und das angemeldete Konto prüfen.",
  },
  HubGated: {
    sentence: "{repo} zeigt seinen Inhalt nur denen, die sein Besitzer zugelassen hat.",
    mend: "Mit dem angemeldeten Konto auf seiner Seite im Hub um Zugang bitten.",
  },
  HubRevisionNotFound: {
    sentence: "{repo} hat keine Revision {revision}.",
    mend: "Den Commit prüfen; vielleicht ist er weggefallen, als der Verlauf des Repositorys umgeschrieben wurde.",
  },
  HubFileNotFound: {
    sentence: "{repo} hat bei {revision} keine Datei {path}.",
    mend: "Den Namen der Datei prüfen.",
  },
  HubConflict: {
    sentence: "Inzwischen hat jemand anderes in {repo} einen Commit gemacht.",
    mend: "Ansehen, was sich dort geändert hat, dann noch einmal veröffentlichen.",
  },
  HubTooLarge: {
    sentence: "Dem Hub ist das Hochgeladene zu groß.",
    mend: "Weniger Zeilen veröffentlichen oder im Konto Speicher freigeben.",
  },
  HubRateLimited: {
    sentence: "Der Hub bittet um langsameres Vorgehen.",
    mend: "Ein paar Minuten warten; Assay versucht es von selbst noch einmal.",
  },
  HubUnavailable: {
    sentence: "Der Hub hat selbst eine Störung (Status {status}).",
    mend: "Etwas warten; Assay versucht es von selbst noch einmal. Es ging nichts verloren.",
  },
  HubOffline: {
    sentence: "Der Hub unter {endpoint} ist nicht zu erreichen.",
    mend: "Die Verbindung prüfen; Assay macht hier weiter, wenn sie wieder da ist.",
  },
  HubTimeout: {
    sentence: "Der Hub unter {endpoint} hat nicht rechtzeitig geantwortet.",
    mend: "Die Verbindung prüfen und noch einmal versuchen.",
  },
  HubBadAnswer: {
    sentence: "Die Antwort des Hubs ergibt hier keinen Sinn: {what}.",
    mend: "Noch einmal versuchen; bleibt es so, ein Diagnosepaket speichern und an uns schicken.",
  },
  HubLimitExceeded: {
    sentence: "{path} aus {repo} ist größer als die {limit} Bytes, die angenommen werden.",
    mend: "Die Datei bleibt außen vor; ist sie vertrauenswürdig, die Grenze erhöhen.",
  },
  HubCancelled: {
    sentence: "Die Übertragung wurde abgebrochen.",
    mend: "Sie kann jederzeit neu begonnen werden.",
  },
  DiskFull: {
    sentence: "Die Platte ist voll.",
    mend: "Etwas Platz schaffen und noch einmal versuchen; es ging nichts verloren.",
  },
};
