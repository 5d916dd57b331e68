import type { ErrorCatalogue } from "../assay-error.ts";
import type { DatasetErrorCode } from "../dataset.ts";

export const datasetErrors: ErrorCatalogue<DatasetErrorCode> = {
  NotJson: {
    sentence: "Das ist kein JSON: {reason} (Zeile {line}, Spalte {column}).",
    mend: "Den Text an dieser Stelle berichtigen; das Eingegebene steht noch da.",
  },
  RowIsNoObject: {
    sentence: "Eine Zeile muss ein JSON-Objekt sein: {…} mit einer Liste namens conversations.",
    mend: 'So schreiben: {"system": "…", "conversations": [{"role": "user", "content": "…"}, …]}.',
  },
  RowHasNoTurns: {
    sentence: "Diese Zeile hat keine Liste namens conversations.",
    mend: "Einen ersten Beitrag anlegen oder das JSON der Zeile berichtigen.",
  },
  NoSuchTurn: {
    sentence: "Es gibt keinen Beitrag {turn}: Die Zeile hat {turns}.",
    mend: "Die Zeile neu laden; sie wurde vielleicht inzwischen geändert.",
  },
  NoSuchFix: {
    sentence: "Es gibt keine Korrektur namens {fix}.",
    mend: "Die Liste der Probleme neu laden.",
  },
  FixDoesNotApply: {
    sentence: "Diese Korrektur ändert hier nichts: {why}.",
    mend: "Die Zeile von Hand bearbeiten oder lassen, wie sie ist.",
  },
  FileUnreadable: {
    sentence: "Die Datei {file} lässt sich nicht lesen: {reason}.",
    mend: "Prüfen, ob ihr Name stimmt und ob sie gelesen werden darf.",
  },
  ArchiveHasSeveral: {
    sentence: "Das Archiv {file} enthält mehrere Dateien: {names}.",
    mend: "Angeben, welche gemeint ist, oder es vorher entpacken.",
  },
  PatternInvalid: {
    sentence: "Das ist kein brauchbarer regulärer Ausdruck: {reason}.",
    mend: "Ihn berichtigen oder nach dem Text suchen, wie er dasteht. Lookaround und Rückverweise gibt es nicht.",
  },
  CannotSplit: {
    sentence: "Es gibt keinen Beitrag {turn}, an dem sich das Gespräch teilen ließe.",
    mend: "Einen Beitrag wählen, vor dem ein anderer steht.",
  },
  EvalSetEmpty: {
    sentence: "{file} enthält keine Zeilen, die ein Eval-Set sein könnten.",
    mend: "Eine JSONL-Datei mit einem Gespräch je Zeile wählen.",
  },
  UnknownFormat: {
    sentence: "Die Form von {file} wurde nicht erkannt.",
    mend: "Die Form selbst wählen oder angeben, in welchen Spalten die Texte von User und Assistant stehen.",
  },
  NotNativeForm: {
    sentence: "{file} hat nicht die Form, die veröffentlicht wird: {form}",
    mend: "Die Datei erst umwandeln (assay convert {file} data.jsonl).",
  },
  UnknownForm: {
    sentence: "Es gibt keine Form namens {form}.",
    mend: "Eine von {forms} wählen.",
  },
  FileUnwritable: {
    sentence: "Die Datei {file} lässt sich nicht schreiben: {reason}.",
    mend: "Prüfen, ob der Ordner da ist, ob dort geschrieben werden darf und ob auf der Platte Platz ist.",
  },
  ColumnMissing: {
    sentence: "Es gibt keine Spalte namens {column}.",
    mend: "Eine davon wählen: {columns}.",
  },
};
