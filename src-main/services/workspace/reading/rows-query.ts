import type Database from "better-sqlite3";
import {
  ALL_PLACES,
  ANY_NUMBER,
  FILE_ORDER,
  NO_FILTER,
  type RowFilter,
  type RowSort,
} from "../../../../src-shared/contract/index.ts";
import { finderFor, occurrences, viewRow } from "../../../../src-shared/dataset/index.ts";
import { rankOf } from "../row-table.ts";
import { Statements } from "../statements.ts";
import { readNode } from "../writing/derive.ts";
import type { RowOrder } from "./row-order.ts";
import { RowSet } from "./row-set.ts";

/** Orders that an index has ready. */
const INDEXED_SORTS = ["tokens", "turns", "level", "language"] as const;
/** The trigram index finds parts of words, but nothing shorter than three characters. */
const SHORTEST_INDEXED = 3;
/** Of so many parts of a text, spread over it, the index is asked. */
const MOST_PARTS = 12;
/** Rows gone through in one step: some milliseconds. */
const PAGE_IDS = 20_000;
const PAGE_TEXTS = 200;
/** From so many rows on, going through the index in its order is less work than sorting them. */
const MANY_ROWS = 50_000;
/** Of the texts that rows are sorted by, so much is looked at. */
const SORTED_CHARS = 100;

/** The ids of a page in order, some of which may be found to be none. */
type Pages = Generator<readonly number[], void>;
type IndexedSort = (typeof INDEXED_SORTS)[number];

/**
 * Looks for the rows of a filter, in an order: step by step, so that the first can be shown, and everything else goes on,
 * while the others are looked for. Each step answers the rows that it found, if any.
 */
export class RowsQuery {
  readonly #sql: Statements;
  readonly #order: RowOrder;

  constructor(db: Database.Database, order: RowOrder) {
    this.#sql = new Statements(db);
    this.#order = order;
  }

  /** Throws `PatternInvalid` where the filter's regular expression is none. */
  search(filter: RowFilter, sort: RowSort, rowsLimit: number | null): Pages {
    return this.#run(filter, sort, rowsLimit, this.#textTest(filter));
  }

  *#run(
    filter: RowFilter,
    sort: RowSort,
    rowsLimit: number | null,
    test: ((id: number) => boolean) | null,
  ): Pages {
    const selected = yield* this.#selected(filter, rowsLimit);
    for (const page of this.#inOrder(sort, selected)) {
      if (test === null) {
        yield page;
        continue;
      }
      for (let at = 0; at < page.length; at += PAGE_TEXTS) yield page.slice(at, at + PAGE_TEXTS).filter(test);
    }
  }

  /** The rows that all conditions hold for which can be told without their texts; null for all rows. */
  *#selected(filter: RowFilter, rowsLimit: number | null): Generator<readonly number[], RowSet | null> {
    let selected: RowSet | null = null;
    for (const condition of this.#conditions(filter, rowsLimit)) {
      const set = new RowSet();
      for (const ids of condition) {
        set.addAll(ids);
        yield [];
      }
      selected = selected === null ? set : selected.and(set);
    }
    return selected;
  }

  *#conditions(filter: RowFilter, rowsLimit: number | null): Generator<Iterable<readonly number[]>> {
    const { rule, level, clusterId, duplicatesOnly, changedOnly, language, tag, text, helpfulness } = filter;
    if (rule === "beyond-rows")
      yield [rowsLimit === null ? [] : this.#order.slice(rowsLimit, this.#order.count)];
    else if (rule !== null) yield this.#paged("findings", "row", "rule = ?", rule);
    if (level !== null) yield this.#paged("facts", "row", "level = ?", rankOf(level));
    if (clusterId !== null) yield this.#paged("facts", "row", "cluster = ?", clusterId);
    if (duplicatesOnly) yield this.#paged("facts", "row", "cluster IS NOT NULL");
    if (language !== null) yield this.#paged("facts", "row", "language = ?", language);
    if (tag !== null) yield this.#paged("row_tags", "row", "tag = ?", tag);
    if (helpfulness !== null)
      yield this.#paged("helpfulness JOIN facts USING (row)", "row", RANKED[helpfulness]);
    for (const column of ["turns", "tokens"] as const) {
      const { min, max } = filter[column];
      if (min !== ANY_NUMBER.min || max !== ANY_NUMBER.max)
        yield this.#range(column, min ?? 0, max ?? Number.MAX_SAFE_INTEGER);
    }
    if (changedOnly) yield this.#scanned("identity NOT IN (SELECT identity FROM published)");
    if (text !== null && isIndexed(filter)) yield this.#mayHold(text);
  }

  /** For what no index tells: stretches of ids, so that no step is long. */
  *#scanned(condition: string): Pages {
    const last = this.#sql.plucked("SELECT max(row) FROM facts").get() as number | null;
    const page = this.#sql.plucked(`SELECT row FROM facts WHERE row > ? AND row <= ? AND ${condition}`);
    for (let at = 0; at < (last ?? 0); at += PAGE_IDS) yield page.all(at, at + PAGE_IDS) as number[];
  }

  *#paged(table: string, id: string, condition: string, ...values: (string | number)[]): Pages {
    const page = this.#sql.plucked(
      `SELECT ${id} FROM ${table} WHERE ${condition} AND ${id} > ? ORDER BY ${id} LIMIT ${PAGE_IDS}`,
    );
    for (let last = 0; ; ) {
      const ids = page.all(...values, last) as number[];
      yield ids;
      if (ids.length < PAGE_IDS) return;
      last = ids.at(-1) ?? last;
    }
  }

  *#range(column: "turns" | "tokens", min: number, max: number): Pages {
    const page = this.#sql.get(
      `SELECT ${column} AS value, row FROM facts WHERE (${column}, row) > (?, ?) AND ${column} <= ?
       ORDER BY ${column}, row LIMIT ${PAGE_IDS}`,
    );
    for (let last = { value: min, row: 0 }; ; ) {
      const found = page.all(last.value, last.row, max) as { value: number; row: number }[];
      yield found.map(({ row }) => row);
      const end = found.at(-1);
      if (end === undefined || found.length < PAGE_IDS) return;
      last = end;
    }
  }

  /** Rows whose texts have all parts of a text, and those that are yet to be worked out. */
  *#mayHold(text: string): Pages {
    yield this.#sql.plucked("SELECT rowid FROM texts WHERE texts MATCH ?").all(partsOf(text)) as number[];
    const waiting = this.#sql
      .plucked("SELECT (SELECT count(*) FROM rows) - (SELECT sum(rows) FROM tallies)")
      .get() as number;
    yield this.#sql.plucked("SELECT row FROM stale_texts").all() as number[];
    if (waiting > 0) yield* this.#paged("rows", "id", "NOT EXISTS (SELECT 1 FROM facts WHERE row = rows.id)");
  }

  *#inOrder({ by, descending }: RowSort, selected: RowSet | null): Pages {
    if (by === FILE_ORDER.by) {
      yield* this.#byLine(descending, selected);
      return;
    }
    const indexed = INDEXED_SORTS.find((sort) => sort === by);
    if (indexed !== undefined && (selected === null || selected.size > MANY_ROWS)) {
      yield* this.#byIndex(indexed, descending, selected);
      return;
    }
    yield* this.#sorted(by, descending, selected);
  }

  *#byLine(descending: boolean, selected: RowSet | null): Pages {
    const all = this.#order.all();
    if (selected === null && !descending) {
      yield all;
      return;
    }
    for (let at = 0; at < all.length; at += PAGE_IDS) {
      const page = descending
        ? all.slice(Math.max(0, all.length - at - PAGE_IDS), all.length - at).reverse()
        : all.slice(at, at + PAGE_IDS);
      yield selected === null ? page : page.filter((id) => selected.has(id));
    }
  }

  /** Along an index; rows that are yet to be worked out come last. */
  *#byIndex(column: IndexedSort, descending: boolean, selected: RowSet | null): Pages {
    const [beyond, direction] = descending ? ["<", "DESC"] : [">", "ASC"];
    const page = this.#sql.get(
      `SELECT ${column} AS value, row FROM facts WHERE (${column}, row) ${beyond} (?, ?)
       ORDER BY ${column} ${direction}, row ${direction} LIMIT ${PAGE_IDS}`,
    );
    const seen = new RowSet();
    const start =
      column === "language" ? (descending ? "\uffff" : "") : descending ? Number.MAX_SAFE_INTEGER : -1;
    for (let last: { value: string | number; row: number } = { value: start, row: 0 }; ; ) {
      const found = page.all(last.value, last.row) as (typeof last)[];
      const ids = found.map(({ row }) => row);
      seen.addAll(ids);
      yield selected === null ? ids : ids.filter((id) => selected.has(id));
      const end = found.at(-1);
      if (end === undefined || found.length < PAGE_IDS) break;
      last = end;
    }
    if (seen.size === this.#order.count) return;
    yield this.#order.all().filter((id) => !seen.has(id) && (selected === null || selected.has(id)));
  }

  /** Reads what each row is sorted by, then sorts them. */
  *#sorted(by: RowSort["by"], descending: boolean, selected: RowSet | null): Pages {
    const keyed: { id: number; key: string | number | null }[] = [];
    const keyOf = this.#sortKey(by);
    const ids = selected === null ? this.#order.all() : this.#order.all().filter((id) => selected.has(id));
    for (const [index, id] of ids.entries()) {
      keyed.push({ id, key: keyOf(id) });
      if (index % PAGE_TEXTS === PAGE_TEXTS - 1) yield [];
    }
    const sign = descending ? -1 : 1;
    yield keyed
      .sort((a, b) => (a.key === null || b.key === null ? 1 : sign) * compare(a.key, b.key))
      .map(({ id }) => id);
  }

  #sortKey(by: RowSort["by"]): (id: number) => string | number | null {
    if (by === "system" || by === "user" || by === "assistant") {
      const json = this.#sql.plucked("SELECT json FROM rows WHERE id = ?");
      return (id) => {
        const { system, turns } = viewRow(readNode(String(json.get(id))));
        const texts = {
          system: system.kind === "text" ? system.text : null,
          user: turns[0],
          assistant: turns[1],
        };
        const text = texts[by];
        return (
          (typeof text === "object" ? text?.content : text)?.slice(0, SORTED_CHARS).toLowerCase() ?? null
        );
      };
    }
    const value = this.#sql.plucked(
      by === "tags"
        ? "SELECT tags FROM rows WHERE id = ?"
        : by === "helpfulness"
          ? `SELECT value FROM helpfulness JOIN facts USING (row) WHERE row = ? AND ${RANKED.ranked}`
          : `SELECT ${by} FROM facts WHERE row = ?`,
    );
    return (id) => (value.get(id) as string | number | null | undefined) ?? null;
  }

  /** What is asked of a row's own texts; null where nothing is. */
  #textTest({ text, isRegex, places }: RowFilter): ((id: number) => boolean) | null {
    if (text === null || text === "") return null;
    const made = finderFor({ text, isRegex, matchCase: false, wholeWord: false });
    if (!made.ok) throw made.error;
    const finder = made.value;
    const json = this.#sql.plucked("SELECT json FROM rows WHERE id = ?");
    return (id) => {
      const row = json.get(id) as string | undefined;
      return row !== undefined && occurrences(readNode(row), places, finder).length > 0;
    };
  }
}

const isIndexed = ({ text, isRegex }: RowFilter): boolean =>
  text !== null && !isRegex && [...text].length >= SHORTEST_INDEXED;

/** A query for all of a text's parts of three characters, or for some of them where there are many. */
function partsOf(text: string): string {
  const chars = [...text];
  const parts = chars
    .slice(SHORTEST_INDEXED - 1)
    .map((_, at) => chars.slice(at, at + SHORTEST_INDEXED).join(""));
  const step = Math.max(1, Math.floor(parts.length / MOST_PARTS));
  const asked = new Set(parts.filter((_, at) => at % step === 0));
  return [...asked].map((part) => `"${part.replaceAll('"', '""')}"`).join(" AND ");
}

/** Which rows have a value that is of the row as it is now. */
const RANKED: Readonly<Record<NonNullable<RowFilter["helpfulness"]>, string>> = {
  ranked: "helpfulness.identity = facts.identity",
  helps: "helpfulness.identity = facts.identity AND value > 0",
  hurts: "helpfulness.identity = facts.identity AND value < 0",
};

/** Nothing comes last. */
function compare(a: string | number | null, b: string | number | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}

/** Whether a filter leaves nothing out. */
export const isEverything = (filter: RowFilter): boolean =>
  (filter.text === null || filter.text === "") &&
  JSON.stringify({ ...filter, text: null, isRegex: false, places: ALL_PLACES }) ===
    JSON.stringify({ ...NO_FILTER, places: ALL_PLACES });
