import { createReadStream } from "node:fs";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Phrase } from "../../../../src-shared/contract/index.ts";
import { parseRow, rowIdentity, type TemplateName, viewRow } from "../../../../src-shared/dataset/index.ts";
import {
  encodeRows,
  hashOfRows,
  RowTokenizer,
  type TokenizedRow,
} from "../../../../src-shared/engine/index.ts";
import { writeWhole } from "../on-disk.ts";
import { breaksTraining, invalid, type Verdict } from "../outcomes.ts";
import { readLines } from "./read-lines.ts";

export interface InspectRequest {
  readonly file: string;
  /** Folder with the base model's tokenizer. */
  readonly modelFolder: string;
  readonly template: TemplateName;
  readonly maxTokens: number;
  /** How many rows count; null: all. */
  readonly rowsLimit: number | null;
  /** Identities of the eval set's rows, where rows must stand in it. */
  readonly members: ReadonlySet<string> | null;
  readonly maxLineBytes: number;
  /** More rows than this are no dataset for this validator. */
  readonly maxRows: number;
  /** Where the tokenized rows go. */
  readonly rowsFolder: string;
  /** For eval sets: rows that cannot be templated are left out and counted, instead of failing the whole. */
  readonly lenient: boolean;
}

export interface InspectedDataset {
  readonly rows: number;
  readonly skipped: number;
  readonly tokens: { readonly hash: string; readonly file: string };
  /** Identities of the rows that count, in order. */
  readonly identities: readonly string[];
}

export type Inspection =
  | { readonly dataset: InspectedDataset; readonly verdict: null }
  | { readonly dataset: null; readonly verdict: Verdict; readonly identities: readonly string[] };

/** A row's identity as validators compare rows, shortened so that sets of many stay small. */
export const identityOf = (row: Parameters<typeof rowIdentity>[0]): string =>
  bytesToHex(sha256(utf8ToBytes(rowIdentity(row))).subarray(0, 16));

/**
 * Reads a dataset as the reference's training does, without ever trusting it: the first rows that count, each line by
 * itself and never more than one of them in memory. What is wrong is a verdict, not an error. Membership is looked at
 * before anything that only breaks a training, as in the reference.
 */
export async function inspectDataset(request: InspectRequest): Promise<Inspection> {
  const { members, rowsLimit, lenient } = request;
  const tokenizer = await RowTokenizer.open(request.modelFolder, request.template, request.maxTokens);
  const encoded: TokenizedRow[] = [];
  const identities: string[] = [];
  const seen = new Set<string>();
  let broken: Phrase | null = null;
  let stranger: Phrase | null = null;
  let skipped = 0;
  let line = 0;
  for await (const read of readLines(createReadStream(request.file), request.maxLineBytes)) {
    if (rowsLimit !== null && line >= rowsLimit) break;
    line++;
    if (read === "too-long") {
      const limitMb = Math.round(request.maxLineBytes / 1_000_000);
      return refused(invalid({ phrase: "roundLineTooLong", line, limitMb }), identities);
    }
    if (line > request.maxRows) {
      return refused(invalid({ phrase: "roundTooManyRows", limit: request.maxRows }), identities);
    }
    if (read === "not-utf8") {
      if (lenient) skipped++;
      else broken ??= { phrase: "roundNotUtf8", line };
      continue;
    }
    if (read.trim() === "") {
      if (!lenient) broken ??= { phrase: "roundBlankLine", line };
      continue;
    }
    const row = parseRow(read);
    if (!row.ok) {
      if (lenient) skipped++;
      else broken ??= { phrase: "roundNotJson", line };
      continue;
    }
    const identity = identityOf(row.value);
    identities.push(identity);
    if (members !== null) {
      if (!members.has(identity)) stranger ??= { phrase: "roundStrangeRow", line };
      else if (seen.has(identity)) stranger ??= { phrase: "roundRepeatedRow", line };
      seen.add(identity);
    }
    if (broken !== null) continue;
    const tokens = tokenizer.encode(viewRow(row.value));
    if (typeof tokens !== "string") encoded.push(tokens);
    else if (lenient) skipped++;
    else broken = faultPhrase(tokens, line);
  }
  // A line that is no row at all can't stand in the eval set either.
  if (members !== null && stranger === null && broken !== null && !isRowFault(broken)) stranger = broken;
  if (stranger !== null) return refused(invalid(stranger), identities);
  if (broken !== null) return refused(breaksTraining(broken), identities);
  if (encoded.length === 0) return refused(breaksTraining({ phrase: "roundNoRows" }), identities);
  const bytes = encodeRows(encoded);
  const hash = hashOfRows(bytes);
  const file = `${request.rowsFolder}/${hash}.rows`;
  await writeWhole(file, bytes);
  return { dataset: { rows: encoded.length, skipped, tokens: { hash, file }, identities }, verdict: null };
}

const refused = (verdict: Verdict, identities: readonly string[]): Inspection => ({
  dataset: null,
  verdict,
  identities,
});

const isRowFault = ({ phrase }: Phrase): boolean =>
  phrase === "roundNoSystem" || phrase === "roundWrongRole" || phrase === "roundBlankLine";

function faultPhrase(fault: "not-a-row" | "no-system" | "wrong-role", line: number): Phrase {
  if (fault === "no-system") return { phrase: "roundNoSystem", line };
  return fault === "wrong-role" ? { phrase: "roundWrongRole", line } : { phrase: "roundNotJson", line };
}
