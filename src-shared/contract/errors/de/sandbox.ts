import type { ErrorCatalogue } from "../assay-error.ts";
import type { SandboxErrorCode } from "../sandbox.ts";

export const sandboxErrors: ErrorCatalogue<SandboxErrorCode> = {
  SandboxRunning: {
    sentence: "Die Sandbox in {dir} läuft bereits (Prozess {pid}).",
    mend: "Diese benutzen, sie beenden oder mit --data-dir einen anderen Ordner angeben.",
  },
  SandboxFailed: {
    sentence: "Die Sandbox ließ sich nicht starten: {reason}.",
    mend: "Den Ordner {dir} beiseitelegen, um eine neue Sandbox zu beginnen; die Übungsveröffentlichungen darin gehen mit.",
  },
  SandboxPortTaken: {
    sentence: "Der Port {port} ist belegt.",
    mend: "Einen anderen Port wählen, oder 0 für irgendeinen freien.",
  },
  PracticeRunning: {
    sentence: "Eine andere Übungsrunde läuft noch.",
    mend: "Ihr Ende abwarten oder sie abbrechen.",
  },
  PracticeEmpty: {
    sentence: "Es gibt noch keine Zeilen, mit denen man üben könnte.",
    mend: "Dem Datensatz zuerst Zeilen hinzufügen.",
  },
  PracticeStopped: {
    sentence: "Die Übungsrunde hat von selbst aufgehört ({what}).",
    mend: "Die Zeilen sind sicher. Andere Programme schließen, um Speicher freizugeben, und noch eine Runde beginnen.",
  },
  PracticeNotSet: {
    sentence: "Die Übungskette hat die Gewichte des Validators nicht angenommen ({what}).",
    mend: "Noch eine Runde beginnen; im Protokoll steht, was die Kette geantwortet hat.",
  },
};
