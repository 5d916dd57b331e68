const SIZE = 624;
const SHIFT = 397;

/** MT19937 (Matsumoto and Nishimura, 1998) as PyTorch seeds and reads it on the processor. */
export class MersenneTwister {
  readonly #state = new Uint32Array(SIZE);
  #index = SIZE;

  /** @param seed the lower 32 bits of what `torch.manual_seed` is given */
  constructor(seed: number) {
    this.#state[0] = seed >>> 0;
    for (let index = 1; index < SIZE; index++) {
      const before = this.#state[index - 1] as number;
      this.#state[index] = Math.imul(before ^ (before >>> 30), 1812433253) + index;
    }
  }

  /** The next 32 bits, as an unsigned number. */
  next(): number {
    if (this.#index === SIZE) this.#twist();
    let value = this.#state[this.#index++] as number;
    value ^= value >>> 11;
    value ^= (value << 7) & 0x9d2c5680;
    value ^= (value << 15) & 0xefc60000;
    value ^= value >>> 18;
    return value >>> 0;
  }

  #twist(): void {
    const state = this.#state;
    for (let index = 0; index < SIZE; index++) {
      const upper = (state[index] as number) & 0x80000000;
      const lower = (state[(index + 1) % SIZE] as number) & 0x7fffffff;
      const mixed = upper | lower;
      state[index] = (state[(index + SHIFT) % SIZE] as number) ^ (mixed >>> 1) ^ (mixed & 1 ? 0x9908b0df : 0);
    }
    this.#index = 0;
  }
}

/** `torch.randperm(count)` of a generator with this seed: the numbers below `count` in a random order. */
export function torchPermutation(count: number, seed: number): Int32Array {
  const generator = new MersenneTwister(seed);
  const order = Int32Array.from({ length: count }, (_, index) => index);
  for (let index = 0; index < count - 1; index++) {
    const other = index + (generator.next() % (count - index));
    const moved = order[index] as number;
    order[index] = order[other] as number;
    order[other] = moved;
  }
  return order;
}
