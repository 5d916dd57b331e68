import type { AnySaid, Say } from "../phrase.ts";

const count = (value: number): string => value.toLocaleString("en");

/** What became of a miner in a competition's round, and of the round itself. */
export const rounds = {
  roundEvaluated: () => "trained and measured",
  roundNoCommitment: () => "nothing is committed",
  roundCommitmentIgnored: () => "the committed string starts with {, which validators pass over",
  roundCommitmentUnreadable: () => "the commitment is no text",
  roundCommitmentMalformed: () => "the committed string is not owner/repository:competition:revision",
  roundCommittedTooEarly: ({ block, registered }: { block: number; registered: number }) =>
    `committed in block ${block}, not after the registration in block ${registered}`,
  roundWrongCompetition: ({ found, wanted }: { found: string; wanted: string }) =>
    `committed for competition ${found}, not ${wanted}`,
  roundOutsideWindow: () => "committed outside the day's window for submissions",
  roundRevisionDiffers: ({ committed }: { committed: string }) =>
    `the repository's commit is not the committed ${committed}`,
  roundFileTooLarge: ({ limitMb }: { limitMb: number }) => `data.jsonl is larger than ${count(limitMb)} MB`,
  roundLineTooLong: ({ line, limitMb }: { line: number; limitMb: number }) =>
    `line ${count(line)} is longer than ${count(limitMb)} MB`,
  roundTooManyRows: ({ limit }: { limit: number }) => `more than ${count(limit)} rows`,
  roundNotUtf8: ({ line }: { line: number }) => `line ${count(line)} is not UTF-8`,
  roundBlankLine: ({ line }: { line: number }) => `line ${count(line)} is blank, which breaks the training`,
  roundNotJson: ({ line }: { line: number }) => `line ${count(line)} is not a row in JSON`,
  roundNoSystem: ({ line }: { line: number }) => `the row of line ${count(line)} has no system prompt`,
  roundWrongRole: ({ line }: { line: number }) => `the turns of line ${count(line)} are not user, assistant`,
  roundNoRows: () => "data.jsonl has no rows",
  roundReadingFailed: ({ what }: { what: string }) => `data.jsonl could not be read through: ${what}`,
  roundStrangeRow: ({ line }: { line: number }) =>
    `the row of line ${count(line)} does not stand in the eval set`,
  roundRepeatedRow: ({ line }: { line: number }) =>
    `the row of line ${count(line)} was there before, and rows count once`,
  roundSharesRows: ({ uid }: { uid: number }) =>
    `has too many rows in common with UID ${uid}, who was earlier`,
  roundSameLoss: ({ uid }: { uid: number }) => `has the same loss as UID ${uid}, who was earlier`,
  roundTookTooLong: ({ minutes }: { minutes: number }) =>
    `training and measuring took more than ${count(minutes)} minutes`,
  roundTookTooMuchMemory: ({ limitMb }: { limitMb: number }) =>
    `training and measuring took more than ${count(limitMb)} MB of memory`,
  roundFailedThrice: ({ why }: { why: AnySaid }, say: Say) =>
    `three attempts ended the engine, while other datasets went well: ${say(why)}`,
  roundOutOfTime: () => "not reached before the round's end; it comes first in the next one",
  roundHubSilent: ({ why }: { why: AnySaid }, say: Say) =>
    `the hub could not be asked before the round's end: ${say(why)}`,

  roundEvalSetUnchanged: () => "the eval set is yesterday's, so the last winner stays",
  roundNobody: () => "nobody is on the subnet",
};
