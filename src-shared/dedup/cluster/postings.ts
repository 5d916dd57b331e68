export const NONE = -1;

const FIRST_CAPACITY = 1024;

/**
 * Lists of items by shingle, each list in groups that the caller tells apart. Items are small integers; groups and
 * entries are numbers to ask on with, `NONE` at the end.
 */
export class Postings {
  readonly #firstGroups = new Map<number, number>();
  readonly #lastEntries = new IntegerList();
  readonly #nextGroups = new IntegerList();
  readonly #items = new IntegerList();
  readonly #entriesBefore = new IntegerList();

  firstGroup(shingle: number): number {
    return this.#firstGroups.get(shingle) ?? NONE;
  }

  nextGroup(group: number): number {
    return this.#nextGroups.values[group]!;
  }

  /** One of the group's items. */
  residentOf(group: number): number {
    return this.itemAt(this.lastEntry(group));
  }

  lastEntry(group: number): number {
    return this.#lastEntries.values[group]!;
  }

  entryBefore(entry: number): number {
    return this.#entriesBefore.values[entry]!;
  }

  itemAt(entry: number): number {
    return this.#items.values[entry]!;
  }

  /** @param group where the item belongs; `NONE` makes a new group */
  enter(shingle: number, item: number, group: number): void {
    const entry = this.#items.push(item);
    this.#entriesBefore.push(group === NONE ? NONE : this.lastEntry(group));
    if (group !== NONE) {
      this.#lastEntries.values[group] = entry;
      return;
    }
    this.#nextGroups.push(this.firstGroup(shingle));
    this.#firstGroups.set(shingle, this.#lastEntries.push(entry));
  }
}

class IntegerList {
  values = new Int32Array(FIRST_CAPACITY);
  #length = 0;

  /** @returns where the value stands */
  push(value: number): number {
    if (this.#length === this.values.length) {
      const larger = new Int32Array(this.#length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.#length] = value;
    return this.#length++;
  }
}
