import { createSink, hashShingles, join53, type ShingleSink } from "../text/shingle-hashes.ts";
import { instantiateKernel, type Kernel, WASM_PAGE_BYTES } from "../wasm/kernel.ts";
import { bandKeys, INDEX_BANDING } from "./banding.ts";
import { SIGNATURE_BYTES, SIGNATURE_SIZE } from "./size.ts";

/**
 * Changes whenever a row's signature, keys or words would come out differently: stored signatures of another
 * version have to be made anew.
 */
export const SIGNATURE_VERSION = 1;

/** What an index keeps of a row. */
export interface RowSignature {
  /** 128 MinHash values, u32 little-endian, 512 bytes. All ones when the row has fewer than three words. */
  readonly signature: Uint8Array;
  /**
   * 25 integers below 2^53, one a band, different bands never sharing a key; rows with a key in common are
   * candidates. Empty when the row has fewer than three words: such a row has no near-duplicates.
   */
  readonly bandKeys: readonly number[];
  readonly wordCount: number;
  /**
   * 53-bit hash of the normalised text. Equal texts have equal keys; unequal ones share a key with probability
   * 2^-53 a pair, so compare the texts where that matters.
   */
  readonly exactKey: number;
}

export interface Signer {
  /** Signs one row's normalised text (see `normaliseRow`). */
  sign(normalisedText: string): RowSignature;
  /**
   * The same without band keys and without making anything: writes the signature into 128 values.
   * @returns the exact key
   */
  signInto(normalisedText: string, signature: Uint32Array): number;
}

const COEFFICIENTS_AT = 0;
const SIGNATURE_AT = COEFFICIENTS_AT + 2 * SIGNATURE_BYTES;
const SHINGLES_AT = SIGNATURE_AT + SIGNATURE_BYTES;
const COEFFICIENT_SEED = 0x41_73_73_61;

/** A signer with its own WASM memory, which grows to the longest row. Not shared between threads; cheap to make. */
export function createSigner(): Signer {
  const workspace = new SigningMemory(instantiateKernel());
  return {
    sign(normalisedText) {
      const signature = new Uint32Array(SIGNATURE_SIZE);
      const { wordCount, textHigh, textLow, shingleCount } = workspace.sign(normalisedText, signature);
      return {
        signature: new Uint8Array(signature.buffer),
        bandKeys: shingleCount === 0 ? [] : bandKeys(signature, INDEX_BANDING),
        wordCount,
        exactKey: join53(textHigh, textLow),
      };
    },
    signInto(normalisedText, signature) {
      const { textHigh, textLow } = workspace.sign(normalisedText, signature);
      return join53(textHigh, textLow);
    },
  };
}

class SigningMemory {
  readonly #kernel: Kernel;
  #capacity = 0;
  #sink: ShingleSink;
  #words: Uint32Array;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#sink = createSink(0);
    this.#words = this.#reserve(4096);
    this.#words.set(coefficients(), COEFFICIENTS_AT / 4);
  }

  sign(text: string, target: Uint32Array): ShingleSink {
    if (text.length > this.#capacity) this.#reserve(text.length);
    const sink = this.#sink;
    hashShingles(text, sink);
    this.#kernel.minhash(SHINGLES_AT, sink.shingleCount, COEFFICIENTS_AT, SIGNATURE_AT);
    const from = SIGNATURE_AT / 4;
    target.set(this.#words.subarray(from, from + SIGNATURE_SIZE));
    return sink;
  }

  #reserve(letters: number): Uint32Array {
    const capacity = Math.max(letters, this.#capacity * 2);
    const missing = SHINGLES_AT + capacity * 4 - this.#kernel.memory.buffer.byteLength;
    if (missing > 0) this.#kernel.memory.grow(Math.ceil(missing / WASM_PAGE_BYTES));
    this.#words = new Uint32Array(this.#kernel.memory.buffer);
    this.#sink = createSink(capacity);
    this.#sink.low = new Uint32Array(this.#kernel.memory.buffer, SHINGLES_AT, capacity);
    this.#capacity = capacity;
    return this.#words;
  }
}

/** 128 odd multipliers, then 128 addends, from a fixed xorshift32: signatures never differ between machines. */
function coefficients(): Uint32Array {
  let state = COEFFICIENT_SEED;
  const values = new Uint32Array(2 * SIGNATURE_SIZE);
  for (let i = 0; i < values.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    values[i] = i < SIGNATURE_SIZE ? state | 1 : state;
  }
  return values;
}
