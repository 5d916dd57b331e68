import type { en } from "../en/index.ts";

export const duplicates: typeof en.duplicates = {
  title: "Dubletten",
  groups_one: "{{count, number}} Gruppe",
  groups_other: "{{count, number}} Gruppen",
  summary:
    "{{groups}} mit {{rows}}; fast gleich heißt: Ähnlichkeit mindestens {{threshold, number}}. Nichts wird von selbst entfernt.",
  summaryOfQuestions:
    "{{groups}} mit {{rows}}, die dasselbe fragen und verschieden antworten. Nichts wird von selbst entfernt.",
  kind: "Art",
  kinds: { all: "Alle", exact: "Genau gleich", near: "Fast gleich", question: "Gleiche Frage" },
  whichToKeep: "Welche Zeile bleibt",
  keepRules: {
    first: "Die erste behalten",
    last: "Die neueste behalten",
    longest: "Die längste behalten",
    fewestProblems: "Die problemärmste behalten",
  },
  inEveryGroup: {
    exact: "Auf alle genauen Dubletten anwenden",
    near: "Auf alle Fast-Dubletten anwenden",
  },
  dropped_one: "{{count, number}} Zeile entfernt",
  dropped_other: "{{count, number}} Zeilen entfernt",
  none: {
    title: "Keine Dubletten",
    question: "Keine Frage wird auf zwei Arten beantwortet.",
    row: "Jede Zeile sagt etwas Eigenes.",
  },
  previous: "Zurück",
  next: "Weiter",
  page: "{{from, number}} bis {{to, number}} von {{total, number}}",
  group: {
    label: "Gruppe von {{size}}: {{excerpt}}",
    kinds: { exact: "genau gleich", near: "fast gleich", question: "gleiche Frage" },
    answeredDifferently: "verschieden beantwortet",
    sameText: "derselbe Text",
    sameWords: "dieselben Wörter",
    alike: "der ersten zu mindestens {{share}} ähnlich",
    keys: "<key>1</key> bis <key>{{last}}</key> behält diese Zeile, <key>↓</key> geht weiter",
    setApart: "Keine Dubletten",
    remembered: "Gemerkt: keine Dubletten",
    member: "{{number}}. Zeile {{line, number}}, ≈{{tokens, number}} Tokens",
    keepOnly: "Nur diese behalten",
    open: "Öffnen",
  },
  compare: {
    open: "Vergleichen mit …",
    title: "Mit etwas anderem vergleichen",
    with: "Womit",
    kinds: {
      file: "Eine andere Datei",
      publication: "Eine frühere Veröffentlichung",
      evalSet: "Das Eval-Set, soweit es hier ist",
    },
    tags: {
      file: "wie eine andere Datei",
      publication: "schon veröffentlicht",
      evalSet: "wie das Eval-Set",
    },
    file: "Datei",
    chooseFile: "Datei wählen",
    publication: "Veröffentlichung",
    noEvalSet: "Der Wettbewerb nennt kein Eval-Set, das sich holen ließe; stattdessen seine Datei nehmen.",
    evalSetNotHere: "Das Eval-Set {{repo}} ist noch nicht hier.",
    fetch: "Holen",
    tag: "Schlagwort für die gefundenen Zeilen",
    onlyTagged:
      "Die Zeilen bekommen nur das Schlagwort und werden nie entfernt; die Tabelle lässt sich danach filtern, und Rückgängig nimmt es zurück.",
    leave: "Nicht vergleichen",
    start: "Vergleichen",
  },
};
