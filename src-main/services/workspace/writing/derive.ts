import { createHash } from "node:crypto";
import {
  estimateLengths,
  type Finding,
  isShortAnswer,
  type JsonNode,
  type LintOptions,
  lintRow,
  parseJson,
  type RowView,
  rowFacts,
  startOf,
  turnTexts,
  viewRow,
} from "../../../../src-shared/dataset/index.ts";
import {
  bandHashes,
  createSigner,
  INDEX_BANDING,
  NO_KEY,
  normaliseRow,
  SIGNATURE_SIZE,
  type Signer,
} from "../../../../src-shared/dedup/index.ts";
import { languageOf, tellingStart } from "./language.ts";

/** What of the system prompt is there, as it is stored. */
export const SYSTEM_KINDS = { none: 0, empty: 1, text: 2 } as const;

/** Where in a row's keys which one stands. */
export const KEY_COLUMNS = { identity: 0, question: 1, exact: 2, bands: 3 } as const;
export const KEYS_A_ROW = KEY_COLUMNS.bands + INDEX_BANDING.bands;

/** All that is kept beside a row's JSON, worked out from it alone. */
export interface DerivedRow {
  readonly turns: number;
  readonly chars: number;
  /** An estimate: with a tokenizer they are counted later. */
  readonly tokens: number;
  /** Of its line in the file, with the line's end. */
  readonly bytes: number;
  readonly system: number;
  readonly language: string;
  readonly identity: Uint8Array;
  readonly question: Uint8Array | null;
  readonly answer: Uint8Array;
  readonly start: string | null;
  readonly shortAnswer: boolean;
  readonly exactKey: number;
  /** 32-bit hashes that rows with the same identity, question or text share, and near-duplicates some of. */
  readonly keys: Uint32Array;
  readonly searchText: string;
  readonly findings: readonly Finding[];
}

export interface FormerRow {
  readonly json: string;
  readonly language: string | null;
}

const KEY_BYTES = 16;
/** A key of 16 bytes for a text. */
export const shortHash = (text: string): Uint8Array =>
  createHash("sha256").update(text).digest().subarray(0, KEY_BYTES);

/** A row that cannot be read is kept all the same; it has no turns then. */
export function readNode(json: string): JsonNode {
  const parsed = parseJson(json);
  return parsed.ok ? parsed.value : null;
}

/** Works out rows one after the other; keep one of these, since its signer holds compiled code. */
export class RowDeriver {
  readonly #signer: Signer = createSigner();
  readonly #signature = new Uint32Array(SIGNATURE_SIZE);

  /** @param former what the row was before: its language is looked for again only where its first text begins otherwise */
  derive(json: string, options: LintOptions, former: FormerRow | null = null): DerivedRow {
    const node = readNode(json);
    const view = viewRow(node);
    const facts = rowFacts(node, view);
    const lengths = estimateLengths(view);
    const texts = turnTexts(view);
    const identity = shortHash(facts.identity);
    const question = facts.questionKey === null ? null : shortHash(facts.questionKey);
    const exactKey = this.#signer.signInto(normaliseRow(texts), this.#signature);
    return {
      turns: facts.turns,
      chars: facts.chars,
      tokens: lengths.total,
      bytes: Buffer.byteLength(json) + 1,
      system: systemKind(view),
      language: keptLanguage(texts[0] ?? "", former) ?? languageOf(texts[0] ?? ""),
      identity,
      question,
      answer: shortHash(facts.answerKey),
      start: startOf(texts[0] ?? ""),
      shortAnswer: isShortAnswer(texts[1] ?? ""),
      exactKey,
      keys: this.#keys(identity, question, exactKey),
      searchText: searchTextOf(view),
      findings: lintRow(node, options, lengths),
    };
  }

  #keys(identity: Uint8Array, question: Uint8Array | null, exactKey: number): Uint32Array {
    const keys = new Uint32Array(KEYS_A_ROW).fill(NO_KEY);
    keys[KEY_COLUMNS.identity] = wordOf(identity);
    if (question !== null) keys[KEY_COLUMNS.question] = wordOf(question);
    keys[KEY_COLUMNS.exact] = keyOf(exactKey);
    // A row of fewer than three words has no shingle, and so nothing that was signed.
    const hasShingles = this.#signature.some((value) => value !== NO_KEY);
    if (hasShingles) keys.set(bandHashes(this.#signature).map(keyOf), KEY_COLUMNS.bands);
    return keys;
  }
}

function keptLanguage(text: string, former: FormerRow | null): string | null {
  if (former === null) return null;
  const before = turnTexts(viewRow(readNode(former.json)))[0] ?? "";
  return tellingStart(before) === tellingStart(text) ? former.language : null;
}

/** All texts of a row, as they are looked for. */
export function searchTextOf(row: RowView | string): string {
  const view = typeof row === "string" ? viewRow(readNode(row)) : row;
  return [view.system.kind === "text" ? view.system.text : "", ...turnTexts(view)].join("\n");
}

const systemKind = ({ system }: RowView): number => {
  if (system.kind !== "text") return SYSTEM_KINDS.none;
  return system.text === "" ? SYSTEM_KINDS.empty : SYSTEM_KINDS.text;
};

const wordOf = (hash: Uint8Array): number =>
  keyOf(new DataView(hash.buffer, hash.byteOffset, KEY_BYTES).getUint32(0));
/** The lowest 32 bits, never those that stand for none. */
export const keyOf = (value: number): number => Math.min(value >>> 0, NO_KEY - 1);

/** The band hashes among a row's keys; null where it has none. */
export function bandHashesOf(keys: Uint32Array): Uint32Array | null {
  return keys[KEY_COLUMNS.bands] === NO_KEY ? null : keys.subarray(KEY_COLUMNS.bands);
}

/** A row's keys as they are stored. */
export const keysToBytes = (keys: Uint32Array): Uint8Array =>
  new Uint8Array(keys.buffer, keys.byteOffset, keys.byteLength);
/** A copy, since stored bytes need not lie where words may. */
export const keysFromBytes = (bytes: Uint8Array): Uint32Array =>
  new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));

/** The text of a row as duplicates are looked for. */
export const comparableText = (json: string): string => normaliseRow(turnTexts(viewRow(readNode(json))));

/** The key by which rows are told apart, as hex of 32 digits. */
export const identityOf = (json: string): string =>
  Buffer.from(identityBytes(json)).toString("hex").toUpperCase();

/** The same as it is stored. */
export function identityBytes(json: string): Uint8Array {
  const node = readNode(json);
  return shortHash(rowFacts(node, viewRow(node)).identity);
}
