/** Connected components over 0 … size-1, joined pair by pair (union by size, path halving). */
export class UnionFind {
  readonly #parents: Int32Array;
  readonly #sizes: Int32Array;

  constructor(size: number) {
    this.#parents = Int32Array.from({ length: size }, (_, i) => i);
    this.#sizes = new Int32Array(size).fill(1);
  }

  /** The component's present representative. */
  find(item: number): number {
    const parents = this.#parents;
    let at = item;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]!]!;
      at = parents[at]!;
    }
    return at;
  }

  joined(a: number, b: number): boolean {
    return this.find(a) === this.find(b);
  }

  join(a: number, b: number): void {
    const left = this.find(a);
    const right = this.find(b);
    if (left === right) return;
    const [small, large] = this.#sizes[left]! < this.#sizes[right]! ? [left, right] : [right, left];
    this.#parents[small] = large;
    this.#sizes[large]! += this.#sizes[small]!;
  }

  /** Components of at least two, members ascending, ordered by their first member. */
  components(): number[][] {
    const byRoot = new Map<number, number[]>();
    for (let item = 0; item < this.#parents.length; item++) {
      const root = this.find(item);
      if (this.#sizes[root] === 1) continue;
      const members = byRoot.get(root);
      if (members === undefined) byRoot.set(root, [item]);
      else members.push(item);
    }
    return [...byRoot.values()];
  }
}
