const BITS = 32;

/** A set of row ids, one bit each. */
export class RowSet {
  #words: Uint32Array;
  #size = 0;

  constructor(ids: Iterable<number> = []) {
    this.#words = new Uint32Array(64);
    this.addAll(ids);
  }

  get size(): number {
    return this.#size;
  }

  addAll(ids: Iterable<number>): void {
    for (const id of ids) this.#add(id);
  }

  has(id: number): boolean {
    return ((this.#words[Math.floor(id / BITS)] ?? 0) & (1 << (id % BITS))) !== 0;
  }

  /** Those that are in both. */
  and(other: RowSet): RowSet {
    const both = new RowSet();
    both.#words = this.#words.map((word, at) => word & (other.#words[at] ?? 0));
    for (const word of both.#words) both.#size += bitsOf(word);
    return both;
  }

  *[Symbol.iterator](): Generator<number> {
    for (const [at, word] of this.#words.entries()) {
      if (word === 0) continue;
      for (let bit = 0; bit < BITS; bit++) if ((word & (1 << bit)) !== 0) yield at * BITS + bit;
    }
  }

  #add(id: number): void {
    const at = Math.floor(id / BITS);
    if (at >= this.#words.length) {
      const wider = new Uint32Array(Math.max(at + 1, this.#words.length * 2));
      wider.set(this.#words);
      this.#words = wider;
    }
    const before = this.#words[at] ?? 0;
    const after = before | (1 << (id % BITS));
    if (after === before || after >>> 0 === before) return;
    this.#words[at] = after;
    this.#size++;
  }
}

function bitsOf(word: number): number {
  let bits = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) bits++;
  return bits;
}
