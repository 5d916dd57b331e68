import { createHash } from "node:crypto";
import {
  type Finding,
  isShortAnswer,
  type JsonNode,
  type LintOptions,
  lintRow,
  parseJson,
  rowFacts,
  startOf,
  turnTexts,
  viewRow,
} from "../../../../src-shared/dataset/index.ts";
import { createSigner, normaliseRow, type Signer } from "../../../../src-shared/dedup/index.ts";

/** All that is kept beside a row's JSON, worked out from it alone. */
export interface DerivedRow {
  readonly turns: number;
  readonly chars: number;
  readonly tokens: number;
  readonly identity: Uint8Array;
  readonly question: Uint8Array | null;
  readonly answer: Uint8Array;
  readonly start: string | null;
  readonly shortAnswer: boolean;
  readonly exactKey: number;
  readonly signature: Uint8Array;
  readonly bandKeys: readonly number[];
  readonly searchText: string;
  readonly findings: readonly Finding[];
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

  derive(json: string, options: LintOptions): DerivedRow {
    const node = readNode(json);
    const view = viewRow(node);
    const facts = rowFacts(node, view);
    const texts = turnTexts(view);
    const { exactKey, signature, bandKeys } = this.#signer.sign(normaliseRow(texts));
    const system = view.system.kind === "text" ? view.system.text : "";
    return {
      turns: facts.turns,
      chars: facts.chars,
      tokens: facts.tokens,
      identity: shortHash(facts.identity),
      question: facts.questionKey === null ? null : shortHash(facts.questionKey),
      answer: shortHash(facts.answerKey),
      start: startOf(texts[0] ?? ""),
      shortAnswer: isShortAnswer(texts[1] ?? ""),
      exactKey,
      signature,
      bandKeys,
      searchText: [system, ...texts].join("\n"),
      findings: lintRow(node, options),
    };
  }
}

/** The text of a row as duplicates are looked for. */
export const comparableText = (json: string): string => normaliseRow(turnTexts(viewRow(readNode(json))));

/** The key by which rows are told apart, as hex of 32 digits. */
export const identityOf = (json: string): string => {
  const node = readNode(json);
  return Buffer.from(shortHash(rowFacts(node, viewRow(node)).identity))
    .toString("hex")
    .toUpperCase();
};
