import type Database from "better-sqlite3";
import { isNear, shingleSet, UnionFind } from "../../../../src-shared/dedup/index.ts";
import { Statements } from "../statements.ts";

/** Pairs of texts, by their exact keys, that are said to be no duplicates, or no longer said to be. */
export interface ApartChange {
  readonly pairs: readonly (readonly [number, number])[];
  readonly isApart: boolean;
}

/** Clusters larger than this are left as they are: nobody looked at all of their pairs. */
const LARGEST_CLUSTER = 500;

/** Remembers which texts the user said are no duplicates of each other. */
export class Apart {
  readonly #sql: Statements;

  constructor(db: Database.Database) {
    this.#sql = new Statements(db);
  }

  set({ pairs, isApart }: ApartChange): void {
    const change = this.#sql.get(
      isApart
        ? "INSERT OR IGNORE INTO apart (low, high) VALUES (?, ?)"
        : "DELETE FROM apart WHERE low = ? AND high = ?",
    );
    for (const [a, b] of pairs) change.run(Math.min(a, b), Math.max(a, b));
  }

  /** Of some texts, by their keys, all pairs that are not yet said to be no duplicates. */
  newPairs(keys: readonly number[]): [number, number][] {
    const pairs = new Map<string, [number, number]>();
    for (const [at, a] of keys.entries()) {
      for (const b of keys.slice(at + 1)) {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        if (!this.#are(low, high)) pairs.set(`${low} ${high}`, [low, high]);
      }
    }
    return [...pairs.values()];
  }

  /** True where nothing was ever said: then no cluster needs a second look. */
  get isEmpty(): boolean {
    return this.#sql.plucked("SELECT 1 FROM apart LIMIT 1").get() === undefined;
  }

  /**
   * What is left of a cluster when texts that are said to be no duplicates do not hold it together.
   * @param keys the exact key of each member
   * @param textOf the comparable text of a member, by its place
   * @returns the places of the members of each smaller cluster
   */
  split(keys: readonly number[], textOf: (place: number) => string, threshold: number): number[][] {
    const isTouched = keys.some(
      (key) => this.#sql.plucked("SELECT 1 FROM apart WHERE low = ? OR high = ? LIMIT 1").get(key, key) === 1,
    );
    if (!isTouched || keys.length > LARGEST_CLUSTER) return [[...keys.keys()]];
    const sets = keys.map((_, place) => shingleSet(textOf(place)));
    const parts = new UnionFind(keys.length);
    for (const [b, second] of keys.entries()) {
      for (const [a, first] of keys.slice(0, b).entries()) {
        if (parts.joined(a, b) || this.#are(Math.min(first, second), Math.max(first, second))) continue;
        const [left, right] = [sets[a], sets[b]];
        if (first === second || (left && right && isNear(left, right, threshold))) parts.join(a, b);
      }
    }
    return parts.components();
  }

  #are(low: number, high: number): boolean {
    return this.#sql.plucked("SELECT 1 FROM apart WHERE low = ? AND high = ?").get(low, high) === 1;
  }
}
