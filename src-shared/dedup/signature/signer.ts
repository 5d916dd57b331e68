import { ShingleHasher, type TextScan } from "../text/shingle-hashes.ts";
import { bandKeys, INDEX_BANDING } from "./banding.ts";
import { SIGNATURE_SIZE } from "./size.ts";

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

const COEFFICIENT_SEED = 0x41_73_73_61;

/** A signer with its own WASM memory, which grows to the longest row. Not shared between threads; cheap to make. */
export function createSigner(): Signer {
  const hasher = new ShingleHasher();
  const { memory } = hasher;
  memory.coefficients.set(coefficients());
  const sign = (normalisedText: string): TextScan => {
    const scan = hasher.hash(normalisedText);
    memory.minhash(scan.shingleCount);
    return scan;
  };
  return {
    sign(normalisedText) {
      const { wordCount, exactKey, shingleCount } = sign(normalisedText);
      const signature = memory.signature.slice();
      return {
        signature: new Uint8Array(signature.buffer),
        bandKeys: shingleCount === 0 ? [] : bandKeys(signature, INDEX_BANDING),
        wordCount,
        exactKey,
      };
    },
    signInto(normalisedText, signature) {
      const { exactKey } = sign(normalisedText);
      signature.set(memory.signature);
      return exactKey;
    },
  };
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
