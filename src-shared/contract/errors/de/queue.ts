import type { ErrorCatalogue } from "../assay-error.ts";
import type { QueueErrorCode } from "../queue.ts";

export const queueErrors: ErrorCatalogue<QueueErrorCode> = {
  QueueRefused: {
    sentence: "Das Redis der Warteschlange auf {host} lässt uns nicht ein: {what}.",
    mend: "Prüfen Sie Benutzer und Passwort in der Adresse der Warteschlange, und was dieser Benutzer darf.",
  },
  QueueUnreachable: {
    sentence: "Das Redis der Warteschlange auf {host} ist nicht zu erreichen: {what}.",
    mend: "Prüfen Sie die Adresse, ob Redis dort läuft, und bei rediss:// sein Zertifikat (--queue-ca).",
  },
  PayloadMissing: {
    sentence: "Die Zeilen {hash} eines Auftrags liegen nicht in der Warteschlange.",
    mend: "Der Dienst legt sie wieder hin. Bleibt es so, geben Sie Redis mehr Speicher, mit der Regel noeviction.",
  },
  PayloadDamaged: {
    sentence: "Was in der Warteschlange als Zeilen {hash} liegt, ist etwas anderes.",
    mend: "Sehen Sie nach, wer noch in dieses Redis schreibt; es sollte dem Validator allein gehören.",
  },
  JobUnreadable: {
    sentence: "Ein Auftrag in der Warteschlange hat nicht die Form, die dieser Worker kennt.",
    mend: "Bringen Sie den Dienst und alle Worker auf dieselbe Version.",
  },
  WorkersLost: {
    sentence: "Der Auftrag ging {workers} Workern nacheinander verloren.",
    mend: "Sehen Sie nach, warum sie endeten: ihre Protokolle, und ob ihre Rechner genug Speicher haben.",
  },
  WorkerUnfit: {
    sentence: "Dieser Worker hat keine Engine zu bieten: {why}",
    mend: "Führen Sie auf diesem Rechner assay-validator doctor aus; der Auftrag ging in die Warteschlange zurück.",
  },
  ClassRefused: {
    sentence: "Dieser Worker ist von der Klasse {own}, und die Flotte von {fleet}.",
    mend: "Nehmen Sie Rechner einer Art (Karte, Treiber, Bibliotheken, Genauigkeit), oder lassen Sie --one-class weg.",
  },
  QueueNotNamed: {
    sentence: "Ein Worker braucht eine Warteschlange, und keine ist genannt.",
    mend: "Geben Sie die Adresse ihres Redis mit --queue an, oder als Credential oder Secret namens queue-url.",
  },
  OtherModelHere: {
    sentence: "Der Ordner dieses Workers enthält {here}, und der Auftrag verlangt {wanted}.",
    mend: "Nennen Sie auch hier Profil und Modell des Dienstes, oder lassen Sie --model.folder weg.",
  },
};
