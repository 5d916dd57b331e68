import { useQueries, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useRef } from "react";
import type {
  ParamsOf,
  ResultOf,
  RowFilter,
  RowSort,
  RowSummary,
} from "../../../src-shared/contract/index.ts";
import { useServices } from "../../connection/services.tsx";

const PAGE_ROWS = 100;
/** Pages that were scrolled past are let go of after so long: they would fill memory, and are fetched in no time. */
const KEPT_OUT_OF_SIGHT_MS = 3_000;
/** While rows are still looked for, one asks again so often. */
const STILL_LOOKING_MS = 300;

type Page = ResultOf<"rows.window">;

/** The rows in sight, fetched page by page; what was there stays in sight until the answer comes. */
export function useRowPages(
  filter: RowFilter,
  sort: RowSort,
  first: number,
  last: number,
): {
  /** Null until it is known. */
  readonly total: number | null;
  /** False while there may be more. */
  readonly isComplete: boolean;
  /** Undefined while it is on its way. */
  readonly rowAt: (index: number) => RowSummary | undefined;
  /** True while what is shown may be of another filter or order. */
  readonly isStale: boolean;
  readonly error: Error | null;
  /** Shows a row otherwise until the services answer anew. */
  readonly replace: (index: number, row: RowSummary) => void;
} {
  const services = useServices();
  const queries = useQueryClient();
  const from = Math.floor(first / PAGE_ROWS);
  const to = Math.max(from, Math.floor(last / PAGE_ROWS));
  const numbers = useMemo(
    () => Array.from({ length: to - from + 1 }, (_, index) => from + index),
    [from, to],
  );
  const keyOf = useCallback(
    (page: number): readonly [string, ParamsOf<"rows.window">] => [
      "rows.window",
      { filter, sort, offset: page * PAGE_ROWS, limit: PAGE_ROWS },
    ],
    [filter, sort],
  );
  const answers = useQueries({
    queries: numbers.map((page) => ({
      queryKey: keyOf(page),
      queryFn: (): Promise<Page> => services.call("rows.window", keyOf(page)[1]),
      enabled: services.isConnected,
      gcTime: KEPT_OUT_OF_SIGHT_MS,
      refetchInterval: ({ state }: { state: { data: Page | undefined } }) =>
        state.data?.isComplete === false ? STILL_LOOKING_MS : false,
    })),
  });
  const there = answers.flatMap(({ data }) => data ?? []);
  const known = there.length === 0 ? null : Math.max(...there.map(({ total }) => total));
  const lastTotal = useRef<number | null>(null);
  if (known !== null) lastTotal.current = known;
  const pages = new Map(numbers.map((page, index) => [page, answers[index]?.data]));
  const rowAt = (index: number): RowSummary | undefined =>
    pages.get(Math.floor(index / PAGE_ROWS))?.rows[index % PAGE_ROWS];
  const replace = useCallback(
    (index: number, row: RowSummary): void => {
      queries.setQueryData<Page>(keyOf(Math.floor(index / PAGE_ROWS)), (page) =>
        page === undefined
          ? page
          : { ...page, rows: page.rows.map((old, at) => (at === index % PAGE_ROWS ? row : old)) },
      );
    },
    [queries, keyOf],
  );
  return {
    total: known ?? lastTotal.current,
    isComplete: there.every(({ isComplete }) => isComplete),
    rowAt,
    isStale: known === null,
    error: answers.find(({ error }) => error !== null)?.error ?? null,
    replace,
  };
}
