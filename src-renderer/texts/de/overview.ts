import type { en } from "../en/index.ts";

export const overview: typeof en.overview = {
  title: "Überblick",
  counting: "Wird gezählt",
  saveReport: "Qualitätsbericht speichern",
  asPage: "Als Seite zum Lesen",
  asCard: "Als Datensatzkarte (README.md)",
  figures: {
    rows: "Zeilen",
    turns: "Beiträge",
    turnsPerRow: "{{turns}} je Zeile",
    tokens: "Tokens",
    tokenLengths: "Median {{median, number}}, längste {{longest, number}}",
    clean: "Ohne Befund",
    cleanRows_one: "{{clean, number}} von {{count, number}} Zeile",
    cleanRows_other: "{{clean, number}} von {{count, number}} Zeilen",
    sincePublication: "Seit der letzten Veröffentlichung",
    unchanged: "Zeilen; {{unchanged, number}} wie veröffentlicht",
  },
  findings: { title: "Befunde", error: "Fehler", warning: "Warnungen", hint: "Hinweise", ok: "Keine" },
  tokens: "Länge in Tokens",
  tokenizer: {
    counted: "Gezählt mit dem Tokenizer von {{model}}, so wie der Wettbewerb trainiert.",
    counting: "Wird gerade mit dem Tokenizer von {{model}} gezählt; ≈ steht vor dem, was noch geschätzt ist.",
    estimated:
      "≈ steht vor Schätzungen. Mit dem Tokenizer von {{model}}, einigen Megabyte von Hugging Face, zählt Assay genau, was trainiert wird.",
    fetch: "Tokenizer holen",
  },
  turns: "Beiträge",
  system: { title: "Systemprompt", text: "Ein Text", empty: "Leer", none: "Null oder keiner" },
  languages: "Sprachen der Fragen",
  duplicates: { title: "Dubletten", exact: "Genau gleich", near: "Fast gleich" },
  beginnings: {
    title: "Wie Fragen beginnen",
    empty: "Keine zwei Fragen beginnen mit denselben drei Wörtern.",
  },
  noRows: "Es gibt keine Zeilen.",
  showRows_one: "Diese {{count, number}} Zeile anzeigen",
  showRows_other: "Diese {{count, number}} Zeilen anzeigen",
  andMore: "{{from, number}} und mehr",
  fromTo: "{{from, number}} bis {{to, number}}",
};
