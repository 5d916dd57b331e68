/**
 * The order of all rows, in memory: which row stands at a line, and at which line a row stands. Four bytes a row each
 * way; the second way is worked out anew when it is asked for after rows came or went.
 */
export class RowOrder {
  #ids: number[] = [];
  #lines: Map<number, number> | null = null;

  reset(ids: number[]): void {
    this.#ids = ids;
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
    this.#lines ??= new Map(this.#ids.map((known, index) => [known, index + 1]));
    return this.#lines.get(id) ?? 0;
  }

  all(): readonly number[] {
    return this.#ids;
  }
}
