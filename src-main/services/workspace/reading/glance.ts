import type { Glance } from "../../../../src-shared/contract/index.ts";
import { NO_LEVEL, rankOf } from "../row-table.ts";
import type { Statements } from "../statements.ts";
import type { DatasetNumbers } from "./dataset-numbers.ts";

/** Upper ends of the bins of token counts; each is about half as large again as the one before. */
const TOKEN_BINS = [16, 32, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096, 8192];
/** From so many turns on rows are counted together. */
const MANY_TURNS = 9;
const FIRST_WORDS_SHOWN = 12;
const LANGUAGES_SHOWN = 12;
/** What the last bin ends with. */
const NO_END = Number.MAX_SAFE_INTEGER;

/** The dataset in numbers, however its tokens were counted. */
export function readGlance(
  sql: Statements,
  numbers: DatasetNumbers,
): Omit<Glance, "tokenizer" | "tokensEstimated"> {
  const { turns, tokens, sizeBytes, bySystem, byTokens, byTurns, byLanguage, byStart } = numbers;
  const tokenCounts = inOrder(byTokens);
  const rows = tokenCounts.reduce((sum, count) => sum + count.rows, 0);
  return {
    rows,
    turns,
    tokens,
    sizeBytes,
    longestTokens: tokenCounts.at(-1)?.value ?? 0,
    medianTokens: medianOf(tokenCounts, rows),
    byTokens: tokenBins(tokenCounts),
    byTurns: turnBins(inOrder(byTurns)),
    byLevel: levels(sql),
    bySystem,
    byLanguage: commonest(byLanguage, LANGUAGES_SHOWN, 1).map(({ words, rows: of }) => ({
      language: words,
      rows: of,
    })),
    duplicates: duplicates(sql),
    firstWords: commonest(byStart, FIRST_WORDS_SHOWN, 2),
  };
}

interface Count {
  readonly value: number;
  readonly rows: number;
}

const inOrder = (counts: ReadonlyMap<number, number>): Count[] =>
  [...counts].map(([value, rows]) => ({ value, rows })).sort((a, b) => a.value - b.value);

function medianOf(counts: readonly Count[], rows: number): number {
  let before = 0;
  for (const { value, rows: of } of counts) {
    before += of;
    if (before > Math.floor(rows / 2)) return value;
  }
  return 0;
}

const commonest = (
  counts: ReadonlyMap<string, number>,
  shown: number,
  least: number,
): { words: string; rows: number }[] =>
  [...counts]
    .filter(([, rows]) => rows >= least)
    .map(([words, rows]) => ({ words, rows }))
    .sort((a, b) => b.rows - a.rows || (a.words < b.words ? -1 : 1))
    .slice(0, shown);

function tokenBins(counts: readonly Count[]): Glance["byTokens"] {
  const ends = [...TOKEN_BINS, NO_END];
  const bins = ends.map((to, index) => ({ from: index === 0 ? 0 : (ends[index - 1] ?? 0) + 1, to, rows: 0 }));
  for (const { value, rows } of counts) {
    const bin = bins.find(({ to }) => value <= to);
    if (bin !== undefined) bin.rows += rows;
  }
  const first = bins.findIndex(({ rows }) => rows > 0);
  const last = bins.findLastIndex(({ rows }) => rows > 0);
  return first < 0 ? [] : bins.slice(first, last + 1);
}

function turnBins(counts: readonly Count[]): Glance["byTurns"] {
  const few = counts.filter(({ value }) => value < MANY_TURNS);
  const many = counts.filter(({ value }) => value >= MANY_TURNS).reduce((sum, { rows }) => sum + rows, 0);
  const bins = few.map(({ value, rows }) => ({ from: value, to: value, rows }));
  return many === 0 ? bins : [...bins, { from: MANY_TURNS, to: NO_END, rows: many }];
}

function levels(sql: Statements): Glance["byLevel"] {
  const found = sql.get("SELECT level, rows FROM tallies").all() as {
    level: number;
    rows: number;
  }[];
  const of = (level: number): number => found.find((entry) => entry.level === level)?.rows ?? 0;
  return {
    error: of(rankOf("error")),
    warning: of(rankOf("warning")),
    hint: of(rankOf("hint")),
    ok: of(NO_LEVEL),
  };
}

function duplicates(sql: Statements): Glance["duplicates"] {
  const clusters = sql
    .get(
      `SELECT count(*) AS size, count(DISTINCT exact_key) AS texts FROM facts WHERE cluster IS NOT NULL GROUP BY cluster`,
    )
    .all() as { size: number; texts: number }[];
  const rowsOf = (isExact: boolean): number =>
    clusters.filter(({ texts }) => (texts === 1) === isExact).reduce((sum, { size }) => sum + size, 0);
  return { exactRows: rowsOf(true), nearRows: rowsOf(false) };
}
