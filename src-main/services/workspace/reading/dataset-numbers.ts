import { setImmediate as breathe } from "node:timers/promises";
import type { Statements } from "../statements.ts";
import { SYSTEM_KINDS } from "../writing/derive.ts";

const PAGE_ROWS = 10_000;

/** What is counted over all rows that are worked out. */
export interface DatasetNumbers {
  readonly turns: number;
  readonly tokens: number;
  readonly sizeBytes: number;
  readonly bySystem: { readonly none: number; readonly empty: number; readonly text: number };
  readonly byTokens: ReadonlyMap<number, number>;
  readonly byTurns: ReadonlyMap<number, number>;
  readonly byLanguage: ReadonlyMap<string, number>;
  /** How many rows begin with the same words, by these words. */
  readonly byStart: ReadonlyMap<string, number>;
  readonly shortAnswers: number;
  readonly commonestStart: { readonly words: string; readonly rows: number } | null;
}

type Entry = [
  row: number,
  turns: number,
  tokens: number,
  bytes: number,
  system: number,
  language: string,
  start: string | null,
  short: number,
];

/** Counts over all rows, page by page, so that everything else goes on meanwhile; once for each revision. */
export class DatasetNumbersReader {
  readonly #sql: Statements;
  #revision = -1;
  #numbers: Promise<DatasetNumbers> | null = null;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  read(revision: number): Promise<DatasetNumbers> {
    if (this.#numbers === null || this.#revision !== revision) {
      this.#revision = revision;
      this.#numbers = this.#count();
    }
    return this.#numbers;
  }

  async #count(): Promise<DatasetNumbers> {
    const page = this.#sql.get(
      `SELECT row, turns, tokens, bytes, system, language, start, short_answer FROM facts
       WHERE row > ? ORDER BY row LIMIT ${PAGE_ROWS}`,
    );
    const sums = { turns: 0, tokens: 0, sizeBytes: 0, shortAnswers: 0 };
    const bySystem = { none: 0, empty: 0, text: 0 };
    const byTokens = new Map<number, number>();
    const byTurns = new Map<number, number>();
    const byLanguage = new Map<string, number>();
    const byStart = new Map<string, number>();
    for (let last = 0; ; ) {
      const entries = page.raw().all(last) as Entry[];
      for (const [row, turns, tokens, bytes, system, language, start, short] of entries) {
        last = row;
        sums.turns += turns;
        sums.tokens += tokens;
        sums.sizeBytes += bytes;
        sums.shortAnswers += short;
        if (system === SYSTEM_KINDS.text) bySystem.text++;
        else if (system === SYSTEM_KINDS.empty) bySystem.empty++;
        else bySystem.none++;
        count(byTokens, tokens);
        count(byTurns, turns);
        count(byLanguage, language);
        if (start !== null) count(byStart, start);
      }
      if (entries.length < PAGE_ROWS) break;
      await breathe();
    }
    return { ...sums, bySystem, byTokens, byTurns, byLanguage, byStart, commonestStart: commonest(byStart) };
  }
}

const count = <K>(counts: Map<K, number>, key: K): void => void counts.set(key, (counts.get(key) ?? 0) + 1);

function commonest(byStart: ReadonlyMap<string, number>): DatasetNumbers["commonestStart"] {
  let most: DatasetNumbers["commonestStart"] = null;
  for (const [words, rows] of byStart) if (rows > (most?.rows ?? 0)) most = { words, rows };
  return most;
}
