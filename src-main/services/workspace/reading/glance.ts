import type { Glance } from "../../../../src-shared/contract/index.ts";
import { NO_LEVEL, rankOf } from "../row-table.ts";
import type { Statements } from "../statements.ts";

/** Upper ends of the bins of token counts; each is about half as large again as the one before. */
const TOKEN_BINS = [16, 32, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096, 8192];
/** From so many turns on rows are counted together. */
const MANY_TURNS = 9;
const FIRST_WORDS_SHOWN = 12;
/** What the last bin ends with. */
const NO_END = Number.MAX_SAFE_INTEGER;

/** Reads the dataset in numbers. */
export function readGlance(sql: Statements): Glance {
  const sums = sql
    .get(
      `SELECT count(*) AS rows, coalesce(sum(turns), 0) AS turns, coalesce(sum(tokens), 0) AS tokens,
         coalesce(sum(octet_length(json) + 1), 0) AS sizeBytes, coalesce(max(tokens), 0) AS longestTokens FROM rows`,
    )
    .get() as Pick<Glance, "rows" | "turns" | "tokens" | "sizeBytes" | "longestTokens">;
  const median = sql
    .plucked("SELECT tokens FROM rows ORDER BY tokens LIMIT 1 OFFSET ?")
    .get(Math.floor(sums.rows / 2)) as number | undefined;
  const tokenCounts = counted(sql, "tokens");
  const turnCounts = counted(sql, "turns");
  return {
    ...sums,
    tokensEstimated: true,
    medianTokens: median ?? 0,
    byTokens: tokenBins(tokenCounts),
    byTurns: turnBins(turnCounts),
    byLevel: levels(sql),
    bySystem: systems(sql, sums.rows),
    duplicates: duplicates(sql),
    firstWords: sql
      .get(
        `SELECT start AS words, count(*) AS rows FROM rows WHERE start IS NOT NULL
         GROUP BY start HAVING count(*) > 1 ORDER BY rows DESC, start LIMIT ${FIRST_WORDS_SHOWN}`,
      )
      .all() as Glance["firstWords"],
  };
}

interface Count {
  readonly value: number;
  readonly rows: number;
}

const counted = (sql: Statements, column: "tokens" | "turns"): Count[] =>
  sql
    .get(`SELECT ${column} AS value, count(*) AS rows FROM rows GROUP BY ${column} ORDER BY ${column}`)
    .all() as Count[];

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
  const found = sql.get("SELECT level, count(*) AS rows FROM rows GROUP BY level").all() as {
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

function systems(sql: Statements, rows: number): Glance["bySystem"] {
  const { text, empty } = sql
    .get(
      `SELECT coalesce(sum(json_type(json, '$.system') = 'text' AND json ->> '$.system' <> ''), 0) AS text,
         coalesce(sum(json_type(json, '$.system') = 'text' AND json ->> '$.system' = ''), 0) AS empty
       FROM rows WHERE json_valid(json)`,
    )
    .get() as { text: number; empty: number };
  return { text, empty, none: rows - text - empty };
}

function duplicates(sql: Statements): Glance["duplicates"] {
  const clusters = sql
    .get(
      `SELECT count(*) AS size, count(DISTINCT exact_key) AS texts FROM rows WHERE cluster IS NOT NULL GROUP BY cluster`,
    )
    .all() as { size: number; texts: number }[];
  const rowsOf = (isExact: boolean): number =>
    clusters.filter(({ texts }) => (texts === 1) === isExact).reduce((sum, { size }) => sum + size, 0);
  return { exactRows: rowsOf(true), nearRows: rowsOf(false) };
}
