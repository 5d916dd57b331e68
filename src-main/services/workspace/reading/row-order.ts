/**
 * The order of all rows, in memory: which row stands at a line, and at which line a row stands. Eight bytes a row for the
 * first way, four for the second, which is worked out anew when it is asked for after rows came or went.
 */
export class RowOrder {
  #ids: number[] = [];
  /** By id; null while it is out of date. */
  #lines: Uint32Array | null = null;

  reset(ids: number[]): void {
    this.#ids = ids;
    this.#lines = null;
  }

  /** Puts new rows behind all others; their ids follow each other. */
  append(first: number, last: number): void {
    for (let id = first; id <= last; id++) this.#ids.push(id);
    this.#lines = null;
  }

  get count(): number {
    return this.#ids.length;
  }

  /** @param index from 0 */
  idAt(index: number): number | null {
    return this.#ids[index] ?? null;
  }

  slice(offset: number, limit: number): number[] {
    return this.#ids.slice(offset, offset + limit);
  }

  /** 1-based line of a row; 0 for one that is not there. */
  lineOf(id: number): number {
    this.#lines ??= linesById(this.#ids);
    return this.#lines[id] ?? 0;
  }

  all(): readonly number[] {
    return this.#ids;
  }
}

function linesById(ids: readonly number[]): Uint32Array {
  const lines = new Uint32Array(ids.reduce((highest, id) => Math.max(highest, id), 0) + 1);
  for (const [index, id] of ids.entries()) lines[id] = index + 1;
  return lines;
}
