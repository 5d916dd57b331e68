import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Tokenizer } from "@huggingface/tokenizers";
import {
  type RowView,
  type TemplateFault,
  type TemplateName,
  type TokenCounter,
  templatePieces,
} from "../../dataset/index.ts";
import type { TokenRow } from "../decoder/packed-rows.ts";
import { EngineError } from "../errors.ts";

/** A row's tokens before and after truncation. */
export interface TokenizedRow extends TokenRow {
  /** Of the whole row, however much of it was cut off. */
  readonly fullLength: number;
}

/** Turns rows into ids and masks just as the validators do: piece by piece, truncated on the right. */
export class RowTokenizer {
  readonly #tokenizer: Tokenizer;
  readonly #template: TemplateName;
  readonly #maxTokens: number;
  /** Pieces that come again and again, as system prompts do. */
  readonly #known = new Map<string, Int32Array>();

  constructor(tokenizer: Tokenizer, template: TemplateName, maxTokens: number) {
    this.#tokenizer = tokenizer;
    this.#template = template;
    this.#maxTokens = maxTokens;
  }

  /** @param folder with the model's tokenizer.json; fails with `ModelFileMissing` or `TokenizerInvalid` */
  static async open(folder: string, template: TemplateName, maxTokens: number): Promise<RowTokenizer> {
    let text: string;
    try {
      text = await readFile(join(folder, "tokenizer.json"), "utf8");
    } catch {
      throw new EngineError("ModelFileMissing", { folder, file: "tokenizer.json" });
    }
    return new RowTokenizer(makeTokenizer(text), template, maxTokens);
  }

  encode(view: RowView): TokenizedRow | TemplateFault {
    const pieces = templatePieces(view, this.#template);
    if (typeof pieces === "string") return pieces;
    const encoded = pieces.map(({ text, learn }) => ({ ids: this.#encodePiece(text, learn), learn }));
    const fullLength = encoded.reduce((sum, { ids }) => sum + ids.length, 0);
    const length = Math.min(fullLength, this.#maxTokens);
    const ids = new Int32Array(length);
    const learn = new Uint8Array(length);
    let at = 0;
    for (const piece of encoded) {
      const part = piece.ids.subarray(0, length - at);
      ids.set(part, at);
      if (piece.learn) learn.fill(1, at, at + part.length);
      at += part.length;
    }
    // Nothing comes before the first token, so nothing can predict it.
    if (length > 0) learn[0] = 0;
    return { ids, learn, fullLength };
  }

  /** The same pieces, only counted. */
  get counter(): TokenCounter {
    return { template: this.#template, count: (piece) => this.#encodePiece(piece, false).length };
  }

  #encodePiece(text: string, learn: boolean): Int32Array {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const ids = Int32Array.from(this.#tokenizer.encode(text, { add_special_tokens: false }).ids);
    if (!learn && text.length < LONGEST_KNOWN && this.#known.size < MOST_KNOWN) this.#known.set(text, ids);
    return ids;
  }
}

const LONGEST_KNOWN = 1_000;
const MOST_KNOWN = 64;

function makeTokenizer(text: string): Tokenizer {
  try {
    return new Tokenizer(JSON.parse(text), {});
  } catch (error) {
    throw new EngineError("TokenizerInvalid", {
      what: error instanceof Error ? error.message : String(error),
    });
  }
}
