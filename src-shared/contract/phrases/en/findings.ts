import type { AnySaid, Say } from "../phrase.ts";

const count = (value: number): string => value.toLocaleString("en");

/** Turns count from 1; null is the system prompt. */
type Place = number | null;
const placeOf = (turn: Place): string => (turn === null ? "The system prompt" : `Turn ${turn}`);

const placeholders = {
  loremIpsum: "lorem ipsum",
  todo: "a TODO",
  gap: "a gap to fill in",
  refusal: "a stock refusal",
};
export type PlaceholderKind = keyof typeof placeholders;

const secrets = {
  huggingFaceToken: "a Hugging Face token",
  modelKey: "an OpenAI or Anthropic key",
  gitHubToken: "a GitHub token",
  awsKey: "an AWS access key",
  googleKey: "a Google API key",
  slackToken: "a Slack token",
  privateKey: "a private key",
  webToken: "a JSON web token",
};
export type SecretKind = keyof typeof secrets;

const personal = {
  mail: "a mail address",
  card: "a card number",
  phone: "a phone number",
};
export type PersonalKind = keyof typeof personal;

interface Length {
  readonly tokens: number;
  readonly most: number;
  /** Not there where it was said before lengths were counted. */
  readonly isCounted?: boolean;
}
const lengthOf = ({ tokens, most, isCounted = false }: Length): string =>
  isCounted
    ? `${count(tokens)} tokens, of ${count(most)}`
    : `about ${count(tokens)} tokens by estimate, of ${count(most)}`;

/** What the rules find: in a row, in rows beside each other, in a file's line, in the whole dataset. */
export const findings = {
  rowNoObject: () => "The row is no JSON object.",
  conversationsMissing: () => "The row has no list called conversations.",
  conversationsNoList: () => "conversations is no list.",
  systemNoText: ({ json }: { json: string }) => `system is ${json}, which is no text.`,
  turnNoObject: ({ turn }: { turn: number }) => `Turn ${turn} is no object with a role and a content.`,
  turnLacks: ({ turn, key }: { turn: number; key: string }) => `Turn ${turn} has no ${key}.`,
  turnPartNoText: ({ turn, key }: { turn: number; key: string }) => `The ${key} of turn ${turn} is no text.`,
  turnImproper: ({ turn }: { turn: number }) => `Turn ${turn} is no proper turn.`,
  systemNull: () => "system is null.",
  systemMissing: () => "There is no key system.",
  keysUnread: ({ keys }: { keys: readonly string[] }) =>
    `Nobody reads ${keys.map((key) => `"${key}"`).join(", ")}.`,
  turnsMissing: () => "The conversation has no turns.",
  roleWrong: ({ turn, role, expected }: { turn: number; role: string; expected: string }) =>
    `Turn ${turn} is "${role}" where ${expected} must stand.`,
  turnAlone: ({ turn }: { turn: number }) => `Turn ${turn} has no partner and is dropped in training.`,

  turnEmpty: ({ turn, role }: { turn: number; role: string }) => `Turn ${turn} (${role}) is empty.`,
  turnBreaksOff: ({ turn, ending }: { turn: number; ending: string }) =>
    `Turn ${turn} ends with “…${ending}”.`,
  whiteSpaceAround: ({ turn }: { turn: Place }) =>
    `${placeOf(turn)} has white space before or after its text.`,
  holdsToken: ({ turn, token }: { turn: Place; token: string }) => `${placeOf(turn)} holds ${token}.`,
  holdsControl: ({ turn, times, char }: { turn: Place; times: number; char: string }) =>
    `${placeOf(turn)} holds ${times} × ${char}.`,
  holdsBroken: ({ turn, times }: { turn: Place; times: number }) =>
    `${placeOf(turn)} holds ${times} broken ${times === 1 ? "character" : "characters"}.`,
  holdsPlaceholder: ({ turn, kind }: { turn: Place; kind: PlaceholderKind }) =>
    `${placeOf(turn)} holds ${placeholders[kind]}.`,
  holdsSecret: ({ turn, kind }: { turn: Place; kind: SecretKind }) =>
    `${placeOf(turn)} holds what looks like ${secrets[kind]}.`,
  holdsPersonal: ({ turn, kind }: { turn: Place; kind: PersonalKind }) =>
    `${placeOf(turn)} holds what looks like ${personal[kind]}.`,
  answerCutAway: (length: Length) => `The first answer is cut away: ${lengthOf(length)}.`,
  endCutAway: (length: Length) => `The end is cut away: ${lengthOf(length)}.`,

  sameAsLine: ({ line }: { line: number }) => `It says the same as line ${line}.`,
  sameAsOther: () => "It says the same as another row.",
  nearlySameAsLines: ({ lines, more }: { lines: readonly number[]; more: number }) =>
    `It says nearly the same as line ${lines.join(", ")}${more > 0 ? ` and ${more} more` : ""}.`,
  nearlySameAsOthers: ({ others }: { others: number }) =>
    `It says nearly the same as ${others === 1 ? "another row" : `${others} other rows`}.`,
  lineAnswersDifferently: ({ line }: { line: number }) =>
    `Line ${line} answers the same question differently.`,
  otherAnswersDifferently: () => "Another row answers the same question differently.",
  sameRowAsLine: ({ line }: { line: number }) => `It is the same row as line ${line}.`,
  sameRowFurtherUp: () => "The same row stands further up.",
  notInEvalSet: () => "The eval set has no such row.",
  onlyFirstRowsCount: ({ rows }: { rows: number }) => `Only the first ${count(rows)} rows count.`,

  keyGivenTwice: ({ key }: { key: string }) => `The key "${key}" is given twice; the last one counts.`,
  lineUnread: ({ reason }: { reason: AnySaid }, say: Say) => {
    const why = say(reason);
    return `${why.charAt(0).toUpperCase()}${why.slice(1)}.`;
  },

  evalSetNotCompared: () => "Whether the rows stand in the eval set was not looked at.",
  noRows: () => "There are no rows.",
  fewRows: ({ rows }: { rows: number }) => `There are only ${rows} rows.`,
  questionsBeginAlike: ({ percent, words }: { percent: number; words: string }) =>
    `${percent}% of the questions begin with “${words}”.`,
  answersShort: ({ percent }: { percent: number }) =>
    `${percent}% of the answers have fewer than five words.`,
};
