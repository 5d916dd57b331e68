import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";

const BYTES_OF_A_DRAW = 8;

/**
 * Random numbers that anybody can draw again: sha256 over "seed:0", "seed:1", …, read eight bytes at a time. The same seed
 * gives the same numbers on every machine.
 */
export class Draws {
  readonly #seed: string;
  #counter = 0;
  #bytes = new DataView(new ArrayBuffer(0));
  #at = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** Evenly from [0, 1), with 53 random bits. */
  uniform(): number {
    if (this.#at + BYTES_OF_A_DRAW > this.#bytes.byteLength) {
      this.#bytes = new DataView(sha256(utf8ToBytes(`${this.#seed}:${this.#counter++}`)).slice().buffer);
      this.#at = 0;
    }
    const high = this.#bytes.getUint32(this.#at) >>> 5;
    const low = this.#bytes.getUint32(this.#at + 4) >>> 6;
    this.#at += BYTES_OF_A_DRAW;
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
}
