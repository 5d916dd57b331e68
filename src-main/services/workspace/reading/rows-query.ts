import type Database from "better-sqlite3";
import type { RowFilter, RowSort } from "../../../../src-shared/contract/index.ts";
import { rankOf } from "../row-table.ts";
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

  constructor(db: Database.Database, order: RowOrder) {
    this.#db = db;
    this.#order = order;
  }

  /** @param revision tells results of before a change from those after it */
  ids(filter: RowFilter, sort: RowSort, revision: number, rowsLimit: number | null): readonly number[] {
    const key = JSON.stringify([filter, sort, revision, rowsLimit]);
    if (key !== this.#key) {
      this.#ids = this.#run(filter, sort, rowsLimit);
      this.#key = key;
    }
    return this.#ids;
  }

  #run(filter: RowFilter, sort: RowSort, rowsLimit: number | null): readonly number[] {
    const { text, rule, level, clusterId, duplicatesOnly } = filter;
    const isWhole = text === null && rule === null && level === null && clusterId === null && !duplicatesOnly;
    if (isWhole && sort.by === "line")
      return sort.descending ? [...this.#order.all()].reverse() : this.#order.all();
    const where: string[] = [];
    const values: (string | number)[] = [];
    const add = (condition: string, ...bound: (string | number)[]): void => {
      where.push(condition);
      values.push(...bound);
    };
    if (rule === "beyond-rows") {
      const beyond = rowsLimit === null ? [] : this.#order.slice(rowsLimit, this.#order.count);
      add(`id IN (SELECT value FROM json_each(?))`, JSON.stringify(beyond));
    } else if (rule !== null) add("id IN (SELECT row FROM findings WHERE rule = ?)", rule);
    if (level !== null) add("level = ?", rankOf(level));
    if (clusterId !== null) add("cluster = ?", clusterId);
    if (duplicatesOnly) add("cluster IS NOT NULL");
    if (text !== null && text !== "") {
      if ([...text].length >= SHORTEST_INDEXED)
        add("id IN (SELECT rowid FROM texts WHERE texts MATCH ?)", quote(text));
      else add("instr(lower(json), lower(?)) > 0", JSON.stringify(text).slice(1, -1));
    }
    const direction = sort.descending ? "DESC" : "ASC";
    const sql = `SELECT id FROM rows ${where.length === 0 ? "" : `WHERE ${where.join(" AND ")}`}
      ORDER BY ${SORT_COLUMNS[sort.by]} ${direction}, position ${sort.by === "line" ? direction : "ASC"}, id`;
    return this.#db
      .prepare(sql)
      .pluck()
      .all(...values) as number[];
  }
}

/** The text as one phrase, whatever it holds. */
const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
