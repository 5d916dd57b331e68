import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";

/**
 * Random numbers that anybody can draw again: xoshiro128** (Blackman and Vigna, 2018), started from the sha256 of a text.
 * The same seed gives the same numbers on every machine.
 */
export class Draws {
  readonly #state: Uint32Array;

  constructor(seed: string) {
    const bytes = new DataView(sha256(utf8ToBytes(seed)).slice().buffer);
    this.#state = Uint32Array.from([0, 4, 8, 12], (offset) => bytes.getUint32(offset));
  }

  /** Evenly from [0, 1), with 53 random bits. */
  uniform(): number {
    const high = this.#next() >>> 5;
    const low = this.#next() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  /** A whole number, evenly from 0 to `limit` - 1. */
  below(limit: number): number {
    return Math.floor(this.uniform() * limit);
  }

  /** Normally distributed, mean 0 and deviation 1 (Box and Muller, 1958). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** The items in a random order (Fisher and Yates). */
  shuffled<T>(items: readonly T[]): T[] {
    const order = [...items];
    for (let index = order.length - 1; index > 0; index--) {
      const other = this.below(index + 1);
      [order[index], order[other]] = [order[other] as T, order[index] as T];
    }
    return order;
  }

  #next(): number {
    const state = this.#state as Uint32Array & { 0: number; 1: number; 2: number; 3: number };
    const scrambled = Math.imul(rotateLeft(Math.imul(state[1], 5), 7), 9) >>> 0;
    const shifted = state[1] << 9;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = rotateLeft(state[3], 11);
    return scrambled;
  }
}

const rotateLeft = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));
