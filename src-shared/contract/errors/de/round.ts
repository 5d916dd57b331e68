import type { ErrorCatalogue } from "../assay-error.ts";
import type { RoundErrorCode } from "../round.ts";

export const roundErrors: ErrorCatalogue<RoundErrorCode> = {
  StoreTooNew: {
    sentence: "Der Speicher {file} des Validators wurde von einer neueren Version geschrieben.",
    mend: "Nehmen Sie wieder jene Version, oder nennen Sie einen anderen Datenordner.",
  },
  EvalSetUnusable: {
    sentence: "Das Eval-Set {origin} ist nicht brauchbar: {what}.",
    mend: "Sehen Sie Zeile {line} seiner data.jsonl an, oder legen Sie eine frühere Revision fest.",
  },
  CacheUnusable: {
    sentence: "Der Validator kann seinen Zwischenspeicher nicht lesen oder schreiben: {what}.",
    mend: "Schaffen Sie Platz, und sehen Sie nach, ob der Ordner beschreibbar ist; die Runde geht von selbst weiter.",
  },
  MixedFleet: {
    sentence:
      "Die Worker sind verschieden ({classes}), und dieser Wettbewerb erkennt Duplikate am gleichen Loss.",
    mend: "Nehmen Sie dafür Worker einer Art: dieselbe Karte, Treiber, Bibliotheken und Genauigkeit.",
  },
  InexactRefused: {
    sentence:
      "Diese Engine trainiert auf {network} nicht in der Genauigkeit der Referenz (4-Bit-Basis, bfloat16).",
    mend: "Nehmen Sie die torch-Engine auf einer CUDA-Karte, oder erlauben Sie es mit --allow-inexact.",
  },
  WeightsNotThere: {
    sentence: "Die Kette nahm die Gewichte an, hält beim Zurücklesen aber andere.",
    mend: "Sie werden in der nächsten Epoche neu gesetzt. Geschieht es wieder, suchen Sie nach einem anderen Unterzeichner.",
  },
  RoundsStopped: {
    sentence: "Die Engine scheiterte an mehreren Datensätzen, also wird niemand bewertet: {what}.",
    mend: "Führen Sie assay-validator doctor aus, richten Sie die Engine, und starten Sie den Dienst neu; die Runde geht weiter.",
  },
};
