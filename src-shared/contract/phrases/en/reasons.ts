import type { AnySaid, Say } from "../phrase.ts";

const named = (key: string): string => `"${key}"`;

/** Why something cannot be read or done, as a part of a sentence. */
export const reasons = {
  markBeforeJson: () => "a byte order mark stands before the JSON",
  moreAfterJson: () => "there is more after the end of the JSON value",
  valueMissing: () => "the text ends where a value should stand",
  nestedTooDeep: ({ levels }: { levels: number }) => `it is nested more than ${levels} levels deep`,
  commaBeforeBrace: () => "a comma stands before the closing }",
  keyExpected: () => "a key in double quotes should stand here",
  colonExpected: () => "a colon should stand after the key",
  commaOrBraceExpected: () => "a comma or } should stand here",
  commaBeforeBracket: () => "a comma stands before the closing ]",
  commaOrBracketExpected: () => "a comma or ] should stand here",
  quoteMissing: () => "a string has no closing quote",
  controlInString: () => "a control character stands inside a string; it must be escaped",
  digitsMissing: () => "\\u needs four hexadecimal digits",
  escapeUnknown: ({ letter }: { letter: string }) => `there is no escape \\${letter}`,
  noJsonValue: () => "no JSON value can start or go on like this",
  atColumn: ({ reason, column }: { reason: AnySaid; column: number }, say: Say) =>
    `${say(reason)} (column ${column})`,

  markBeforeLine: () => "a byte order mark stands before the first line",
  lineBlank: () => "the line is blank",
  recordTooLong: ({ mebibytes }: { mebibytes: number }) => `the record is longer than ${mebibytes} MiB`,
  quoteNotClosed: ({ reason }: { reason: AnySaid }, say: Say) =>
    `${say(reason)}, as after a quote that is not closed; nothing after it was read`,
  notUtf8: () => "the record holds bytes that are no UTF-8",
  quotesDiffer: ({ error }: { error: string }) => `the quotes of this record do not match (${error})`,
  cellsDiffer: ({ cells, columns }: { cells: number; columns: number }) =>
    `it has ${cells} cells where the heading has ${columns}`,
  noJsonArray: () => "the file holds no JSON array",
  moreAfterArray: () => "there is more after the end of the array",
  elementMissing: () => "an element is missing between two commas",
  endsInArray: () => "the file ends inside the array",
  bothReasons: ({ first, second }: { first: AnySaid; second: AnySaid }, say: Say) =>
    `${say(first)}; ${say(second)}`,

  noJsonObject: () => "it is no JSON object",
  mappingMissing: () => "no column mapping was given",
  listMissing: ({ key }: { key: string }) => `it has no list called ${key}`,
  itemNoObject: ({ item, list }: { item: number; list: string }) => `item ${item} of ${list} is no object`,
  itemLacksText: ({ item, list, key }: { item: number; list: string; key: string }) =>
    `item ${item} of ${list} has no text under "${key}"`,
  textMissing: ({ keys }: { keys: readonly string[] }) =>
    `it has no text under ${keys.map(named).join(" or ")}`,
  historyNoPairs: () => '"history" is no list of pairs of texts',
  pairMissing: () => "it has no pair of question and answer",

  fileGone: () => "it is no longer there",
  asParquet: ({ reason }: { reason: AnySaid }, say: Say) => `as a Parquet file: ${say(reason)}`,
  archiveEmpty: () => "the archive holds no .jsonl, .json, .csv, .tsv or .parquet file",
  archiveLacks: ({ name }: { name: string }) => `the archive holds no ${name}`,
  entryLocked: ({ name }: { name: string }) => `${name} is locked with a password`,
  entryTooLarge: ({ name }: { name: string }) => `${name} would unpack to far more than a dataset would`,

  hashMissing: () => "an address must end in #sha256= and the file's sha256",
  largerThan: ({ megabytes }: { megabytes: number }) => `it is larger than ${megabytes} MB`,
  onlyHttps: () => "only https is allowed",
  serverAnswered: ({ status }: { status: number }) => `the server answered ${status}`,
  idIsBuiltIn: ({ id }: { id: string }) => `id: ${id} is a built-in competition's`,
  thisRepoName: () => "This repository name",
  thisRevision: () => "This revision",
  noKeyObject: () => "it is no JSON object of a key",
  otherKeyKind: () => "its key is not of the kind sr25519",
  secretOddForm: () => "its secret has a wrong form",
  anOldWay: ({ name }: { name: string }) => `${name}, an old way`,

  nothingToMend: () => "the row has nothing for it to mend",
  nothingToMendAnywhere: () => "no row has anything for it to mend",
  originUnknown: () => "no row of the eval set is known to be its origin",
  changedRowIsNoMember: () => "in this competition a changed row is no member of the eval set",
  somethingInTheWay: () => "something stands in the way",
};
