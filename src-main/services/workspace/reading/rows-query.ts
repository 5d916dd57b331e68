import type Database from "better-sqlite3";
import {
  ALL_PLACES,
  FILE_ORDER,
  NO_FILTER,
  type RowFilter,
  type RowSort,
} from "../../../../src-shared/contract/index.ts";
import { type Finder, finderFor, occurrences } from "../../../../src-shared/dataset/index.ts";
import { rankOf } from "../row-table.ts";
import { readNode } from "../writing/derive.ts";
import type { RowOrder } from "./row-order.ts";

const SORT_COLUMNS = { line: "position", tokens: "tokens", turns: "turns", level: "level" } as const;
/** The trigram index finds parts of words, but nothing shorter than three characters. */
const SHORTEST_INDEXED = 3;

/** The ids of a filtered, sorted table; kept until the rows, the filter or the order change. */
export class RowsQuery {
  readonly #db: Database.Database;
  readonly #order: RowOrder;
  #key = "";
  #ids: readonly number[] = [];
  #finder: Finder | null = null;
  #places: RowFilter["places"] = [];

  constructor(db: Database.Database, order: RowOrder) {
    this.#db = db;
    this.#order = order;
    db.function("assay_found", { deterministic: false }, (json: unknown) =>
      this.#finder !== null && occurrences(readNode(String(json)), this.#places, this.#finder).length > 0
        ? 1
        : 0,
    );
  }

  /**
   * Throws `PatternInvalid` where the filter's regular expression is none.
   * @param revision tells results of before a change from those after it
   */
  ids(filter: RowFilter, sort: RowSort, revision: number, rowsLimit: number | null): readonly number[] {
    const key = JSON.stringify([filter, sort, revision, rowsLimit]);
    if (key !== this.#key) {
      this.#ids = this.#run(filter, sort, rowsLimit);
      this.#key = key;
    }
    return this.#ids;
  }

  #run(filter: RowFilter, sort: RowSort, rowsLimit: number | null): readonly number[] {
    if (JSON.stringify(filter) === JSON.stringify(NO_FILTER) && sort.by === FILE_ORDER.by)
      return sort.descending ? [...this.#order.all()].reverse() : this.#order.all();
    const where: string[] = [];
    const values: (string | number)[] = [];
    const add = (condition: string, ...bound: (string | number)[]): void => {
      where.push(condition);
      values.push(...bound);
    };
    const { rule, level, clusterId, duplicatesOnly } = filter;
    if (rule === "beyond-rows") {
      const beyond = rowsLimit === null ? [] : this.#order.slice(rowsLimit, this.#order.count);
      add("id IN (SELECT value FROM json_each(?))", JSON.stringify(beyond));
    } else if (rule !== null) add("id IN (SELECT row FROM findings WHERE rule = ?)", rule);
    if (level !== null) add("level = ?", rankOf(level));
    if (clusterId !== null) add("cluster = ?", clusterId);
    if (duplicatesOnly) add("cluster IS NOT NULL");
    for (const column of ["turns", "tokens"] as const) {
      const { min, max } = filter[column];
      if (min !== null) add(`${column} >= ?`, min);
      if (max !== null) add(`${column} <= ?`, max);
    }
    this.#addText(filter, add);
    const direction = sort.descending ? "DESC" : "ASC";
    const sql = `SELECT id FROM rows ${where.length === 0 ? "" : `WHERE ${where.join(" AND ")}`}
      ORDER BY ${SORT_COLUMNS[sort.by]} ${direction}, position ${sort.by === "line" ? direction : "ASC"}, id`;
    return this.#db
      .prepare(sql)
      .pluck()
      .all(...values) as number[];
  }

  /** The index narrows down where it can; where it knows less than is asked for, rows are looked at themselves. */
  #addText(
    { text, isRegex, places }: RowFilter,
    add: (condition: string, ...bound: (string | number)[]) => void,
  ): void {
    if (text === null || text === "") return;
    const isIndexed = !isRegex && [...text].length >= SHORTEST_INDEXED;
    if (isIndexed) add("id IN (SELECT rowid FROM texts WHERE texts MATCH ?)", quote(text));
    if (isIndexed && ALL_PLACES.every((place) => places.includes(place))) return;
    const finder = finderFor({ text, isRegex, matchCase: false, wholeWord: false });
    if (!finder.ok) throw finder.error;
    this.#finder = finder.value;
    this.#places = places;
    add("assay_found(json) = 1");
  }
}

/** The text as one phrase, whatever it holds. */
const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
