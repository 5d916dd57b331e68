import type { findings as english, PersonalKind, PlaceholderKind, SecretKind } from "../en/findings.ts";

const count = (value: number): string => value.toLocaleString("de");

const placeOf = (turn: number | null): string => (turn === null ? "Der Systemprompt" : `Beitrag ${turn}`);

const placeholders: Readonly<Record<PlaceholderKind, string>> = {
  loremIpsum: "Lorem ipsum",
  todo: "ein TODO",
  gap: "eine Lücke zum Ausfüllen",
  refusal: "eine Standardabsage",
};

const secrets: Readonly<Record<SecretKind, string>> = {
  huggingFaceToken: "ein Hugging-Face-Token",
  modelKey: "ein Schlüssel von OpenAI oder Anthropic",
  gitHubToken: "ein GitHub-Token",
  awsKey: "ein AWS-Zugangsschlüssel",
  googleKey: "ein Google-API-Schlüssel",
  slackToken: "ein Slack-Token",
  privateKey: "ein privater Schlüssel",
  webToken: "ein JSON-Web-Token",
};

const personal: Readonly<Record<PersonalKind, string>> = {
  mail: "eine Mailadresse",
  card: "eine Kartennummer",
  phone: "eine Telefonnummer",
};

interface Length {
  readonly tokens: number;
  readonly most: number;
  readonly isCounted?: boolean;
}
const lengthOf = ({ tokens, most, isCounted = false }: Length): string =>
  isCounted
    ? `${count(tokens)} Tokens von ${count(most)}`
    : `geschätzt etwa ${count(tokens)} Tokens von ${count(most)}`;

export const findings: typeof english = {
  rowNoObject: () => "Die Zeile ist kein JSON-Objekt.",
  conversationsMissing: () => "Die Zeile hat keine Liste namens conversations.",
  conversationsNoList: () => "conversations ist keine Liste.",
  systemNoText: ({ json }) => `system ist ${json}, und das ist kein Text.`,
  turnNoObject: ({ turn }) => `Beitrag ${turn} ist kein Objekt mit role und content.`,
  turnLacks: ({ turn, key }) => `Beitrag ${turn} hat kein ${key}.`,
  turnPartNoText: ({ turn, key }) => `${key} in Beitrag ${turn} ist kein Text.`,
  turnImproper: ({ turn }) => `Beitrag ${turn} ist kein richtiger Beitrag.`,
  systemNull: () => "system ist null.",
  systemMissing: () => "Der Schlüssel system fehlt.",
  keysUnread: ({ keys }) => `Niemand liest ${keys.map((key) => `„${key}“`).join(", ")}.`,
  turnsMissing: () => "Das Gespräch hat keine Beiträge.",
  roleWrong: ({ turn, role, expected }) => `Beitrag ${turn} ist „${role}“, wo ${expected} stehen muss.`,
  turnAlone: ({ turn }) => `Beitrag ${turn} hat kein Gegenstück und fällt im Training weg.`,

  turnEmpty: ({ turn, role }) => `Beitrag ${turn} (${role}) ist leer.`,
  turnBreaksOff: ({ turn, ending }) => `Beitrag ${turn} endet mit „…${ending}“.`,
  whiteSpaceAround: ({ turn }) => `${placeOf(turn)} hat Leerraum vor oder nach dem Text.`,
  holdsToken: ({ turn, token }) => `${placeOf(turn)} enthält ${token}.`,
  holdsControl: ({ turn, times, char }) => `${placeOf(turn)} enthält ${times} × ${char}.`,
  holdsBroken: ({ turn, times }) =>
    `${placeOf(turn)} enthält ${times} ${times === 1 ? "beschädigtes" : "beschädigte"} Zeichen.`,
  holdsPlaceholder: ({ turn, kind }) => `${placeOf(turn)} enthält ${placeholders[kind]}.`,
  holdsSecret: ({ turn, kind }) => `${placeOf(turn)} enthält etwas, das aussieht wie ${secrets[kind]}.`,
  holdsPersonal: ({ turn, kind }) => `${placeOf(turn)} enthält etwas, das aussieht wie ${personal[kind]}.`,
  answerCutAway: (length) => `Die erste Antwort wird abgeschnitten: ${lengthOf(length)}.`,
  endCutAway: (length) => `Das Ende wird abgeschnitten: ${lengthOf(length)}.`,

  sameAsLine: ({ line }) => `Sagt dasselbe wie Zeile ${line}.`,
  sameAsOther: () => "Sagt dasselbe wie eine andere Zeile.",
  nearlySameAsLines: ({ lines, more }) =>
    `Sagt fast dasselbe wie Zeile ${lines.join(", ")}${more > 0 ? ` und ${more} weitere` : ""}.`,
  nearlySameAsOthers: ({ others }) =>
    `Sagt fast dasselbe wie ${others === 1 ? "eine andere Zeile" : `${others} andere Zeilen`}.`,
  lineAnswersDifferently: ({ line }) => `Zeile ${line} beantwortet dieselbe Frage anders.`,
  otherAnswersDifferently: () => "Eine andere Zeile beantwortet dieselbe Frage anders.",
  sameRowAsLine: ({ line }) => `Dieselbe Zeile wie Zeile ${line}.`,
  sameRowFurtherUp: () => "Dieselbe Zeile steht schon weiter oben.",
  notInEvalSet: () => "Im Eval-Set gibt es diese Zeile nicht.",
  onlyFirstRowsCount: ({ rows }) => `Nur die ersten ${count(rows)} Zeilen zählen.`,

  keyGivenTwice: ({ key }) => `Der Schlüssel „${key}“ steht zweimal da; der letzte zählt.`,
  lineUnread: ({ reason }, say) => {
    const why = say(reason);
    return `${why.charAt(0).toUpperCase()}${why.slice(1)}.`;
  },

  evalSetNotCompared: () => "Ob die Zeilen im Eval-Set stehen, wurde nicht geprüft.",
  noRows: () => "Es gibt keine Zeilen.",
  fewRows: ({ rows }) => (rows === 1 ? "Es gibt nur eine Zeile." : `Es gibt nur ${rows} Zeilen.`),
  questionsBeginAlike: ({ percent, words }) => `${percent} % der Fragen beginnen mit „${words}“.`,
  answersShort: ({ percent }) => `${percent} % der Antworten haben weniger als fünf Wörter.`,
};
