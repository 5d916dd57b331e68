import type { ErrorCatalogue } from "../assay-error.ts";
import type { CommonErrorCode } from "../common.ts";

export const commonErrors: ErrorCatalogue<CommonErrorCode> = {
  Internal: {
    sentence: "In Assay ist etwas schiefgegangen: {what}.",
    mend: "Es ging nichts verloren. Im Protokoll ein Diagnosepaket speichern und an uns schicken.",
  },
  Cancelled: { sentence: "Abgebrochen.", mend: "Jederzeit kann neu begonnen werden." },
  ConnectionToServicesLost: {
    sentence: "Das Fenster hat die Verbindung zu Assays Diensten verloren.",
    mend: "Es verbindet sich von selbst neu; Gespeichertes ist sicher. Bleibt es so, Assay neu starten.",
  },
  NotAvailableHere: { sentence: "{what} gibt es hier nicht.", mend: "{how}" },
  BadRequest: {
    sentence: "Diese Anfrage ergibt keinen Sinn: {what}.",
    mend: "Das Fenster neu laden und noch einmal versuchen.",
  },
};
