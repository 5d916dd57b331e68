import type { RuleId } from "../rules.ts";
import type { RuleWords } from "./rule-words.ts";

export const rules: Readonly<Record<RuleId, RuleWords>> = {
  "invalid-json": {
    title: "Dateizeile, die kein JSON ist",
    sentence:
      "Die Validatoren lesen jede Dateizeile als JSON; eine, die keines ist, stoppt das Training des ganzen Datensatzes.",
    mend: "In der Liste der unlesbaren Zeilen berichtigen oder weglassen.",
  },
  "blank-line": {
    title: "Leerzeile",
    sentence: "Eine Leerzeile, selbst die letzte, stoppt das Training des ganzen Datensatzes.",
    mend: "Herausnehmen; exportierte Dateien haben nie eine.",
  },
  schema: {
    title: "Kein Gespräch",
    sentence:
      "Eine Zeile braucht eine Liste namens conversations mit Beiträgen, von denen jeder role und content als Text hat.",
    mend: "Die Zeile in ihrer JSON-Ansicht berichtigen.",
  },
  "empty-conversation": {
    title: "Keine Beiträge",
    sentence: "Aus einem Gespräch ohne Beiträge lässt sich nichts lernen.",
    mend: "Je einen Beitrag von user und assistant anlegen oder die Zeile weglassen.",
  },
  "role-order": {
    title: "Falsche Reihenfolge der Rollen",
    sentence:
      "Beiträge müssen sich abwechseln: user, assistant, user, assistant; jede andere Reihenfolge stoppt das Training des ganzen Datensatzes.",
    mend: "Die Rolle ändern oder den Beitrag verschieben oder entfernen.",
  },
  "dropped-turn": {
    title: "Beitrag ohne Antwort",
    sentence: "Beiträge werden paarweise genommen; ein letzter ohne Gegenstück fällt stillschweigend weg.",
    mend: "Die Antwort ergänzen oder den letzten Beitrag entfernen.",
  },
  "duplicate-key": {
    title: "Schlüssel doppelt",
    sentence: "Ein Objekt enthält denselben Schlüssel zweimal; nur der letzte Wert zählt.",
    mend: "Einen der beiden behalten.",
  },
  "unknown-keys": {
    title: "Schlüssel, die niemand liest",
    sentence:
      "Andere Schlüssel als system, conversations, role und content lesen die Validatoren nicht; trotzdem unterscheiden sich zwei Zeilen durch sie.",
    mend: "Entfernen, sofern sie nicht gebraucht werden.",
  },
  "system-null": {
    title: "System ist null",
    sentence:
      "Validatoren mit dem Referenzcode scheitern an einem Systemprompt, der null ist, und damit am ganzen Datensatz.",
    mend: "Einen Systemprompt setzen.",
  },
  "system-missing": {
    title: "System fehlt",
    sentence:
      "Validatoren mit dem Referenzcode scheitern an einer Zeile ohne den Schlüssel system, und damit am ganzen Datensatz.",
    mend: "Einen Systemprompt setzen; er darf leer sein.",
  },
  "empty-content": {
    title: "Leerer Beitrag",
    sentence: "Ein Beitrag enthält nichts als Leerraum.",
    mend: "Seinen Text schreiben oder ihn entfernen.",
  },
  "outer-whitespace": {
    title: "Leerraum um den Text",
    sentence:
      "Leerraum vor oder nach einem Text wird im Training entfernt; er lässt nur gleiche Zeilen verschieden aussehen.",
    mend: "Entfernen.",
  },
  "template-token": {
    title: "Token der Chatvorlage im Text",
    sentence:
      "Text wie <|im_end|> wird als das Token selbst gelesen: Er kann einen Beitrag zu früh beenden oder einen einschmuggeln.",
    mend: "Die Stelle anders schreiben.",
  },
  "control-character": {
    title: "Steuerzeichen",
    sentence: "Der Text enthält ein unsichtbares Steuerzeichen.",
    mend: "Entfernen.",
  },
  "broken-unicode": {
    title: "Beschädigtes Zeichen",
    sentence:
      "Der Text enthält ein halbes Zeichen oder ein Ersatzzeichen: Er wurde auf dem Weg hierher beschädigt.",
    mend: "Den Text noch einmal aus seiner Quelle nehmen oder das beschädigte Zeichen entfernen.",
  },
  "nothing-to-learn": {
    title: "Nichts mehr zu lernen",
    sentence:
      "Was vor der ersten Antwort steht, füllt das ganze Trainingsfenster, sodass die Antwort abgeschnitten wird.",
    mend: "Den Systemprompt oder die Frage kürzen.",
  },
  "too-long": {
    title: "Länger als das Trainingsfenster",
    sentence: "Das Ende der Zeile wird im Training abgeschnitten.",
    mend: "Das Gespräch teilen oder kürzen.",
  },
  "truncated-answer": {
    title: "Antwort bricht ab",
    sentence:
      "Eine Antwort scheint mitten im Satz oder in einem Codeblock zu enden; Modelle lernen dann, ebenfalls abzubrechen.",
    mend: "Die Antwort zu Ende schreiben.",
  },
  "placeholder-text": {
    title: "Platzhaltertext",
    sentence: "Der Text enthält etwas, das noch ausgefüllt werden sollte, oder eine Standardabsage.",
    mend: "Ausfüllen oder die Zeile weglassen.",
  },
  secret: {
    title: "Vermutlich ein Geheimnis",
    sentence:
      "Der Text enthält etwas, das wie ein Schlüssel oder Token aussieht. Was veröffentlicht ist, bleibt öffentlich.",
    mend: "Entfernen und den Schlüssel dort widerrufen, wo er herkommt.",
  },
  "personal-data": {
    title: "Vermutlich persönliche Daten",
    sentence:
      "Der Text enthält etwas, das wie eine Mailadresse, eine Telefon- oder eine Kartennummer aussieht.",
    mend: "Entfernen oder durch etwas Erfundenes ersetzen.",
  },
  "exact-duplicate": {
    title: "Genaue Dublette",
    sentence: "Derselbe Text steht in einer anderen Zeile; ihn zweimal zu lernen bringt wenig.",
    mend: "Eine davon behalten.",
  },
  "near-duplicate": {
    title: "Fast-Dublette",
    sentence: "Eine andere Zeile sagt fast dasselbe.",
    mend: "Beide nebeneinander ansehen und die bessere behalten.",
  },
  "conflicting-answers": {
    title: "Gleiche Frage, verschiedene Antworten",
    sentence:
      "Dieselbe Frage wird in einer anderen Zeile anders beantwortet; so lernt das Modell weder das eine noch das andere.",
    mend: "Die richtige Antwort behalten.",
  },
  "beyond-rows": {
    title: "Zeile, die nicht zählt",
    sentence: "Dieser Wettbewerb liest nur die ersten Zeilen der Datei; der Rest fällt stillschweigend weg.",
    mend: "Die Zeile nach oben verschieben oder weglassen.",
  },
  "not-in-eval-set": {
    title: "Zeile von außerhalb des Eval-Sets",
    sentence:
      "In diesem Wettbewerb muss jede Zeile unverändert im Eval-Set stehen; an einer anderen scheitert der Datensatz.",
    mend: "Die Zeile weglassen oder durch eine aus dem Eval-Set ersetzen.",
  },
  "repeated-row": {
    title: "Zeile doppelt",
    sentence:
      "In diesem Wettbewerb muss jede Zeile eine andere aus dem Eval-Set sein; an einer wiederholten scheitert der Datensatz.",
    mend: "Eine davon behalten.",
  },
  "eval-set-unknown": {
    title: "Nicht mit dem Eval-Set verglichen",
    sentence:
      "In diesem Wettbewerb muss jede Zeile unverändert im Eval-Set stehen; ob das so ist, ist nicht bekannt, denn das Eval-Set ist nicht hier.",
    mend: "Das Eval-Set holen, dann noch einmal prüfen.",
  },
  "dataset-size": {
    title: "Größe des Datensatzes",
    sentence: "Aus sehr wenigen Zeilen lernt ein Modell wenig; gar keine lassen sich nicht veröffentlichen.",
    mend: "Zeilen hinzufügen.",
  },
  "dataset-balance": {
    title: "Ausgewogenheit des Datensatzes",
    sentence:
      "Viele Zeilen beginnen gleich oder antworten mit sehr wenigen Wörtern; das Modell lernt dann vor allem das.",
    mend: "Fragen und Antworten abwechslungsreicher machen.",
  },
};
