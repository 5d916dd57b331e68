import type { ErrorCatalogue } from "../assay-error.ts";
import type { EngineErrorCode } from "../engine.ts";

export const engineErrors: ErrorCatalogue<EngineErrorCode> = {
  ModelNotHere: {
    sentence: "Das Modell {model} ist noch nicht auf diesem Rechner.",
    mend: "Zuerst holen, oder das Übungsmodell wählen.",
  },
  ModelsFull: {
    sentence: "{model} braucht {neededGb} GB; Modelle belegen {usedGb} von {limitGb} GB, die sie dürfen.",
    mend: "In den Einstellungen ein Modell entfernen, das nicht mehr gebraucht wird.",
  },
  PreviewRunning: {
    sentence: "Eine andere Vorschau läuft noch.",
    mend: "Warten, bis sie fertig ist, oder sie abbrechen.",
  },
  EvalSetNotHere: {
    sentence: "Das Eval-Set des Wettbewerbs ist noch nicht auf diesem Rechner.",
    mend: "Bei den Problemen des Datensatzes holen, oder an zurückgehaltenen eigenen Zeilen messen.",
  },
  ModelFileInvalid: {
    sentence: "Die Datei {file} des Modells ist unbrauchbar: {what}.",
    mend: "Das Modell in den Einstellungen entfernen und neu herunterladen.",
  },
  ModelFileMissing: {
    sentence: "Dem Modell in {folder} fehlt {file}.",
    mend: "Das Modell in den Einstellungen entfernen und neu herunterladen, oder einen Ordner mit einem vollständigen Modell wählen.",
  },
  ModelUnsupported: {
    sentence: "Dieses Modell kann Assay nicht trainieren: {what}.",
    mend: "Ein Modell der Familien Qwen2 oder Llama wählen.",
  },
  TokenizerInvalid: {
    sentence: "Der Tokenizer des Modells ist unbrauchbar: {what}.",
    mend: "Das Modell in den Einstellungen entfernen und neu herunterladen.",
  },
  LossNotANumber: {
    sentence: "Der Loss ist ab Schritt {step}, Zeile {row} keine Zahl mehr.",
    mend: "Prüfen, ob der Text dieser Zeile beschädigt ist; wenn nicht, weniger Schritte oder einen anderen Seed versuchen.",
  },
  RunTooLarge: {
    sentence: "Dieser Lauf braucht etwa {neededMb} MB Arbeitsspeicher; frei sind {availableMb} MB.",
    mend: "Ein kleineres Modell oder ein kleineres Budget wählen, oder andere Programme schließen.",
  },
  RowsInvalid: {
    sentence: "Die tokenisierten Zeilen in {file} sind unbrauchbar: {what}.",
    mend: "Den Datensatz noch einmal tokenisieren lassen, mit dem Tokenizer des Modells, das trainiert wird.",
  },
  NothingToLearn: {
    sentence:
      "In keiner Zeile steht innerhalb der ersten {maxTokens} Tokens eine Antwort, aus der sich lernen lässt.",
    mend: "Zeilen mit Antworten hinzufügen oder kürzen, was davor steht.",
  },
  RankingNotKept: {
    sentence: "Was diese Vorschau zu jeder Zeile fand, wurde nicht aufgehoben.",
    mend: "Starte sie noch einmal und lass dabei ermitteln, welche Zeilen am meisten helfen.",
  },
  NothingToEvaluate: {
    sentence: "Das Eval-Set hat keine Zeile mit einer Antwort, an der sich messen lässt.",
    mend: "Ein anderes Eval-Set wählen: eine Datei oder einen Teil der eigenen Zeilen.",
  },
  EngineCancelled: {
    sentence: "Der Lauf wurde abgebrochen.",
    mend: "Es wurde nichts geändert; er kann jederzeit neu begonnen werden.",
  },
  EngineStopped: {
    sentence: "Die Engine ist von selbst stehen geblieben ({what}).",
    mend: "Die Zeilen sind sicher. Andere Programme schließen, um Speicher freizugeben, oder ein kleineres Budget wählen und noch einmal versuchen.",
  },
  EngineUnavailable: {
    sentence: "Die Engine läuft auf diesem Computer nicht: {what}.",
    mend: "Sie braucht Windows oder Linux mit 64 Bit oder einen Mac mit Apple-Chip.",
  },
  PythonMissing: {
    sentence: "Auf diesem Rechner ist kein Python, das die Torch-Engine ausführen könnte ({what}).",
    mend: "Python 3.10 oder neuer mit venv installieren (Debian: apt-get install python3 python3-venv), oder uv, oder mit --python einen Interpreter nennen.",
  },
  PythonTooOld: {
    sentence: "{python} ist Python {version}; die Torch-Engine braucht {needed}.",
    mend: "Mit --python einen anderen Interpreter nennen, oder uv installieren, das einen mitbringt.",
  },
  TorchNotReachable: {
    sentence: "Die Pakete der Torch-Engine konnten nicht geholt werden: {what}.",
    mend: "Verbindung und Proxy (HTTPS_PROXY) prüfen, dann den Befehl noch einmal ausführen; was schon geholt ist, bleibt.",
  },
  TorchNotInstalled: {
    sentence: "Die Pakete der Torch-Engine konnten nicht installiert werden: {what}.",
    mend: "Platz schaffen (es braucht 6 GB), dann den Befehl noch einmal ausführen; --python nennt einen anderen Interpreter.",
  },
  TorchNotWorking: {
    sentence: "Die Torch-Engine ist installiert, startet aber nicht: {what}.",
    mend: "Den Befehl mit --fresh noch einmal ausführen. Liegt es am Grafiktreiber: ihn erneuern, oder --no-cuda nehmen.",
  },
};
