/**
 * A stream of 32-bit numbers: sfc32 (Chris Doty-Humphrey's PractRand), seeded by the words of a name. The same words give
 * the same stream on every machine, so that what is drawn for a step can be drawn again instead of being kept.
 */
export class Generator {
  #a: number;
  #b: number;
  #c: number;
  #count = 1;

  constructor(...words: readonly number[]) {
    let state = 0x9e3779b9;
    const next = (word: number): number => {
      state = mix((state ^ word) + 0x9e3779b9);
      return state;
    };
    for (const word of words) next(word >>> 0);
    this.#a = next(1);
    this.#b = next(2);
    this.#c = next(3);
    for (let round = 0; round < 12; round++) this.next();
  }

  /** The next 32 bits, as an unsigned number. */
  next(): number {
    const sum = (this.#a + this.#b + this.#count) | 0;
    this.#count = (this.#count + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** Evenly from [0, 1). */
  uniform(): number {
    return this.next() / 2 ** 32;
  }

  /** A whole number, evenly from 0 to `limit` - 1 (bias below limit / 2^32). */
  below(limit: number): number {
    return Math.floor(this.uniform() * limit);
  }

  /** Normally distributed, mean 0 and deviation 1 (Box and Muller, 1958). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Puts the items into a random order, in place (Fisher and Yates). */
  shuffle<T>(items: T[]): T[] {
    for (let index = items.length - 1; index > 0; index--) {
      const other = this.below(index + 1);
      [items[index], items[other]] = [items[other] as T, items[index] as T];
    }
    return items;
  }

  /** Fills with 1, or 0 for about `dropped` of all (to 1/65,536). Two bytes of randomness decide on one of the mask. */
  fillKeepMask(mask: Uint8Array, dropped: number): void {
    const threshold = Math.round(dropped * 2 ** 16);
    let a = this.#a;
    let b = this.#b;
    let c = this.#c;
    let count = this.#count;
    for (let index = 0; index < mask.length; index += 2) {
      const sum = (a + b + count) | 0;
      count = (count + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + sum) | 0;
      mask[index] = (sum & 0xffff) >= threshold ? 1 : 0;
      mask[index + 1] = sum >>> 16 >= threshold ? 1 : 0;
    }
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#count = count;
  }
}

/** The finaliser of MurmurHash3: every bit of the input moves half of the output's. */
function mix(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
