/** Entries ordered by key, then row. Each is two words, the row and above it the key: so they sort as one number. */
export class KeyColumn {
  #words: Uint32Array = new Uint32Array(0);

  get size(): number {
    return this.#words.length / 2;
  }

  addRowsOf(key: number, found: Set<number>): void {
    for (let at = this.#firstOf(key); at < this.size && this.#words[2 * at + 1] === key; at++)
      found.add(this.#words[2 * at] ?? 0);
  }

  /** Merges in entries from a table of `stride` words a row, of which the first is the row. */
  take(table: Uint32Array, stride: number, column: number, rows: number, none: number): void {
    const added = sorted(table, stride, column, rows, none);
    this.#words = this.size === 0 ? added : merged(this.#words, added);
  }

  *groups(): Generator<number[]> {
    let rows: number[] = [];
    let key = -1;
    for (let at = 0; at < this.#words.length; at += 2) {
      const [row, own] = [this.#words[at] ?? 0, this.#words[at + 1] ?? 0];
      if (own !== key) {
        if (rows.length > 1) yield rows;
        if (rows.length > 0) rows = [];
        key = own;
      }
      if (rows.at(-1) !== row) rows.push(row);
    }
    if (rows.length > 1) yield rows;
  }

  #firstOf(key: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#words[2 * middle + 1] ?? 0) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function sorted(
  table: Uint32Array,
  stride: number,
  column: number,
  rows: number,
  none: number,
): Uint32Array<ArrayBuffer> {
  const entries = new BigUint64Array(rows);
  const words = new Uint32Array(entries.buffer);
  let size = 0;
  for (let row = 0; row < rows; row++) {
    const key = table[row * stride + column] ?? none;
    if (key === none) continue;
    words[2 * size] = table[row * stride] ?? 0;
    words[2 * size + 1] = key;
    size++;
  }
  entries.subarray(0, size).sort();
  return words.slice(0, 2 * size);
}

function merged(a: Uint32Array, b: Uint32Array): Uint32Array<ArrayBuffer> {
  const all = new Uint32Array(a.length + b.length);
  let [i, j] = [0, 0];
  for (let at = 0; at < all.length; at += 2) {
    const takesA = j >= b.length || (i < a.length && isBefore(a, i, b, j));
    const from = takesA ? a : b;
    const source = takesA ? i : j;
    all[at] = from[source] ?? 0;
    all[at + 1] = from[source + 1] ?? 0;
    if (takesA) i += 2;
    else j += 2;
  }
  return all;
}

function isBefore(a: Uint32Array, i: number, b: Uint32Array, j: number): boolean {
  const [left, right] = [a[i + 1] ?? 0, b[j + 1] ?? 0];
  return left < right || (left === right && (a[i] ?? 0) <= (b[j] ?? 0));
}
