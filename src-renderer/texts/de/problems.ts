import type { en } from "../en/index.ts";

export const problems: typeof en.problems = {
  title: "Probleme",
  checking: "Wird geprüft",
  none: { title: "Nichts zu beheben", text: "Die Validatoren werden sich an nichts verschlucken." },
  levels: { error: "Fehler; sie verhindern das Veröffentlichen", warning: "Warnungen", hint: "Hinweise" },
  showAll: "Wieder alle Zeilen anzeigen",
  showOnly: "Nur diese Zeilen anzeigen",
  showFirst: "Erste anzeigen",
  evalSet: {
    title: "Eval-Set",
    missing: "In diesem Wettbewerb muss jede Zeile unverändert im Eval-Set stehen. Es ist noch nicht hier.",
    missingNamed:
      "In diesem Wettbewerb muss jede Zeile unverändert im Eval-Set {{repo}} stehen. Es ist noch nicht hier.",
    present_one: "Verglichen wird mit {{count, number}} Zeile von {{origin}}, Stand {{when}}.",
    present_other: "Verglichen wird mit {{count, number}} Zeilen von {{origin}}, Stand {{when}}.",
    fetch: "Eval-Set abrufen",
    fetchAgain: "Erneut abrufen",
    file: "Datei des Eval-Sets",
    takeFile: "Datei wählen",
  },
  badLines: {
    label: "Unlesbare Zeilen",
    title_one: "{{count, number}} unlesbare Zeile",
    title_other: "{{count, number}} unlesbare Zeilen",
    save: "In Datei speichern",
    none: {
      title: "Keine unlesbare Zeile mehr",
      text: "Alles Importierte ist jetzt eine Zeile des Datensatzes oder wurde bewusst weggelassen.",
    },
    firstShown:
      "Die ersten {{shown, number}} von {{total, number}}; die übrigen rücken nach, sobald diese erledigt sind.",
    line: "Zeile {{line}}",
    place: "{{source}}, Zeile {{line, number}}",
    text: "Text der Zeile {{line}}",
    tooLong: "Zu lang, um hier ausgebessert zu werden; in einer Datei speichern.",
    take: "Als Zeile übernehmen",
    taken: "Zeile {{line, number}} ist jetzt die letzte Zeile des Datensatzes",
    leaveOut: "Weglassen",
    leftOut: "Zeile {{line, number}} ist weggelassen",
  },
};
