import type { reasons as english } from "../en/reasons.ts";

const named = (key: string): string => `„${key}“`;

export const reasons: typeof english = {
  markBeforeJson: () => "vor dem JSON steht eine Byte-Order-Mark",
  moreAfterJson: () => "nach dem Ende des JSON-Werts steht noch etwas",
  valueMissing: () => "der Text endet, wo ein Wert stehen sollte",
  nestedTooDeep: ({ levels }) => `er ist tiefer als ${levels} Ebenen verschachtelt`,
  commaBeforeBrace: () => "vor der schließenden } steht ein Komma",
  keyExpected: () => "hier sollte ein Schlüssel in doppelten Anführungszeichen stehen",
  colonExpected: () => "nach dem Schlüssel sollte ein Doppelpunkt stehen",
  commaOrBraceExpected: () => "hier sollte ein Komma oder } stehen",
  commaBeforeBracket: () => "vor der schließenden ] steht ein Komma",
  commaOrBracketExpected: () => "hier sollte ein Komma oder ] stehen",
  quoteMissing: () => "einer Zeichenkette fehlt das schließende Anführungszeichen",
  controlInString: () => "in einer Zeichenkette steht ein Steuerzeichen; es muss maskiert werden",
  digitsMissing: () => "\\u braucht vier Hexadezimalziffern",
  escapeUnknown: ({ letter }) => `die Maskierung \\${letter} gibt es nicht`,
  noJsonValue: () => "so kann kein JSON-Wert beginnen oder weitergehen",
  atColumn: ({ reason, column }, say) => `${say(reason)} (Spalte ${column})`,

  markBeforeLine: () => "vor der ersten Dateizeile steht eine Byte-Order-Mark",
  lineBlank: () => "die Dateizeile ist leer",
  recordTooLong: ({ mebibytes }) => `der Eintrag ist länger als ${mebibytes} MiB`,
  quoteNotClosed: ({ reason }, say) =>
    `${say(reason)}, wie nach einem nicht geschlossenen Anführungszeichen; danach wurde nichts mehr gelesen`,
  notUtf8: () => "der Eintrag enthält Bytes, die kein UTF-8 sind",
  quotesDiffer: ({ error }) => `die Anführungszeichen dieses Eintrags passen nicht zusammen (${error})`,
  cellsDiffer: ({ cells, columns }) => `er hat ${cells} Zellen, die Kopfzeile aber ${columns}`,
  noJsonArray: () => "die Datei enthält kein JSON-Array",
  moreAfterArray: () => "nach dem Ende des Arrays steht noch etwas",
  elementMissing: () => "zwischen zwei Kommas fehlt ein Element",
  endsInArray: () => "die Datei endet mitten im Array",
  bothReasons: ({ first, second }, say) => `${say(first)}; ${say(second)}`,

  noJsonObject: () => "das ist kein JSON-Objekt",
  mappingMissing: () => "es wurde keine Zuordnung der Spalten angegeben",
  listMissing: ({ key }) => `eine Liste namens ${key} fehlt`,
  itemNoObject: ({ item, list }) => `Element ${item} von ${list} ist kein Objekt`,
  itemLacksText: ({ item, list, key }) => `Element ${item} von ${list} hat unter „${key}“ keinen Text`,
  textMissing: ({ keys }) => `unter ${keys.map(named).join(" oder ")} steht kein Text`,
  historyNoPairs: () => "„history“ ist keine Liste von Textpaaren",
  pairMissing: () => "ein Paar aus Frage und Antwort fehlt",

  fileGone: () => "sie ist nicht mehr da",
  asParquet: ({ reason }, say) => `als Parquet-Datei: ${say(reason)}`,
  archiveEmpty: () => "das Archiv enthält keine Datei der Art .jsonl, .json, .csv, .tsv oder .parquet",
  archiveLacks: ({ name }) => `das Archiv enthält ${name} nicht`,
  entryLocked: ({ name }) => `${name} ist mit einem Passwort geschützt`,
  entryTooLarge: ({ name }) => `${name} wäre entpackt viel größer als ein Datensatz`,

  nothingToMend: () => "an der Zeile gibt es damit nichts zu korrigieren",
  nothingToMendAnywhere: () => "an keiner Zeile gibt es damit etwas zu korrigieren",
  originUnknown: () => "es ist nicht bekannt, aus welcher Zeile des Eval-Sets sie entstand",
  changedRowIsNoMember: () => "in diesem Wettbewerb gehört eine geänderte Zeile nicht mehr zum Eval-Set",
  somethingInTheWay: () => "etwas steht im Weg",
};
