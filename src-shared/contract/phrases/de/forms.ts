import type { ContainerKind, forms as english, FormKind } from "../en/forms.ts";

const containers: Readonly<Record<ContainerKind, string>> = {
  jsonl: "Ein JSON-Objekt je Dateizeile",
  json: "Ein JSON-Array",
  csv: "Eine Tabelle",
};

const signs: Readonly<Record<FormKind, string>> = {
  native: "conversations mit role und content",
  messages: "messages mit role und content",
  sharegpt: "conversations mit from und value",
  alpaca: "instruction und output",
  qa: "eine Frage und eine Antwort",
  mapped: "die gewählten Spalten",
};

export const forms: typeof english = {
  formRecognised: ({ container, form, fitting, records }) => {
    const share =
      fitting === records ? "jeder gelesene Eintrag hat" : `${fitting} von ${records} Einträgen haben`;
    return `${containers[container]}; ${share} ${signs[form]}.`;
  },
  columnsUnknown: () => `${containers.csv} ohne bekannte Spalten; bitte wählen, welche die Texte enthalten.`,
  formUnknown: ({ container }) =>
    `${containers[container]} in unbekannter Form; bitte wählen, welche Felder die Texte enthalten.`,
  nothingRead: () => "Kein Eintrag war lesbar; angenommen wird die eigene Form.",
  formChosen: () => "Diese Form wurde von Hand gewählt.",

  roleBecame: ({ from, to }) => `die Rolle „${from}“ wurde zu „${to}“`,
  lostInside: ({ key, list }) => `„${key}“ in ${list}`,
  lostSystemBeside: () => "„system“ neben einem Systembeitrag",
  lostColumn: ({ key }) => `die Spalte „${key}“`,
  lostKey: ({ key }) => `der Schlüssel „${key}“`,
  lostNullSystem: () => "ein Systemprompt, der null ist und dann fehlt",
  lostOddSystem: () => "ein Systemprompt, der kein Text ist",
  lostSystem: () => "der Systemprompt",
  lostOddTurns: () => "eine Zeile ohne Liste von Beiträgen, die eine leere bekommt",
  lostTurnKey: ({ key }) => `der Schlüssel „${key}“ von Beiträgen`,
  lostOddTurn: () => "dass ein Beitrag nicht aus Rolle und Text besteht",
  lostSpeakers: () => "wer was sagt",
  lostLaterTurns: () => "alle Beiträge nach dem ersten Paar",
  answerAdded: () => "ein Beitrag ohne Antwort, der eine leere bekommt",
};
