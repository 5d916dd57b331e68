import type { ErrorCatalogue } from "../assay-error.ts";
import type { WorkspaceErrorCode } from "../workspace.ts";

export const workspaceErrors: ErrorCatalogue<WorkspaceErrorCode> = {
  ProjectNotFound: {
    sentence: "Unter {path} gibt es kein Projekt.",
    mend: "Vielleicht wurde es verschoben oder gelöscht; ein anderes wählen.",
  },
  ProjectExists: {
    sentence: "Unter {path} gibt es schon eine Datei.",
    mend: "Einen anderen Namen wählen.",
  },
  ProjectInUse: {
    sentence: "Das Projekt {path} ist in einem anderen Fenster oder Prozess geöffnet.",
    mend: "Es dort erst schließen: In ein Projekt darf immer nur ein Prozess schreiben.",
  },
  ProjectNewer: {
    sentence: "Das Projekt {path} stammt aus einer neueren Version von Assay.",
    mend: "Assay aktualisieren, um es zu öffnen; es wurde nichts geändert.",
  },
  ProjectForeign: {
    sentence: "{path} ist kein Projekt von Assay.",
    mend: "Eine Datei wählen, die auf .assay endet, oder die Datei stattdessen importieren.",
  },
  ProjectDamaged: {
    sentence: "Das Projekt {path} ist beschädigt: {reason}.",
    mend: "Es aus einer Sicherung wiederherstellen; Assay hat es nicht verändert.",
  },
  ProjectNone: { sentence: "Es ist kein Projekt geöffnet.", mend: "Erst eines öffnen oder anlegen." },
  RowGone: {
    sentence: "Diese Zeile ist nicht mehr da.",
    mend: "Vielleicht wurde sie gelöscht; Rückgängig bringt sie wieder.",
  },
  BadLineGone: {
    sentence: "Diese unlesbare Zeile steht nicht mehr in der Liste.",
    mend: "Die Liste neu laden.",
  },
  NothingToUndo: { sentence: "Es gibt nichts rückgängig zu machen.", mend: "Einfach weiterarbeiten." },
  NothingToRedo: { sentence: "Es gibt nichts zu wiederholen.", mend: "Einfach weiterarbeiten." },
  Busy: {
    sentence: "Eine größere Änderung läuft noch: {what}.",
    mend: "Ihr Ende abwarten oder sie abbrechen.",
  },
  StepGone: {
    sentence: "Dieser Schritt steht nicht mehr im Verlauf.",
    mend: "Noch einmal in die Liste sehen: Vielleicht ist eine neuere Änderung an seine Stelle getreten.",
  },
  MemberWouldChange: {
    sentence:
      "Zeile {line} gehört zum Eval-Set; geändert würde sie nicht mehr zählen, und der Datensatz fiele durch.",
    mend: "Die Zeile lassen, wie sie ist, oder sie trotzdem ändern und später aus dem Eval-Set wiederherstellen.",
  },
  WriterStopped: {
    sentence: "Der Teil von Assay, der Zeilen speichert, ist stehen geblieben.",
    mend: "Das Projekt schließen und wieder öffnen: Alles Gespeicherte ist da.",
  },
  UploadGone: {
    sentence: "Die Datei zum Importieren ist nicht mehr da.",
    mend: "Die Datei noch einmal wählen.",
  },
  JobUnknown: { sentence: "Dieser Vorgang läuft nicht mehr.", mend: "Sein Ergebnis ansehen." },
  ClusterGone: {
    sentence: "Diese Gruppe von Dubletten ist nicht mehr da.",
    mend: "Die Liste neu laden.",
  },
};
